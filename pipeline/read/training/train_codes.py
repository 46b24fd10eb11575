"""Trains the code network on rendered rows of digits and writes it as ONNX with its figures.

    /usr/bin/python3 pipeline/read/training/train_codes.py --data FILE [FILE ...] --test NAME=FILE [NAME=FILE ...] --out DIR --steps N [--seed N]

Needs Debian's python3-torch (1.13) and python3-numpy. Each FILE is as fixtures/practice/write-strips.ts writes it. Writes OUT/codes.onnx
(opset 13), OUT/state.pt and OUT/codes-figures.json. The same data, seed and number of threads give the same weights.

The network says for every frame (4 columns) which digit ends there, or none. A row's likelihood is the sum over all ways to place its
digits on frames from left to right, one frame a digit (a transducer that emits at most one label a frame: Graves 2012; Sak et al. 2017).
"""
import hashlib
import json
import math
import os
import struct
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from common import MeanWeights, options_of

HEIGHT, FRAME, MOST, NONE = 40, 4, 9, 10
NEVER = -1e4


def load(path):
    """Rows of digits: images (2 x 40 x width bytes) and texts (tuples of digits)."""
    raw = np.fromfile(path, np.uint8)
    images, texts, at = [], [], 0
    while at < len(raw):
        width, count = struct.unpack_from('<HB', raw, at)
        texts.append(tuple(int(d) for d in raw[at + 3:at + 3 + count]))
        at += 3 + MOST
        images.append(raw[at:at + 2 * HEIGHT * width].reshape(2, HEIGHT, width))
        at += 2 * HEIGHT * width
    return images, texts


