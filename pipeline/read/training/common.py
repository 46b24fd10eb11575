"""What both trainings share: their options, and weights averaged over the last steps."""
import argparse

import torch


def options_of(batch, rate, width, report):
    """Reads the command line; what differs between the trainings are the usual batch, learning rate, network width and steps between reports."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--data', nargs='+', required=True)
    parser.add_argument('--test', nargs='*', default=[])
    parser.add_argument('--out', required=True)
    parser.add_argument('--steps', type=int, required=True)
    parser.add_argument('--batch', type=int, default=batch)
    parser.add_argument('--rate', type=float, default=rate)
    parser.add_argument('--width', type=int, default=width)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--threads', type=int, default=1, help='more than one only pays on an idle machine')
    parser.add_argument('--report', type=int, default=report)
    parser.add_argument('--start', help='state.pt of an earlier run to go on from')
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    return options


class MeanWeights:
    """The running mean of a network's weights, which does better than the last ones (Polyak averaging)."""

    def __init__(self, net):
        self.mean = {key: value.clone() for key, value in net.state_dict().items()}

    def add(self, net, step):
        for key, value in net.state_dict().items():
            if value.dtype.is_floating_point:
                self.mean[key].mul_(0.998 if step > 500 else 0.9).add_(value, alpha=0.002 if step > 500 else 0.1)
            else:
                self.mean[key].copy_(value)
