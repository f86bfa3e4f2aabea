"""random_space.py SEED: writes space.json, a small space with nested choices of every kind, for comparisons."""
import itertools
import json
import random
import sys

chance = random.Random(int(sys.argv[1]))
numbers = itertools.count()


def label(prefix):
    return f"{prefix}{next(numbers)}"


made = {}  # labels by domain


def choice(prefix, *domain):
    """A new choice, or now and then one that is there already."""
    labels = made.setdefault(domain, [])
    name = chance.choice(labels) if labels and chance.random() < 0.3 else label(prefix)
    labels.append(name)
    return f"=choice('{name}', {list(domain)})"


def conv():
    channels = chance.choice([8, 8, 16, choice("w", 8, 16, 24)])
    kernel = chance.choice([1, 3, choice("k", 1, 3, 5)])
    padding = kernel // 2 if isinstance(kernel, int) else f"{kernel} // 2"
    stride = chance.choice([1, 1, 1, 1, 2])
    return {"op": "conv2d", "out_channels": channels, "kernel_size": kernel, "padding": padding, "stride": stride}


def choose(depth):
    candidates = {"a": conv(), "b": module(depth)}
    if chance.random() < 0.5:
        candidates["c"] = {"op": "identity"}
    return {"choose": label("n"), "of": candidates}


def repeat(depth):
    return {"repeat": module(depth), "count": choice("d", 0, 1) if chance.random() < 0.6 else 1}


def present(depth):
    return {"sequential": [module(depth)], "when": f"=choice('{label('p')}', [true, false])"}


def reader(_):
    """Reads a choice only for some of the channels that come in."""
    width = choice("w", 8, 16, 24)[1:]
    return {"op": "conv2d", "out_channels": f"=if(in0[1] > 8, {width}, 16)", "kernel_size": 1}


def sequence(depth):
    return {"sequential": [module(depth), module(depth)]}


def module(depth):
    if depth == 0:
        return conv()
    kind = chance.choice([sequence, choose, choose, repeat, present, reader, lambda _: conv()])
    return kind(depth - 1)


network = [module(4) for _ in range(chance.choice([1, 2]))]
network += [{"op": "adaptive_avg_pool2d", "output_size": 1}, {"op": "flatten"}, {"op": "linear", "out_features": 10}]
space = {"format": "hwnas-space/1", "name": "random", "input": {"x": [1, 8, 64, 64]}, "network": network}
with open("space.json", "w", encoding="utf-8") as file:
    json.dump(space, file)
