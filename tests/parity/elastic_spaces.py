"""Random spaces, and the torch networks of their samples.

A part of a network is a module as a space file has it, and a function that builds the same from torch.nn. A value of an
attribute is in the one an expression, in the other a function of the sample and the shape that comes in. FAMILIES maps a
name to a function of a random generator that returns a Space.
"""
from dataclasses import dataclass
from typing import Any, Callable

import torch
from torch import nn


class Absent(Exception):
    """A network needs a label that its sample lacks."""


class Sample:
    """Values by label; knows which were read, the numbers of turns, and modules that own shared parameters."""

    def __init__(self, labels):
        self.labels, self.read, self.turns, self.owners = labels, set(), {}, {}

    def name(self, text):
        """With the numbers of turns in its braces."""
        return text.format(**self.turns)

    def value(self, label):
        label = self.name(label)
        if label not in self.labels:
            raise Absent(label)
        self.read.add(label)
        return self.labels[label]


@dataclass
class Value:
    json: Any
    of: Callable  # (sample, shape that comes in) to value


@dataclass
class Part:
    json: dict
    build: Callable  # (sample, shape that comes in) to module


def fixed(value):
    return Value(value, lambda sample, shape: value)


def incoming(dim):
    """That many channels or features as come in."""
    return Value(f"=in0[{dim}]", lambda sample, shape: shape[dim])


def shape_after(module, shape):
    return list(module.eval()(torch.zeros(shape)).shape)


def as_tuples(attributes):
    return {key: tuple(value) if isinstance(value, list) else value for key, value in attributes.items()}


# ---- Operators ---------------------------------------------------------------------------------


class Attention(nn.Module):
    """Of a sequence on itself, or on `memory` features that a linear layer makes of it."""

    def __init__(self, width, num_heads, bias=True, memory=None):
        super().__init__()
        self.memory = memory and nn.Linear(width, memory)
        self.attention = nn.MultiheadAttention(width, num_heads, bias=bias, kdim=memory, vdim=memory, batch_first=True)

    def forward(self, x):
        memory = self.memory(x) if self.memory else x
        return self.attention(x, memory, memory, need_weights=False)[0]


class Transpose(nn.Module):
    def __init__(self, dim0, dim1):
        super().__init__()
        self.dims = dim0, dim1

    def forward(self, x):
        return x.transpose(*self.dims)


class Scale(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(shape))

    def forward(self, x):
        return x * self.scale


OPERATORS = {
    "conv1d": lambda shape, a: nn.Conv1d(shape[1], **as_tuples(a)),
    "conv2d": lambda shape, a: nn.Conv2d(shape[1], **as_tuples(a)),
    "conv_transpose2d": lambda shape, a: nn.ConvTranspose2d(shape[1], **as_tuples(a)),
    "linear": lambda shape, a: nn.Linear(shape[-1], **a),
    "batch_norm2d": lambda shape, a: nn.BatchNorm2d(shape[1], **a),
    "instance_norm2d": lambda shape, a: nn.InstanceNorm2d(shape[1], **a),
    "group_norm": lambda shape, a: nn.GroupNorm(num_channels=shape[1], **a),
    "layer_norm": lambda shape, a: nn.LayerNorm(**a),
    "prelu": lambda shape, a: nn.PReLU(**a),
    "relu": lambda shape, a: nn.ReLU(),
    "gelu": lambda shape, a: nn.GELU(),
    "hardswish": lambda shape, a: nn.Hardswish(),
    "identity": lambda shape, a: nn.Identity(),
    "max_pool2d": lambda shape, a: nn.MaxPool2d(**as_tuples(a)),
    "avg_pool2d": lambda shape, a: nn.AvgPool2d(**as_tuples(a)),
    "adaptive_avg_pool2d": lambda shape, a: nn.AdaptiveAvgPool2d(**as_tuples(a)),
    "upsample": lambda shape, a: nn.Upsample(**a),
    "flatten": lambda shape, a: nn.Flatten(**a),
    "transpose": lambda shape, a: Transpose(**a),
    "multihead_attention": lambda shape, a: Attention(shape[2], a["num_heads"], a["bias"]),
    "transformer_encoder_layer": lambda shape, a: nn.TransformerEncoderLayer(shape[2], dropout=0, batch_first=True, **a),
}
NOT_OF_TORCH = {"multihead_attention": {"need_weights": False}}


def share(owner, module):
    """The module gets the owner's parameters."""
    for (name, parameter), other in zip(list(module.named_parameters()), owner.parameters()):
        if parameter.shape != other.shape:
            raise AssertionError(f"{name}: {parameter.shape} cannot share {other.shape}")
        *path, last = name.split(".")
        setattr(module.get_submodule(".".join(path)), last, other)


