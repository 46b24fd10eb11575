"""Trains the ink network on rendered windows and writes it as ONNX with its figures.

    /usr/bin/python3 pipeline/read/training/train.py --data DIR [DIR ...] --test NAME=DIR [NAME=DIR ...] --out DIR --steps N [--seed N]

Needs Debian's python3-torch (1.13) and python3-numpy. Each DIR holds `windows.bin` (N x 2 x 32 x 32 bytes) and `labels.bin`
(N bytes) as fixtures/practice/write-windows.ts writes them. Writes OUT/ink.onnx (opset 13) and OUT/figures.json, and for each
test set OUT/logits-NAME.bin (float32, N x 17), from which the calibration is fitted. The same data, seed and number of
threads give the same weights.
"""
import hashlib
import json
import math
import os
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from common import MeanWeights, options_of

CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'X', 'dash', 'НП', 'many', 'crossed', 'noise', 'other']
SIDE = 32


def load(folder):
    windows = np.fromfile(os.path.join(folder, 'windows.bin'), np.uint8).reshape(-1, 2, SIDE, SIDE)
    labels = np.fromfile(os.path.join(folder, 'labels.bin'), np.uint8)
    return torch.from_numpy(windows), torch.from_numpy(labels).long()


def block(inputs, outputs, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class InkNet(nn.Module):
    """About 0.4 million weights, 9 million multiplications a window."""

    def __init__(self, c=20):
        super().__init__()
        self.features = nn.Sequential(
            block(2, c), block(c, 2 * c, 2),
            block(2 * c, 2 * c), nn.MaxPool2d(2),
            block(2 * c, 4 * c), block(4 * c, 4 * c), nn.MaxPool2d(2),
            nn.Conv2d(4 * c, 128, 4, bias=False), nn.BatchNorm2d(128), nn.ReLU(inplace=True), nn.Flatten())
        self.head = nn.Sequential(nn.Dropout(0.25), nn.Linear(128, len(CLASSES)))

    def forward(self, x):
        return self.head(self.features(x))


def augmented(x):
    """Turns, leans, stretches, shifts and bends both planes alike, then changes how dark and how sharp they are."""
    n = len(x)
    turn = torch.randn(n) * math.radians(4)
    lean = torch.randn(n) * 0.1
    sx, sy = 1 + torch.randn(n) * 0.06, 1 + torch.randn(n) * 0.06
    tx, ty = torch.randn(n) * 0.03, torch.randn(n) * 0.03
    c, s = turn.cos(), turn.sin()
    theta = torch.stack([torch.stack([c * sx, (lean - s) * sy, tx], 1), torch.stack([s * sx, c * sy, ty], 1)], 1)
    grid = F.affine_grid(theta, x.shape, align_corners=False)
    bend = F.interpolate(torch.randn(n, 2, 5, 5) * 0.025, (SIDE, SIDE), mode='bilinear', align_corners=True).permute(0, 2, 3, 1)
    x = F.grid_sample(x, grid + bend, align_corners=False)
    dice = torch.rand(n, 1, 1, 1)
    x = torch.where(dice < 0.12, F.max_pool2d(x, 3, 1, 1) * 0.5 + x * 0.5, torch.where(dice < 0.24, F.avg_pool2d(x, 3, 1, 1), torch.where(dice < 0.36, (x - 0.5) * 3 + 0.5, x)))
    x = x * (1 + torch.randn(n, 2, 1, 1) * 0.1) + torch.randn_like(x) * 0.04 * torch.rand(n, 1, 1, 1)
    around = torch.where(torch.rand(n, 1, 1, 1) < 0.08, torch.zeros_like(x[:, 1:]), x[:, 1:])
    return torch.cat([x[:, :1], around], 1).clamp(0, 1)


@torch.no_grad()
def logits_of(net, windows):
    net.eval()
    return torch.cat([net(windows[i:i + 512].float() / 255) for i in range(0, len(windows), 512)])


def figures_of(logits, labels):
    predicted = logits.argmax(1)
    symbols = labels < 13
    wrong = {}
    for truth, said in zip(labels[symbols].tolist(), predicted[symbols].tolist()):
        if truth != said:
            key = f'{CLASSES[truth]} as {CLASSES[said]}'
            wrong[key] = wrong.get(key, 0) + 1
    return {
        'windows': len(labels), 'right': round((predicted == labels).float().mean().item(), 5),
        'symbols': int(symbols.sum()), 'symbolsRight': round((predicted == labels)[symbols].float().mean().item(), 5),
        'digitsRight': round((predicted == labels)[labels < 10].float().mean().item(), 5),
        'loss': round(F.cross_entropy(logits, labels).item(), 4),
        'mostMistaken': dict(sorted(wrong.items(), key=lambda item: -item[1])[:14])}


def main():
    options = options_of(batch=128, rate=4e-3, width=20, report=500)
    parts = [load(folder) for folder in options.data]
    windows, labels = torch.cat([w for w, _ in parts]), torch.cat([l for _, l in parts])
    tests = {name: load(folder) for name, folder in (entry.split('=', 1) for entry in options.test)}
    net = InkNet(options.width)
    if options.start:
        net.load_state_dict(torch.load(options.start))
    counts = torch.bincount(labels, minlength=len(CLASSES)).float()
    share = (1 / counts.clamp(min=1).sqrt())[labels].numpy().astype(np.float64)
    share /= share.sum()
    optimiser = torch.optim.AdamW(net.parameters(), 1e-3, weight_decay=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, total_steps=options.steps, pct_start=0.2)
    mean = MeanWeights(net)
    started = time.time()
    print('windows', len(labels), 'weights', sum(p.numel() for p in net.parameters()), flush=True)
    random = np.random.default_rng(options.seed)
    running = 0.0
    for step in range(options.steps):
        net.train()
        if step % 50 == 0:
            pool = torch.from_numpy(random.choice(len(labels), options.batch * 50, p=share))
        picked = pool[(step % 50) * options.batch:(step % 50 + 1) * options.batch]
        loss = F.cross_entropy(net(augmented(windows[picked].float() / 255)), labels[picked], label_smoothing=0.004)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        running = 0.98 * running + 0.02 * loss.item()
        mean.add(net, step)
        if step % options.report == options.report - 1:
            print(step + 1, f'{time.time() - started:.0f}s', f'loss {running:.4f}', {name: round((logits_of(net, w[:3000]).argmax(1) == l[:3000]).float().mean().item(), 4) for name, (w, l) in tests.items()}, flush=True)
    net.load_state_dict(mean.mean)
    net.eval()
    os.makedirs(options.out, exist_ok=True)
    path = os.path.join(options.out, 'ink.onnx')
    torch.onnx.export(net, torch.zeros(1, 2, SIDE, SIDE), path, input_names=['windows'], output_names=['logits'],
                      dynamic_axes={'windows': {0: 'n'}, 'logits': {0: 'n'}}, opset_version=13)
    torch.save(net.state_dict(), os.path.join(options.out, 'state.pt'))
    figures = {'steps': options.steps, 'batch': options.batch, 'seed': options.seed, 'trainedOn': len(labels),
               'dataSha256': hashlib.sha256(windows.numpy().tobytes() + labels.numpy().tobytes()).hexdigest(),
               'weightsSha256': hashlib.sha256(open(path, 'rb').read()).hexdigest(), 'tests': {}}
    for name, (w, l) in tests.items():
        logits = logits_of(net, w)
        logits.numpy().tofile(os.path.join(options.out, f'logits-{name}.bin'))
        figures['tests'][name] = figures_of(logits, l)
        print(name, json.dumps(figures['tests'][name], ensure_ascii=False), flush=True)
    with open(os.path.join(options.out, 'figures.json'), 'w') as file:
        json.dump(figures, file, ensure_ascii=False, indent=1)


main()
