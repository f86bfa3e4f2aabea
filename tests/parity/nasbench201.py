"""NAS-Bench-201: Dong and Yang, NAS-Bench-201, ICLR 2020. The same cell everywhere, in three stacks."""
import torch
from torch import nn

from count import META

ORACLES = ["NasBench201"]
DEFAULTS = {"num_labels": 10, "stem_out_channels": 16, "num_modules_per_stack": 5}
EDGES = [(j, t) for t in (1, 2, 3) for j in range(t)]
OPERATIONS = ["none", "skip_connect", "conv_1x1", "conv_3x3", "avg_pool_3x3"]


def domains(p):
    return {f"cell/{j}_{t}": OPERATIONS for j, t in EDGES}


def relu_conv_bn(inputs, outputs, kernel, stride=1):
    return nn.Sequential(
        nn.ReLU(),
        nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False, device=META),
        nn.BatchNorm2d(outputs, device=META),
    )


class Zero(nn.Module):
    def forward(self, x):
        return x.mul(0.0)


def operation(name, channels):
    if name == "none":
        return Zero()
    if name == "skip_connect":
        return nn.Identity()
    if name == "avg_pool_3x3":
        return nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
    return relu_conv_bn(channels, channels, {"conv_1x1": 1, "conv_3x3": 3}[name])


class Cell(nn.Module):
    """Node 0 is the input; every later node adds up what its edges make of all earlier ones."""

    def __init__(self, labels, channels):
        super().__init__()
        self.edges = nn.ModuleDict({f"{j}_{t}": operation(labels[f"cell/{j}_{t}"], channels) for j, t in EDGES})

    def forward(self, x):
        nodes = [x]
        for t in (1, 2, 3):
            nodes.append(torch.stack([self.edges[f"{j}_{t}"](nodes[j]) for j in range(t)]).sum(0))
        return nodes[-1]


class Reduction(nn.Module):
    """A residual block that halves the size and doubles the channels."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.body = nn.Sequential(relu_conv_bn(inputs, outputs, 3, 2), relu_conv_bn(outputs, outputs, 3))
        self.shortcut = nn.Sequential(
            nn.AvgPool2d(2, stride=2), nn.Conv2d(inputs, outputs, 1, bias=False, device=META))

    def forward(self, x):
        return self.shortcut(x) + self.body(x)


def build(p, labels):
    """The network, and the shape of its input."""
    channels = p["stem_out_channels"]
    layers = [nn.Conv2d(3, channels, 3, padding=1, bias=False, device=META), nn.BatchNorm2d(channels, device=META)]
    for stack in range(3):
        if stack:
            layers.append(Reduction(channels, 2 * channels))
            channels *= 2
        layers += [Cell(labels, channels) for _ in range(p["num_modules_per_stack"])]
    layers += [nn.BatchNorm2d(channels, device=META), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
               nn.Linear(channels, p["num_labels"], device=META)]
    return nn.Sequential(*layers), (1, 3, 32, 32)
