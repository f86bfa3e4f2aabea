"""OFAResNets of mit-han-lab/once-for-all: Cai et al., Once-for-All, ICLR 2020."""
from torch import nn

from blocks import conv_bn, divisible, image_shape
from count import META

DEFAULTS = {
    "num_labels": 1000,
    "depth_list": [0, 1, 2],
    "expand_ratio_list": [0.2, 0.25, 0.35],
    "width_mult_list": [0.65, 0.8, 1.0],
    "dropout_rate": 0.0,
    "resolution": 224,
}
BASE_DEPTHS = [2, 2, 4, 2]
BASE_WIDTHS = [256, 512, 1024, 2048]


def as_list(value):
    return value if isinstance(value, list) else [value]


def most_blocks(p, i):
    return BASE_DEPTHS[i] + max(p["depth_list"])


def domains(p):
    """Every choice and its values; blocks are numbered through all stages, as deep as these can be."""
    blocks = sum(most_blocks(p, i) for i in range(4))
    out = {"r": as_list(p["resolution"]), "d_0": sorted({min(p["depth_list"]), max(p["depth_list"])})}
    out |= {f"d_{i}": p["depth_list"] for i in range(1, 5)}
    out |= {f"w_{i}": list(range(len(p["width_mult_list"]))) for i in range(6)}
    return out | {f"e_{n}": as_list(p["expand_ratio_list"]) for n in range(blocks)}


class Shortcut(nn.Module):
    """Adds its input, or what `shortcut` makes of it."""

    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body, self.shortcut = body, shortcut or nn.Identity()

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


def bottleneck(inputs, outputs, ratio, stride):
    hidden = divisible(round(outputs * ratio))
    body = nn.Sequential(
        conv_bn(inputs, hidden, activation="relu"),
        conv_bn(hidden, hidden, 3, stride, activation="relu"),
        conv_bn(hidden, outputs),
    )
    shortcut = None
    if stride != 1 or inputs != outputs:
        shortcut = nn.Sequential(nn.AvgPool2d(stride, stride, ceil_mode=True), conv_bn(inputs, outputs))
    return nn.Sequential(Shortcut(body, shortcut), nn.ReLU())


def width(p, labels, n, base):
    return divisible(base * sorted(p["width_mult_list"])[labels[f"w_{n}"]])


def stem(p, labels, outputs):
    middle = divisible(width(p, labels, 0, 64) // 2)
    layers = [conv_bn(3, middle, 3, 2, activation="relu")]
    if labels["d_0"] == max(p["depth_list"]):
        layers.append(Shortcut(conv_bn(middle, middle, 3, activation="relu")))
    return nn.Sequential(*layers, conv_bn(middle, outputs, 3, activation="relu"), nn.MaxPool2d(3, 2, padding=1))


def build(p, labels):
    """The network, and the shape of its input."""
    channels = width(p, labels, 1, 64)
    layers, first = [stem(p, labels, channels)], 0
    for i, base in enumerate(BASE_WIDTHS):
        outputs = width(p, labels, i + 2, base)
        for j in range(BASE_DEPTHS[i] + labels[f"d_{i + 1}"]):
            layers.append(bottleneck(channels, outputs, labels[f"e_{first + j}"], 2 if i and not j else 1))
            channels = outputs
        first += most_blocks(p, i)
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(p["dropout_rate"]),
               nn.Linear(channels, p["num_labels"], device=META)]
    return nn.Sequential(*layers), image_shape(labels["r"])
