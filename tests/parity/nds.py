"""The cell spaces that NNI's hub takes from Radosavovic et al., On Network Design Spaces for Visual Recognition, ICCV 2019:
a normal and a reducing cell, whose nodes add up what two operations make of two earlier states."""
import torch
from torch import nn

from blocks import as_list
from count import META

LABELS = {"cifar": 10, "imagenet": 1000}


def conv(inputs, outputs, kernel=1, stride=1, groups=1, dilation=1):
    """Without bias; `kernel` may be (height, width). A size is kept at stride 1."""
    padding = tuple(k // 2 * dilation for k in kernel) if isinstance(kernel, tuple) else kernel // 2 * dilation
    return nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias=False, device=META)


def norm(channels):
    return nn.BatchNorm2d(channels, device=META)


def relu_conv_bn(inputs, outputs, kernel=1, stride=1):
    return [nn.ReLU(), conv(inputs, outputs, kernel, stride), norm(outputs)]


def depthwise_separable(channels, kernel, stride=1, dilation=1):
    return [nn.ReLU(), conv(channels, channels, kernel, stride, channels, dilation), conv(channels, channels),
            norm(channels)]


class FactorizedReduce(nn.Module):
    """Half of the size; half of the channels each from the pixels at even places and at odd ones."""

    def __init__(self, inputs, outputs):
        super().__init__()
        if outputs % 2:
            raise ValueError(f"{outputs} channels have no halves")
        self.relu = nn.ReLU()
        self.even = conv(inputs, outputs // 2, stride=2)
        self.odd = conv(inputs, outputs // 2, stride=2)
        self.norm = norm(outputs)

    def forward(self, x):
        x = self.relu(x)
        shifted = nn.functional.pad(x, (0, 1, 0, 1))[:, :, 1:, 1:]
        return self.norm(torch.cat([self.even(x), self.odd(shifted)], 1))


def pool(layer):
    return lambda kernel: lambda channels, stride: [layer(kernel, stride, kernel // 2)]


def sep_conv(kernel, dilation=1):
    return lambda channels, stride: (
        depthwise_separable(channels, kernel, stride, dilation) + depthwise_separable(channels, kernel, 1, dilation))


def one_by_k(k):
    return lambda channels, stride: [nn.ReLU(), conv(channels, channels, (1, k), (1, stride)),
                                     conv(channels, channels, (k, 1), (stride, 1)), norm(channels)]


def skip(channels, stride):
    return [FactorizedReduce(channels, channels)] if stride == 2 else []


max_pool, avg_pool = pool(nn.MaxPool2d), pool(nn.AvgPool2d)
OPERATIONS = {  # name -> layers, of channels and stride
    "skip_connect": skip,
    "max_pool_3x3": max_pool(3),
    "max_pool_5x5": max_pool(5),
    "max_pool_7x7": max_pool(7),
    "avg_pool_3x3": avg_pool(3),
    "conv_1x1": lambda channels, stride: relu_conv_bn(channels, channels, 1, stride),
    "conv_3x3": lambda channels, stride: relu_conv_bn(channels, channels, 3, stride),
    "conv_3x1_1x3": one_by_k(3),
    "conv_7x1_1x7": one_by_k(7),
    "sep_conv_3x3": sep_conv(3),
    "sep_conv_5x5": sep_conv(5),
    "sep_conv_7x7": sep_conv(7),
    "dil_sep_conv_3x3": sep_conv(3, dilation=2),
    "dil_conv_3x3": lambda channels, stride: depthwise_separable(channels, 3, stride, 2),
    "dil_conv_5x5": lambda channels, stride: depthwise_separable(channels, 5, stride, 2),
}


class Node(nn.Module):
    def __init__(self, labels, prefix, n, channels, reduces):
        super().__init__()
        self.reads = [labels[f"{prefix}/input_{n}_{k}"] for k in (0, 1)]
        self.operations = nn.ModuleList(
            nn.Sequential(*OPERATIONS[labels[f"{prefix}/op_{n}_{k}"]](channels, 2 if reduces and read < 2 else 1))
            for k, read in enumerate(self.reads))

    def forward(self, states):
        return sum(operation(states[read]) for operation, read in zip(self.operations, self.reads))


class Cell(nn.Module):
    """`before` and `last` are the channels of what the two cells before made; the first of the two may be twice as large."""

    def __init__(self, space, labels, before, last, channels, reduces, after_reduction):
        super().__init__()
        prefix = "reduce" if reduces else "normal"
        self.before = (FactorizedReduce(before, channels) if after_reduction
                       else nn.Sequential(*relu_conv_bn(before, channels)))
        self.last = nn.Sequential(*relu_conv_bn(last, channels))
        self.nodes = nn.ModuleList(
            Node(labels, prefix, n, channels, reduces) for n in range(2, 2 + space.n_nodes))
        used = {read for node in self.nodes for read in node.reads} if space.loose_end else set()
        self.merged = [n for n in range(2, 2 + space.n_nodes) if n not in used]
        self.channels = channels * len(self.merged)

    def forward(self, before, last):
        states = [self.before(before), self.last(last)]
        for node in self.nodes:
            states.append(node(states))
        return torch.cat([states[n] for n in self.merged], 1)


class Network(nn.Module):
    def __init__(self, space, p, labels):
        super().__init__()
        width, depth = labels["width"], labels["depth"]
        imagenet = p["dataset"] == "imagenet"
        if imagenet:
            self.stem = nn.Sequential(conv(3, width // 2, 3, 2), norm(width // 2), nn.ReLU(),
                                      conv(width // 2, width, 3, 2), norm(width))
            self.halved = nn.Sequential(*relu_conv_bn(width, width, 3, 2))
            before = last = width
        else:
            self.stem, self.halved = nn.Sequential(conv(3, 3 * width, 3), norm(3 * width)), nn.Identity()
            before = last = 3 * width
        self.cells = nn.ModuleList()
        after_reduction = imagenet
        for stage in range(3):
            for j in range((stage + 1) * depth // 3 - stage * depth // 3):
                reduces = stage > 0 and j == 0
                self.cells.append(Cell(space, labels, before, last, width * 2**stage, reduces, after_reduction))
                before, last, after_reduction = last, self.cells[-1].channels, reduces
        n_labels = LABELS[p["dataset"]] if p["num_labels"] is None else p["num_labels"]
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(last, n_labels, device=META))

    def forward(self, x):
        before = self.stem(x)
        last = self.halved(before)
        for cell in self.cells:
            before, last = last, cell(before, last)
        return self.head(last)


class Space:
    """As the modules of the other spaces."""

    DEFAULTS = {"width": [16, 24, 32], "num_cells": [4, 8, 12, 16, 20], "dataset": "cifar", "num_labels": None}

    def __init__(self, name, oracles, n_nodes, merge, operations):
        self.__name__, self.ORACLES = name, oracles
        self.n_nodes, self.loose_end, self.operations = n_nodes, merge == "loose_end", operations.split()

    def domains(self, p):
        depths = as_list(p["num_cells"])
        out = {"width": as_list(p["width"]), "depth": depths}
        for prefix in ["normal", "reduce"] if max(depths) >= 3 else ["reduce"]:  # less: the first stage has no cell
            for n in range(2, 2 + self.n_nodes):
                for k in (0, 1):
                    out |= {f"{prefix}/op_{n}_{k}": self.operations, f"{prefix}/input_{n}_{k}": list(range(n))}
        return out

    def build(self, p, labels):
        """The network, and the shape of its input."""
        size = 224 if p["dataset"] == "imagenet" else 32
        return Network(self, p, labels), (1, 3, size, size)


SPACES = [
    Space("darts", ["DARTS", "DARTS_w16_n3", "DARTS_w16_n8", "DARTS_w36_n20", "DARTS_imagenet_w48_n14"], 4, "all",
          "max_pool_3x3 avg_pool_3x3 skip_connect sep_conv_3x3 sep_conv_5x5 dil_conv_3x3 dil_conv_5x5"),
    Space("pnas", ["PNAS", "PNAS_w16_n8"], 5, "all",
          "sep_conv_3x3 sep_conv_5x5 sep_conv_7x7 conv_7x1_1x7 skip_connect avg_pool_3x3 max_pool_3x3 dil_conv_3x3"),
    Space("enas", ["ENAS", "ENAS_w16_n8"], 5, "loose_end",
          "skip_connect sep_conv_3x3 sep_conv_5x5 avg_pool_3x3 max_pool_3x3"),
    Space("nasnet", ["NASNet", "NASNet_w16_n8"], 5, "loose_end",
          "skip_connect conv_3x1_1x3 conv_7x1_1x7 dil_conv_3x3 avg_pool_3x3 max_pool_3x3 max_pool_5x5 max_pool_7x7 conv_1x1"
          " conv_3x3 sep_conv_3x3 sep_conv_5x5 sep_conv_7x7"),
    Space("amoebanet", ["AmoebaNet", "AmoebaNet_w16_n8"], 5, "loose_end",
          "skip_connect sep_conv_3x3 sep_conv_5x5 sep_conv_7x7 avg_pool_3x3 max_pool_3x3 dil_sep_conv_3x3 conv_7x1_1x7"),
]
