"""ShuffleNetSpace of NNI's hub: Guo et al., Single Path One-Shot Neural Architecture Search, ECCV 2020."""
import torch
from torch import nn

from blocks import image_shape, resolutions
from count import META

ORACLES = ["ShuffleNetSpace", "ShuffleNetSpace_channel_search"]
DEFAULTS = {"num_labels": 1000, "channel_search": False, "affine": True, "resolution": 224}
STEM, LAST = 16, 1024
WIDTHS = [width for width, depth in [(64, 4), (160, 4), (320, 8), (640, 4)] for _ in range(depth)]  # of the 20 blocks


def domains(p):
    out = resolutions(p)
    for g, width in enumerate(WIDTHS, 1):
        out[f"layer_{g}"] = ["k3", "k5", "k7", "xcep"]
        if p["channel_search"]:
            out[f"channel_{g}"] = [int(width // 2 * (0.2 * tenths)) for tenths in range(1, 9)]
    return out


def pointwise(inputs, outputs, affine):
    return [nn.Conv2d(inputs, outputs, 1, bias=False, device=META), nn.BatchNorm2d(outputs, affine=affine, device=META),
            nn.ReLU()]


def depthwise(channels, kernel, stride, affine):
    return [nn.Conv2d(channels, channels, kernel, stride, kernel // 2, groups=channels, bias=False, device=META),
            nn.BatchNorm2d(channels, affine=affine, device=META)]


def halves(x):
    """The even channels and the odd ones."""
    pairs = x.unflatten(1, (x.shape[1] // 2, 2))
    return pairs[:, :, 0], pairs[:, :, 1]


class Block(nn.Module):
    """Half of the channels pass by; at stride 2 all are read twice, and a branch of its own halves them."""

    def __init__(self, candidate, inputs, middle, outputs, affine):
        super().__init__()
        stride = 1 if inputs == outputs else 2
        read = inputs // 2 if stride == 1 else inputs
        made = outputs - read
        kernel = 3 if candidate == "xcep" else int(candidate[1:])
        if candidate == "xcep":
            layers = (depthwise(read, 3, stride, affine) + pointwise(read, middle, affine)
                      + depthwise(middle, 3, 1, affine) + pointwise(middle, middle, affine)
                      + depthwise(middle, 3, 1, affine) + pointwise(middle, made, affine))
        else:
            layers = (pointwise(read, middle, affine) + depthwise(middle, kernel, stride, affine)
                      + pointwise(middle, made, affine))
        self.main = nn.Sequential(*layers)
        self.side = None
        if stride == 2:
            self.side = nn.Sequential(*depthwise(read, kernel, 2, affine), *pointwise(read, read, affine))

    def forward(self, x):
        kept, rest = (self.side(x), x) if self.side else halves(x)
        return torch.cat([kept, self.main(rest)], 1)


def build(p, labels):
    """The network, and the shape of its input."""
    layers = [nn.Conv2d(3, STEM, 3, 2, 1, bias=False, device=META), nn.BatchNorm2d(STEM, device=META), nn.ReLU()]
    for g, (inputs, outputs) in enumerate(zip([STEM, *WIDTHS], WIDTHS), 1):
        middle = labels[f"channel_{g}"] if p["channel_search"] else outputs // 2
        layers.append(Block(labels[f"layer_{g}"], inputs, middle, outputs, p["affine"]))
    layers += pointwise(WIDTHS[-1], LAST, p["affine"])
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.1),
               nn.Linear(LAST, p["num_labels"], bias=False, device=META)]
    return nn.Sequential(*layers), image_shape(labels["resolution"])
