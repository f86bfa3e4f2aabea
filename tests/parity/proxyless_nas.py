"""ProxylessNAS of NNI's hub: Cai et al., ProxylessNAS, ICLR 2019."""
from torch import nn

from blocks import InvertedResidual, conv_bn, image_shape, make_divisible, resolutions, separable
from count import META

ORACLES = ["ProxylessNAS"]
DEFAULTS = {
    "num_labels": 1000,
    "base_widths": [32, 16, 32, 40, 80, 96, 192, 320, 1280],
    "dropout_rate": 0.0,
    "width_mult": 1.0,
    "resolution": 224,
}
STRIDES = {2: 2, 3: 2, 4: 2, 5: 1, 6: 2, 7: 1}  # of the first block of each stage
OPERATIONS = {f"k{kernel}e{ratio}": (kernel, ratio) for ratio in (3, 6) for kernel in (3, 5, 7)}


def domains(p):
    """Every choice and its values; the last stage is one block."""
    out = {f"s{i}_depth": [1, 2, 3, 4] for i in range(2, 7)}
    out |= {f"s{i}_i{j}": list(OPERATIONS) for i in range(2, 7) for j in range(4)}
    return out | resolutions(p) | {"s7_i0": list(OPERATIONS)}


def stage(labels, i, widths):
    blocks = []
    for j in range(labels[f"s{i}_depth"] if i < 7 else 1):
        kernel, ratio = OPERATIONS[labels[f"s{i}_i{j}"]]
        inputs, stride = (widths[i - 1], STRIDES[i]) if j == 0 else (widths[i], 1)
        blocks.append(InvertedResidual(inputs, make_divisible(inputs * ratio), widths[i], kernel, stride, "relu6",
                                       skip=stride == 1 and inputs == widths[i]))
    return nn.Sequential(*blocks)


def build(p, labels):
    """The network, and the shape of its input."""
    widths = [make_divisible(base * p["width_mult"]) for base in p["base_widths"]]
    network = nn.Sequential(
        conv_bn(3, widths[0], 3, 2, activation="relu6"),
        separable(widths[0], widths[1], 3, 1, "relu6"),
        *[stage(labels, i, widths) for i in STRIDES],
        conv_bn(widths[7], widths[8], activation="relu6"),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(p["dropout_rate"]),
        nn.Linear(widths[8], p["num_labels"], device=META),
    )
    return network, image_shape(labels["resolution"])
