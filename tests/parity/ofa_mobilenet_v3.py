"""OFAMobileNetV3 of mit-han-lab/once-for-all: Cai et al., Once-for-All, ICLR 2020."""
from torch import nn

from blocks import InvertedResidual, conv_bn, divisible, image_shape, separable
from count import META

DEFAULTS = {
    "num_labels": 1000,
    "base_stage_width": [16, 16, 24, 40, 80, 112, 160, 960, 1280],
    "width_mult": 1.0,
    "ks_list": [3, 5, 7],
    "expand_ratio_list": [3, 4, 6],
    "depth_list": [2, 3, 4],
    "dropout_rate": 0.1,
    "resolution": 224,
}
STAGES = [  # stride of the first block, activation, squeeze-excite
    (2, "relu", False),
    (2, "relu", True),
    (2, "hswish", False),
    (1, "hswish", True),
    (2, "hswish", True),
]


def as_list(value):
    return value if isinstance(value, list) else [value]


def domains(p):
    """Every choice and its values; blocks are numbered through all stages, as deep as these can be."""
    blocks = len(STAGES) * max(as_list(p["depth_list"]))
    out = {"r": as_list(p["resolution"])} | {f"d_{i}": as_list(p["depth_list"]) for i in range(len(STAGES))}
    for n in range(blocks):
        out |= {f"ks_{n}": as_list(p["ks_list"]), f"e_{n}": as_list(p["expand_ratio_list"])}
    return out


def stage(p, labels, i, inputs, outputs):
    stride, activation, se = STAGES[i]
    blocks, first = [], i * max(as_list(p["depth_list"]))
    for n in range(first, first + labels[f"d_{i}"]):
        hidden = divisible(round(inputs * labels[f"e_{n}"]))
        blocks.append(InvertedResidual(inputs, hidden, outputs, labels[f"ks_{n}"], stride, activation, se,
                                       skip=stride == 1 and inputs == outputs))
        inputs, stride = outputs, 1
    return nn.Sequential(*blocks)


class Shortcut(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def build(p, labels):
    """The network, and the shape of its input."""
    widths = [divisible(base * p["width_mult"]) for base in p["base_stage_width"]]
    first = separable(widths[0], widths[1], 3, 1, "relu")
    network = nn.Sequential(
        conv_bn(3, widths[0], 3, 2, activation="hswish"),
        Shortcut(first) if widths[0] == widths[1] else first,
        *[stage(p, labels, i, widths[i + 1], widths[i + 2]) for i in range(len(STAGES))],
        conv_bn(widths[6], widths[7], activation="hswish"),
        nn.AdaptiveAvgPool2d(1),
        nn.Conv2d(widths[7], widths[8], 1, bias=False, device=META),
        nn.Hardswish(),
        nn.Flatten(),
        nn.Dropout(p["dropout_rate"]),
        nn.Linear(widths[8], p["num_labels"], device=META),
    )
    return network, image_shape(labels["r"])
