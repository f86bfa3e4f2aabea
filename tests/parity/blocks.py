"""What the networks of the mobile spaces are made of, on torch's meta device."""
from torch import nn

from count import META

ACTIVATIONS = {"relu": nn.ReLU, "relu6": nn.ReLU6, "hswish": nn.Hardswish, "swish": nn.SiLU}


def make_divisible(value, divisor=8):
    """The multiple of `divisor` nearest to `value`, at least `divisor`, and no more than a tenth below `value`."""
    nearest = max(divisor, round(value + divisor // 2) // divisor * divisor)
    return nearest + divisor if nearest < 0.9 * value else nearest


def as_list(value):
    """A domain: one value may stand for the list that holds it."""
    return value if isinstance(value, list) else [value]


def divisible(value, divisor=8):
    """As make_divisible, but cuts where that rounds: the function that MIT's networks use."""
    nearest = max(divisor, int(value + divisor / 2) // divisor * divisor)
    return nearest + divisor if nearest < 0.9 * value else nearest


def resolutions(p):
    """The choice of the image's size; one number is none."""
    return {"resolution": as_list(p["resolution"])}


def image_shape(size):
    return 1, 3, size, size


def conv_bn(inputs, outputs, kernel=1, stride=1, groups=1, activation=None):
    """A convolution that keeps the size at stride 1, its batch norm, and an activation where one is named."""
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, padding=(kernel - 1) // 2, groups=groups, bias=False, device=META),
        nn.BatchNorm2d(outputs, device=META),
    ]
    if activation:
        layers.append(ACTIVATIONS[activation]())
    return nn.Sequential(*layers)


class SqueezeExcite(nn.Module):
    """Scales each channel by a number that two 1x1 convolutions with bias make of the means of all channels."""

    def __init__(self, channels):
        super().__init__()
        reduced = make_divisible(0.25 * channels)
        self.reduce = nn.Conv2d(channels, reduced, 1, device=META)
        self.activation = nn.ReLU()
        self.expand = nn.Conv2d(reduced, channels, 1, device=META)
        self.gate = nn.Hardsigmoid()

    def forward(self, x):
        means = x.mean((2, 3), keepdim=True)
        return x * self.gate(self.expand(self.activation(self.reduce(means))))


class InvertedResidual(nn.Module):
    """1x1 expansion (to as many channels too), depthwise convolution, squeeze-excite if asked for, 1x1 projection."""

    def __init__(self, inputs, hidden, outputs, kernel, stride, activation, se=False, skip=False):
        super().__init__()
        self.skip = skip
        self.body = nn.Sequential(
            conv_bn(inputs, hidden, activation=activation),
            conv_bn(hidden, hidden, kernel, stride, groups=hidden, activation=activation),
            SqueezeExcite(hidden) if se else nn.Identity(),
            conv_bn(hidden, outputs),
        )

    def forward(self, x):
        return x + self.body(x) if self.skip else self.body(x)


def separable(inputs, outputs, kernel, stride, activation, se=False):
    """A depthwise convolution and a 1x1 projection."""
    return nn.Sequential(
        conv_bn(inputs, inputs, kernel, stride, groups=inputs, activation=activation),
        SqueezeExcite(inputs) if se else nn.Identity(),
        conv_bn(inputs, outputs),
    )