def block(inputs, outputs, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Along(nn.Module):
    """Looks left and right along the frames."""

    def __init__(self, c):
        super().__init__()
        self.step = nn.Sequential(nn.Conv1d(c, c, 5, padding=2, bias=False), nn.BatchNorm1d(c), nn.ReLU(inplace=True))

    def forward(self, x):
        return x + self.step(x)


class CodeNet(nn.Module):
    def __init__(self, c=16):
        super().__init__()
        self.look = nn.Sequential(
            block(2, c), block(c, 2 * c, 2), block(2 * c, 3 * c), nn.MaxPool2d(2),
            block(3 * c, 5 * c), block(5 * c, 5 * c), nn.MaxPool2d((2, 1)),
            nn.Conv2d(5 * c, 9 * c, (5, 3), padding=(0, 1), bias=False), nn.BatchNorm2d(9 * c), nn.ReLU(inplace=True))
        self.along = nn.Sequential(Along(9 * c), Along(9 * c), Along(9 * c), nn.Dropout(0.15), nn.Conv1d(9 * c, NONE + 1, 1))

    def forward(self, x):
        """n x 2 x 40 x width -> n x frames x 11, log-probabilities."""
        return F.log_softmax(self.along(self.look(x).squeeze(2)).permute(0, 2, 1), 2)


def log_likelihood(logs, texts, frames):
    """log P(row) of each text; `frames` are the frames of each row, the rest is padding."""
    n, longest = len(texts), max(1, max(len(t) for t in texts))
    labels = torch.tensor([list(t) + [0] * (longest - len(t)) for t in texts])
    lengths = torch.tensor([len(t) for t in texts])
    reached = torch.full((n, longest + 1), NEVER)
    reached[:, 0] = 0
    written = logs[:, :, :NONE].gather(2, labels[:, None, :].expand(n, logs.shape[1], longest))
    for t in range(logs.shape[1]):
        on = torch.cat([torch.full((n, 1), NEVER), reached[:, :-1] + written[:, t]], 1)
        moved = torch.logaddexp(reached + logs[:, t, NONE:], on)
        reached = torch.where((t < frames)[:, None], moved, reached)
    return reached.gather(1, lengths[:, None])[:, 0]


def best_of(logs, frames, length):
    """The text of a known length that the likeliest single way spells."""
    score, back = [0.0] + [NEVER] * length, []
    for t in range(frames):
        digit = int(logs[t, :NONE].argmax())
        here, came = [0.0] * (length + 1), [False] * (length + 1)
        for u in range(length + 1):
            stay = score[u] + float(logs[t, NONE])
            go = score[u - 1] + float(logs[t, digit]) if u else NEVER
            here[u], came[u] = max(stay, go), go > stay
        back.append((digit, came))
        score = here
    u, text = length, []
    for digit, came in reversed(back):
        if came[u]:
            text.append(digit)
            u -= 1
    return tuple(reversed(text))


def batch_of(images, picked):
    width = max(images[i].shape[2] for i in picked)
    batch = torch.zeros(len(picked), 2, HEIGHT, width)
    for k, i in enumerate(picked):
        batch[k, :, :, :images[i].shape[2]] = torch.from_numpy(images[i])
    return batch / 255, torch.tensor([images[i].shape[2] // FRAME for i in picked])


def augmented(x):
    """Leans, turns, stretches and bends rows, then changes how dark, thick and sharp they are."""
    n, _, high, wide = x.shape
    lean, turn = torch.randn(n) * 0.12, torch.randn(n) * math.radians(1.2)
    sx, sy = 1 + torch.randn(n) * 0.05, 1 + torch.randn(n) * 0.08
    ty = torch.randn(n) * 0.05
    ratio = high / wide
    one, zero = torch.ones(n), torch.zeros(n)
    theta = torch.stack([torch.stack([one * sx, (lean - turn) * ratio, zero], 1), torch.stack([turn / ratio, one * sy, ty], 1)], 1)
    grid = F.affine_grid(theta, x.shape, align_corners=False)
    bend = F.interpolate(torch.randn(n, 2, 4, max(4, wide // 10)), (high, wide), mode='bicubic', align_corners=True).permute(0, 2, 3, 1)
    x = F.grid_sample(x, grid + bend * torch.tensor([0.8 * 2 / wide, 0.9 * 2 / high]) * torch.rand(n, 1, 1, 1), align_corners=False)
    dice = torch.rand(n, 1, 1, 1)
    x = torch.where(dice < 0.12, F.max_pool2d(x, 3, 1, 1) * 0.5 + x * 0.5, torch.where(dice < 0.24, F.avg_pool2d(x, 3, 1, 1), torch.where(dice < 0.36, (x - 0.5) * 3 + 0.5, x)))
    x = x * (1 + torch.randn(n, 2, 1, 1) * 0.1) + torch.randn_like(x) * 0.05 * torch.rand(n, 1, 1, 1)
    around = torch.where(torch.rand(n, 1, 1, 1) < 0.08, torch.zeros_like(x[:, 1:]), x[:, 1:])
    return torch.cat([x[:, :1], around], 1).clamp(0, 1)


@torch.no_grad()
def figures_of(net, images, texts):
    net.eval()
    rows, right, wrong = 0, 0, {}
    for i, truth in enumerate(texts):
        if not truth:
            continue
        x, frames = batch_of(images, [i])
        said = best_of(net(x)[0], int(frames[0]), len(truth))
        rows += 1
        right += said == truth
        for a, b in zip(truth, said):
            if a != b:
                wrong[f'{a} as {b}'] = wrong.get(f'{a} as {b}', 0) + 1
    return {'rows': rows, 'right': round(right / rows, 4), 'mostMistaken': dict(sorted(wrong.items(), key=lambda item: -item[1])[:10])}


def main():
    options = options_of(batch=64, rate=3e-3, width=16, report=250)
    images, texts = [], []
    digest = hashlib.sha256()
    for path in options.data:
        more, said = load(path)
        images += more
        texts += said
        digest.update(open(path, 'rb').read())
    tests = {name: load(path) for name, path in (entry.split('=', 1) for entry in options.test)}
    widths = np.array([image.shape[2] for image in images])
    net = CodeNet(options.width)
    if options.start:
        net.load_state_dict(torch.load(options.start))
    optimiser = torch.optim.AdamW(net.parameters(), 1e-3, weight_decay=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, total_steps=options.steps, pct_start=0.15)
    mean = MeanWeights(net)
    random = np.random.default_rng(options.seed)
    started, running = time.time(), 20.0
    print('rows', len(texts), 'weights', sum(p.numel() for p in net.parameters()), flush=True)
    pool = []
    for step in range(options.steps):
        net.train()
        if not pool:  # batches of rows of one width or so, in any order
            drawn = random.choice(len(texts), options.batch * 40, replace=False)
            drawn = drawn[np.argsort(widths[drawn], kind='stable')].reshape(40, options.batch)
            pool = list(random.permutation(drawn))
        picked = pool.pop()
        x, frames = batch_of(images, picked)
        loss = -log_likelihood(net(augmented(x)), [texts[i] for i in picked], frames).mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        running = 0.98 * running + 0.02 * loss.item()
        mean.add(net, step)
        if step % options.report == options.report - 1:
            print(step + 1, f'{time.time() - started:.0f}s', f'loss {running:.4f}', {name: figures_of(net, i[:300], t[:300])['right'] for name, (i, t) in tests.items()}, flush=True)
    net.load_state_dict(mean.mean)
    net.eval()
    os.makedirs(options.out, exist_ok=True)
    path = os.path.join(options.out, 'codes.onnx')
    torch.onnx.export(net, torch.zeros(1, 2, HEIGHT, 128), path, input_names=['strips'], output_names=['logs'],
                      dynamic_axes={'strips': {0: 'n', 3: 'width'}, 'logs': {0: 'n', 1: 'frames'}}, opset_version=13)
    torch.save(net.state_dict(), os.path.join(options.out, 'state.pt'))
    figures = {'steps': options.steps, 'batch': options.batch, 'seed': options.seed, 'trainedOn': len(texts), 'dataSha256': digest.hexdigest(),
               'weightsSha256': hashlib.sha256(open(path, 'rb').read()).hexdigest(), 'tests': {name: figures_of(net, *test) for name, test in tests.items()}}
    print(json.dumps(figures['tests'], ensure_ascii=False), flush=True)
    with open(os.path.join(options.out, 'codes-figures.json'), 'w') as file:
        json.dump(figures, file, ensure_ascii=False, indent=1)


main()
