"""MobileNetV3Space of NNI's hub: Bender et al., Can weight sharing outperform random architecture search?
An investigation with TuNAS, CVPR 2020; the parameters are the arguments of NNI's class."""
from torch import nn

from blocks import ACTIVATIONS, InvertedResidual, conv_bn, image_shape, make_divisible, resolutions, separable
from count import META

ORACLES = ["MobileNetV3Space"]
DEFAULTS = {
    "num_labels": 1000,
    "base_widths": [16, 16, 16, 32, 64, 128, 256, 512, 1024],
    "width_multipliers": [0.5, 0.625, 0.75, 1.0, 1.25, 1.5, 2.0],
    "expand_ratios": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    "squeeze_excite": ["none", "none", "optional", "none", "optional", "optional"],
    "depth_range": [1, 4],
    "stride": [2, 1, 2, 2, 2, 1, 2, 1, 1],
    "activation": ["hswish", "relu", "relu", "relu", "hswish", "hswish", "hswish", "hswish", "hswish"],
    "resolution": 224,
}
KERNELS = [3, 5, 7]


def stages(p):
    """The numbers of the stages of variable depth: all widths but those of the stem, stage 0 and the two heads."""
    return range(1, len(p["base_widths"]) - 3)


def depth_range(p, stage):
    """Of a stage from 1 on: one pair holds for all, else there is a pair for each."""
    pair = p["depth_range"] if isinstance(p["depth_range"][0], int) else p["depth_range"][stage - 1]
    return list(range(pair[0], pair[1] + 1))


def domains(p):
    """Every choice and its values."""
    out = resolutions(p) | {"stem_ks": [3, 5], "s0_i0_ks": KERNELS}
    if isinstance(p["width_multipliers"], list):
        out |= {f"s{max(n - 1, 0)}_width_mult": p["width_multipliers"] for n in range(len(p["base_widths"]))}
    if p["squeeze_excite"][0] == "optional":
        out["s0_i0_se"] = ["identity", "se"]
    for i in stages(p):
        out[f"s{i}_depth"] = depth_range(p, i)
        for j in range(max(depth_range(p, i))):
            out |= {f"s{i}_i{j}_exp": p["expand_ratios"], f"s{i}_i{j}_ks": KERNELS}
            if p["squeeze_excite"][i] == "optional":
                out[f"s{i}_i{j}_se"] = ["identity", "se"]
    return out


def width(p, labels, n):
    """Stem and stage 0 share a multiplier."""
    multiplier = p["width_multipliers"]
    if isinstance(multiplier, list):
        multiplier = labels[f"s{max(n - 1, 0)}_width_mult"]
    return make_divisible(multiplier * p["base_widths"][n])


def has_se(p, labels, i, j):
    rule = p["squeeze_excite"][i]
    return rule == "force" or (rule == "optional" and labels[f"s{i}_i{j}_se"] == "se")


def stage(p, labels, i, widths):
    blocks = []
    for j in range(labels[f"s{i}_depth"]):
        inputs = widths[i] if j == 0 else widths[i + 1]
        blocks.append(InvertedResidual(
            inputs, make_divisible(inputs * labels[f"s{i}_i{j}_exp"]), widths[i + 1], labels[f"s{i}_i{j}_ks"],
            p["stride"][i + 1] if j == 0 else 1,
            p["activation"][i + 1], se=has_se(p, labels, i, j), skip=j > 0))
    return nn.Sequential(*blocks)


def build(p, labels):
    """The network, and the shape of its input."""
    n = len(p["base_widths"])
    widths = [width(p, labels, k) for k in range(n)]
    stride, activation = p["stride"], p["activation"]
    network = nn.Sequential(
        conv_bn(3, widths[0], labels["stem_ks"], stride[0], activation=activation[0]),
        separable(widths[0], widths[1], labels["s0_i0_ks"], stride[1], activation[1], se=has_se(p, labels, 0, 0)),
        *[stage(p, labels, i, widths) for i in stages(p)],
        conv_bn(widths[n - 3], widths[n - 2], stride=stride[n - 2], activation=activation[n - 2]),
        nn.AdaptiveAvgPool2d(1),
        nn.Conv2d(widths[n - 2], widths[n - 1], 1, stride[n - 1], device=META),
        ACTIVATIONS[activation[n - 1]](),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(widths[n - 1], p["num_labels"], device=META),
    )
    return network, image_shape(labels["resolution"])
