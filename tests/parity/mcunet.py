"""OFAProxylessNASNets of mit-han-lab/mcunet, without its mix layer: Lin et al., MCUNet, NeurIPS 2020."""
from torch import nn

from blocks import InvertedResidual, conv_bn, divisible, image_shape, separable
from count import META

DEFAULTS = {
    "num_labels": 1000,
    "base_stage_width": [32, 16, 24, 40, 80, 96, 192, 320],
    "width_mult_list": [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0],
    "ks_list": [3, 5, 7],
    "expand_ratio_list": [3, 4, 5, 6],
    "depth_list": [2, 3, 4],
    "dropout_rate": 0.0,
    "resolution": 176,
}
STRIDES = [2, 2, 2, 1, 2, 1]  # of the first block of each stage


def as_list(value):
    return value if isinstance(value, list) else [value]


def domains(p):
    """Every choice and its values; blocks are numbered through all stages, the last stage is one block."""
    out = {"r": as_list(p["resolution"]), "wid": list(range(len(p["width_mult_list"])))}
    out |= {f"d_{i}": p["depth_list"] for i in range(5)}
    for n in range(5 * max(p["depth_list"]) + 1):
        out |= {f"ks_{n}": as_list(p["ks_list"]), f"e_{n}": as_list(p["expand_ratio_list"])}
    return out


def stage(p, labels, i, inputs, outputs):
    stride, blocks, first = STRIDES[i], [], i * max(p["depth_list"])
    for n in range(first, first + (labels[f"d_{i}"] if i < 5 else 1)):
        hidden = divisible(round(inputs * labels[f"e_{n}"]))
        blocks.append(InvertedResidual(inputs, hidden, outputs, labels[f"ks_{n}"], stride, "relu6",
                                       skip=stride == 1 and inputs == outputs))
        inputs, stride = outputs, 1
    return nn.Sequential(*blocks)


def build(p, labels):
    """The network, and the shape of its input."""
    multiplier = sorted(p["width_mult_list"])[labels["wid"]]
    widths = [divisible(base * multiplier) for base in p["base_stage_width"]]
    network = nn.Sequential(
        conv_bn(3, widths[0], 3, 2, activation="relu6"),
        separable(widths[0], widths[1], 3, 1, "relu6"),
        *[stage(p, labels, i, widths[i + 1], widths[i + 2]) for i in range(6)],
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(p["dropout_rate"]),
        nn.Linear(widths[7], p["num_labels"], device=META),
    )
    return network, image_shape(labels["r"])
