"""The size search space of NATS-Bench: Dong et al., TPAMI 2021. One cell topology, channels per layer."""
from torch import nn

from blocks import image_shape
from count import META
from nasbench201 import Reduction, relu_conv_bn

DEFAULTS = {"num_labels": 10, "channels": [8, 16, 24, 32, 40, 48, 56, 64], "resolution": 32}
LAYERS = 5


def as_list(value):
    return value if isinstance(value, list) else [value]


def domains(p):
    out = {"resolution": as_list(p["resolution"])}
    return out | {f"c_{i}": as_list(p["channels"]) for i in range(LAYERS)}


class Cell(nn.Module):
    """nor_conv_3x3 on every edge but the one from the input to the output, which skips."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.edges = nn.ModuleDict({
            "0_1": relu_conv_bn(inputs, outputs, 3),
            "0_2": relu_conv_bn(inputs, outputs, 3),
            "1_2": relu_conv_bn(outputs, outputs, 3),
            "1_3": relu_conv_bn(outputs, outputs, 3),
            "2_3": relu_conv_bn(outputs, outputs, 3),
        })
        self.skip = nn.Identity()
        if inputs != outputs:
            self.skip = nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False, device=META),
                                      nn.BatchNorm2d(outputs, device=META))

    def forward(self, x):
        one = self.edges["0_1"](x)
        two = self.edges["0_2"](x) + self.edges["1_2"](one)
        return self.skip(x) + self.edges["1_3"](one) + self.edges["2_3"](two)


def build(p, labels):
    """The network, and the shape of its input."""
    c = [labels[f"c_{i}"] for i in range(LAYERS)]
    network = nn.Sequential(
        nn.Conv2d(3, c[0], 3, padding=1, bias=False, device=META), nn.BatchNorm2d(c[0], device=META),
        Cell(c[0], c[0]), Reduction(c[0], c[1]), Cell(c[1], c[2]), Reduction(c[2], c[3]), Cell(c[3], c[4]),
        nn.BatchNorm2d(c[4], device=META), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(c[4], p["num_labels"], device=META))
    return network, image_shape(labels["resolution"])