def op(kind, weights=None, **attributes):
    """An operator; attributes are values, or what they are in every network."""
    values = {key: value if isinstance(value, Value) else fixed(value) for key, value in attributes.items()}

    def build(sample, shape):
        module = OPERATORS[kind](shape, {key: value.of(sample, shape) for key, value in values.items()})
        if weights:
            share(sample.owners.setdefault(sample.name(weights), module), module)
        return module

    owner = {"weights": weights} if weights else {}
    return Part({"op": kind} | owner | {k: v.json for k, v in values.items()} | NOT_OF_TORCH.get(kind, {}), build)


# ---- What holds modules ------------------------------------------------------------------------


def sequence(*parts):
    def build(sample, shape):
        modules = []
        for part in parts:
            modules.append(part.build(sample, shape))
            shape = shape_after(modules[-1], shape)
        return nn.Sequential(*modules)

    return Part({"sequential": [part.json for part in parts]}, build)


def when(condition, part):
    return Part(part.json | {"when": condition.json},
                lambda sample, shape: part.build(sample, shape) if condition.of(sample, shape) else nn.Identity())


class Residual(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return x + self.body(x)


def residual(body, shortcut):
    def build(sample, shape):
        inner = body.build(sample, shape)
        return Residual(inner) if shortcut.of(sample, shape) else inner

    return Part({"residual": body.json, "shortcut": shortcut.json}, build)


def choose(label, candidates):
    return Part({"choose": label, "of": {name: part.json for name, part in candidates.items()}},
                lambda sample, shape: candidates[sample.value(label)].build(sample, shape))


def repeat(count, index, body):
    def build(sample, shape):
        modules = []
        for turn in range(count.of(sample, shape)):
            sample.turns[index] = turn
            modules.append(body.build(sample, shape))
            shape = shape_after(modules[-1], shape)
        sample.turns.pop(index, None)
        return nn.Sequential(*modules)

    return Part({"repeat": body.json, "count": count.json, "index": index}, build)


class Sum(nn.Module):
    def __init__(self, branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return sum(branch(x) for branch in self.branches)


def branches(parts):
    """All outputs are added."""
    return Part({"branches": [part.json for part in parts], "merge": "add"},
                lambda sample, shape: Sum([part.build(sample, shape) for part in parts]))


def scaled(shape):
    """A learned tensor times the input."""
    nodes = [{"node": "scale", "parameter": [value.json for value in shape]},
             {"node": "y", "op": "mul", "from": ["x", "scale"]}]
    return Part({"graph": nodes, "input": "x"},
                lambda sample, given: Scale([value.of(sample, given) for value in shape]))


def cross_attention(heads, memory):
    nodes = [{"node": "memory", "op": "linear", "from": "x", "out_features": memory.json},
             {"node": "y", "op": "multihead_attention", "from": ["x", "memory", "memory"], "num_heads": heads.json,
              "need_weights": False}]
    return Part({"graph": nodes, "input": "x"}, lambda sample, shape: Attention(
        shape[2], heads.of(sample, shape), memory=memory.of(sample, shape)))


# ---- Random ones -------------------------------------------------------------------------------


class Space:
    """Parts are drawn by methods; `kinds` are the names of those that were."""

    def __init__(self, r):
        self.r, self.kinds, self.n, self.indices = r, set(), 0, []
        self.batch = r.choice([1, 1, 2])

    def label(self):
        """A new one; among turns often one for each."""
        self.n += 1
        turns = "".join(f"_{{{index}}}" for index in self.indices if self.r.random() < 0.7)
        return f"c{self.n}{turns}"

    def choice(self, *domain):
        """One of the values in every network, or a choice among some of them."""
        domain = self.r.sample(domain, self.r.randint(1, len(domain)))
        if len(domain) == 1:
            return fixed(domain[0])
        label, values = self.label(), json_list(domain)
        return Value(f"=choice('{label}', {values})", lambda sample, shape: sample.value(label))

    def flag(self):
        return self.choice(True, False)

    def repeated(self, draw):
        """One or two parts of a method, any number of times."""
        count, index = self.choice(0, 1, 2, 3), f"i{len(self.indices)}"
        self.indices.append(index)
        body = sequence(*[draw() for _ in range(self.r.randint(1, 2))])
        self.indices.pop()
        return repeat(count, index, body)

    def draw(self, methods):
        method = self.r.choice(methods)
        self.kinds.add(method.__name__)
        return method()

    def json(self):
        return {"format": "hwnas-space/1", "input": {"x": [value.json for value in self.input]},
                "network": [part.json for part in self.parts] + [{"name": "end", "op": "identity"}]}

    def input_shape(self, sample):
        return [value.of(sample, None) for value in self.input]

    def build(self, sample, shape):
        return sequence(*self.parts).build(sample, shape)


def json_list(values):
    """As an expression has it."""
    words = {True: "true", False: "false"}
    return "[" + ", ".join(words[v] if isinstance(v, bool) else str(v) for v in values) + "]"


def text_of(value):
    """A value inside of an expression."""
    return value.json[1:] if isinstance(value.json, str) else str(value.json)


class Images(Space):
    """Channels are multiples of 12, so that groups divide them; sizes stay at 4 or above."""

    def __init__(self, r):
        super().__init__(r)
        size = self.choice(24, 27, 32)
        other = size if r.random() < 0.5 else self.choice(25, 30)
        self.least = 24  # elements in a row at this place
        self.input = [fixed(self.batch), fixed(r.choice([1, 3])), size, other]
        stem = op("conv2d", out_channels=self.choice(12, 24, 36), kernel_size=3, stride=self.choice(1, 2), padding=1)
        self.least //= 2
        any_part = [self.convolution, self.same_size, self.choose, self.residual, self.when, self.repeat, self.shared,
                    self.branches, self.pool, self.upsample, self.scale]
        self.parts = [stem] + [self.draw(any_part) for _ in range(r.randint(2, 5))]
        if r.random() < 0.5:
            self.parts += [op("adaptive_avg_pool2d", output_size=self.choice(1, 2)), op("flatten"),
                           op("linear", out_features=self.choice(5, 10))]

    def channels(self):
        return incoming(1) if self.r.random() < 0.4 else self.choice(12, 24, 36)

    def same_size(self, channels=None, weights=None, groups=True):
        """Any kernel, dilation and groups; the size stays."""
        kernel, dilation = self.choice(1, 3, 5), self.choice(1, 2)
        padding = fixed("same")
        if self.r.random() < 0.5:
            padding = Value(f"={text_of(dilation)} * ({text_of(kernel)} // 2)",
                            lambda sample, shape: dilation.of(sample, shape) * (kernel.of(sample, shape) // 2))
        if self.r.random() < 0.3:
            kernel, padding = self.choice_of_lists(), fixed("same")
        groups = self.choice(1, 2, 3, 4) if groups else fixed(1)
        return op("conv2d", weights, out_channels=channels or incoming(1), kernel_size=kernel, padding=padding,
                  dilation=dilation, groups=groups, bias=self.r.random() < 0.5)

    def choice_of_lists(self):
        lists = [[1, 3], [3, 1], [3, 5], [5, 1]]
        return self.choice(*self.r.sample(lists, 2))

    def convolution(self):
        """That may shrink."""
        if self.least < 8:
            return self.same_size(self.channels())
        self.least = self.least // 2 - 1
        return op("conv2d", out_channels=self.channels(), kernel_size=self.choice(2, 3), stride=self.choice(1, 2),
                  padding=self.choice(0, 1), groups=self.choice(1, 2, 4), bias=self.r.random() < 0.5)

    def norm(self):
        return self.r.choice([
            op("batch_norm2d", affine=self.flag()), op("instance_norm2d", affine=self.flag()),
            op("group_norm", num_groups=self.choice(1, 2, 6)), op("prelu", num_parameters=incoming(1)),
            op("hardswish"), op("relu")])

    def depthwise(self):
        return sequence(op("conv2d", out_channels=incoming(1), kernel_size=self.choice(3, 5), padding="same",
                           groups=incoming(1)), self.norm(), op("conv2d", out_channels=incoming(1), kernel_size=1))

    def keeping(self):
        """Something after which the shape is what it was."""
        return self.r.choice([self.same_size, self.norm, self.depthwise])()

    def choose(self):
        candidates = {"conv": self.same_size(), "depthwise": self.depthwise(), "skip": op("identity"),
                      "pool": op("avg_pool2d", kernel_size=3, stride=1, padding=1)}
        names = self.r.sample(list(candidates), self.r.randint(2, 4))
        return choose(self.label(), {name: candidates[name] for name in names})

    def residual(self):
        return residual(sequence(self.keeping(), self.keeping()), self.flag())

    def when(self):
        part = self.r.choice([self.same_size, self.norm, self.choose, self.residual])()
        return when(self.flag(), part)

    def repeat(self):
        return self.repeated(self.r.choice([self.keeping, self.choose, self.residual, self.shared, self.nested]))

    def nested(self):
        return self.repeated(self.keeping)

    def shared(self):
        """Two uses of one convolution, which need the same channels and kernel and nothing more."""
        self.n += 1
        name = f"w{self.n}" + "".join(f"_{{{index}}}" for index in self.indices if self.r.random() < 0.5)
        kernel, groups = self.choice(1, 3), self.choice(1, 2, 3)
        if self.indices:
            kernel, groups = fixed(3), fixed(2)
        bias = self.r.random() < 0.5

        def use():
            return op("conv2d", name, out_channels=incoming(1), kernel_size=kernel, groups=groups, padding="same",
                      dilation=self.choice(1, 2), bias=bias)

        return sequence(use(), self.norm(), when(self.flag(), use()))

    def branches(self):
        channels = self.choice(12, 24)
        return branches([self.same_size(channels) for _ in range(self.r.randint(2, 3))])

    def pool(self):
        if self.least < 8:
            return self.norm()
        self.least //= 2
        return op(self.r.choice(["max_pool2d", "avg_pool2d"]), kernel_size=2, stride=self.choice(1, 2),
                  ceil_mode=self.r.random() < 0.5)

    def upsample(self):
        if self.r.random() < 0.5:
            return op("upsample", scale_factor=2)
        return op("conv_transpose2d", out_channels=self.choice(12, 24), kernel_size=self.choice(2, 3),
                  stride=self.choice(1, 2), groups=self.choice(1, 2, 3), padding=self.choice(0, 1))

    def scale(self):
        return scaled([incoming(1), fixed(1), fixed(1)])


class Sequences(Space):
    """Features are multiples of 12, so that heads divide them."""

    def __init__(self, r):
        super().__init__(r)
        self.input = [fixed(self.batch), self.choice(5, 8, 13), self.choice(12, 24)]
        any_part = [self.attention, self.cross, self.encoder, self.linear, self.norm, self.residual, self.choose, self.when,
                    self.repeat, self.shared, self.convolution, self.scale]
        self.parts = [self.draw(any_part) for _ in range(r.randint(3, 6))]

    def heads(self):
        return self.choice(1, 2, 3, 4, 6)

    def attention(self, weights=None):
        return op("multihead_attention", weights, num_heads=self.heads(), bias=self.r.random() < 0.7)

    def cross(self):
        return cross_attention(self.heads(), self.choice(6, 10))

    def encoder(self, weights=None, hidden=None):
        return op("transformer_encoder_layer", weights, nhead=self.heads(), dim_feedforward=hidden or self.choice(8, 20),
                  activation=self.r.choice(["relu", "gelu"]), norm_first=self.r.random() < 0.5)

    def linear(self):
        return op("linear", out_features=self.choice(12, 24, 36), bias=self.r.random() < 0.5)

    def norm(self):
        return op("layer_norm", normalized_shape=incoming(2), elementwise_affine=self.flag())

    def mlp(self):
        return sequence(op("linear", out_features=self.choice(6, 30)), op("gelu"), op("linear", out_features=24),
                        op("gelu"))

    def keeping(self):
        return self.r.choice([self.attention, self.encoder, self.norm, self.cross])()

    def residual(self):
        return residual(sequence(self.norm(), self.keeping()), self.flag())

    def choose(self):
        candidates = {"attention": self.attention(), "encoder": self.encoder(), "skip": op("identity"), "cross": self.cross()}
        names = self.r.sample(list(candidates), self.r.randint(2, 4))
        return choose(self.label(), {name: candidates[name] for name in names})

    def when(self):
        return when(self.flag(), self.r.choice([self.keeping, self.linear, self.mlp, self.residual])())

    def repeat(self):
        return self.repeated(self.r.choice([self.keeping, self.choose, self.residual, self.mlp, self.shared]))

    def shared(self):
        """Layers of equal parameters and heads of their own."""
        self.n += 1
        name, hidden = f"w{self.n}", fixed(self.r.choice([8, 20]))
        return sequence(self.encoder(name, hidden), when(self.flag(), self.norm()),
                        when(self.flag(), self.encoder(name, hidden)))

    def convolution(self):
        """Over the length, which becomes what it becomes."""
        conv = op("conv1d", out_channels=self.choice(12, 24), kernel_size=self.choice(1, 3, 4), stride=self.choice(1, 2),
                  padding=self.choice(2, 3), groups=self.choice(1, 2, 3), dilation=1)
        turn = {"dim0": 1, "dim1": 2}
        return sequence(op("transpose", **turn), conv, op("transpose", **turn))

    def scale(self):
        return scaled([fixed(1), incoming(2)])


FAMILIES = {"images": Images, "sequences": Sequences}
