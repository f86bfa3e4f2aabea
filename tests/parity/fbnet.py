"""FBNet: Wu et al., FBNet, CVPR 2019; blocks as in facebookresearch/mobile-vision."""
from torch import nn

from blocks import conv_bn, image_shape
from count import META

DEFAULTS = {
    "num_labels": 1000,
    "base_widths": [16, 16, 24, 32, 64, 112, 184, 352, 1984],
    "dropout_rate": 0.0,
    "resolution": 224,
}
STAGES = [(1, 1), (4, 2), (4, 2), (4, 2), (4, 1), (4, 2), (1, 1)]  # layers, stride of the first
BLOCKS = {  # kernel, expansion, groups
    **{f"k{kernel}_e{ratio}": (kernel, ratio, 1) for kernel in (3, 5) for ratio in (1, 3, 6)},
    **{f"k{kernel}_e1_g2": (kernel, 1, 2) for kernel in (3, 5)},
}


def domains(p):
    """Every choice and its values."""
    size = p["resolution"]
    out = {"resolution": size if isinstance(size, list) else [size]}
    return out | {f"op_{n}": [*BLOCKS, "skip"] for n in range(sum(layers for layers, _ in STAGES))}


class Shuffle(nn.Module):
    """Deals the channels of each group out in turn."""

    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, x):
        return x.unflatten(1, (self.groups, -1)).transpose(1, 2).flatten(1, 2)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, kernel, ratio, groups):
        super().__init__()
        hidden = inputs * ratio
        self.skip = stride == 1 and inputs == outputs
        self.body = nn.Sequential(
            conv_bn(inputs, hidden, groups=groups, activation="relu"),
            Shuffle(groups),
            conv_bn(hidden, hidden, kernel, stride, groups=hidden, activation="relu"),
            conv_bn(hidden, outputs, groups=groups),
        )

    def forward(self, x):
        return x + self.body(x) if self.skip else self.body(x)


def layer(name, inputs, outputs, stride):
    if name != "skip":
        return Block(inputs, outputs, stride, *BLOCKS[name])
    if stride == 1 and inputs == outputs:
        return nn.Identity()
    return conv_bn(inputs, outputs, stride=stride, activation="relu")


def build(p, labels):
    """The network, and the shape of its input."""
    widths, n = p["base_widths"], 0
    channels = widths[0]
    layers = [conv_bn(3, channels, 3, 2, activation="relu")]
    for (count, stride), outputs in zip(STAGES, widths[1:]):
        for j in range(count):
            layers.append(layer(labels[f"op_{n}"], channels, outputs, 1 if j else stride))
            channels, n = outputs, n + 1
    layers += [conv_bn(channels, widths[8], activation="relu"), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
               nn.Dropout(p["dropout_rate"]), nn.Linear(widths[8], p["num_labels"], device=META)]
    return nn.Sequential(*layers), image_shape(labels["resolution"])
