#!/usr/bin/env python3
"""Compares random small spaces, sample by sample, with the networks of torch.nn that they describe: elastic.py HWNAS
[--spaces N] [--samples N] [--seed S]

Compared are the output shape, the parameters (each tensor once), the multiply-accumulates of what torch really computes,
and which labels are active. Prints a line per family of spaces and `N compared, N different`; exit status 1 if any
differs.
"""
import argparse
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import warnings

import torch
from torch.utils._python_dispatch import TorchDispatchMode

import elastic_spaces
from elastic_spaces import Absent, Sample

SHOWN = 3  # differences per family


class Products(TorchDispatchMode):
    """Counts the multiply-accumulates of the functions that layers end in."""

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, function, types, arguments=(), named=None):
        result = function(*arguments, **(named or {}))
        name = function.__name__.split(".")[0]
        if name == "convolution":
            source, weight, transposed = arguments[0], arguments[1], arguments[6]
            self.macs += (source if transposed else result).numel() * weight[0].numel()
        elif name in ("mm", "bmm"):
            self.macs += result.numel() * arguments[0].shape[-1]
        elif name in ("addmm", "baddbmm"):
            self.macs += result.numel() * arguments[1].shape[-1]
        return result


def torch_answer(space, labels):
    """Output shape, parameters and multiply-accumulates of the network of a sample, and the labels that it reads."""
    sample = Sample(labels)
    shape = space.input_shape(sample)
    network = space.build(sample, shape).eval()
    # With gradients: without, some layers take a way of their own that nobody sees.
    with Products() as products:
        out = network(torch.zeros(shape))
    return list(out.shape), sum(p.numel() for p in network.parameters()), products.macs, sample.read


class Hwnas:
    """The command, on one space."""

    def __init__(self, program, space):
        self.program, self.folder = program, tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name) / "space.json"
        self.path.write_text(json.dumps(space.json()))

    def run(self, *verb, options=(), text=None):
        command = [self.program, *verb, str(self.path), *options]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ValueError(f"{' '.join(verb)}: {done.stderr}")
        return done.stdout

    def draw(self, n, seed):
        lines = self.run("space", "sample", options=["-n", str(n), "--seed", str(seed), "--law", "labels"])
        return [json.loads(line) for line in lines.splitlines()]

    def costs(self, samples):
        text = "".join(json.dumps(sample) + "\n" for sample in samples)
        lines = self.run("profile", options=["--metrics", "params,macs", "--samples", "-"], text=text)
        return [json.loads(line) for line in lines.splitlines()]

    def output_shape(self, sample):
        """Of the last module, which is there in every network."""
        table = self.run("profile", options=["--metrics", "params", "--breakdown", "--sample", json.dumps(sample)])
        return json.loads(re.search(r"^end +identity +(\[[^]]*\])", table, re.M)[1])


def different(space, hwnas, sample, costs):
    """What differs, as a text; empty if all is equal."""
    try:
        shape, params, macs, read = torch_answer(space, sample)
    except Absent as label:
        return f"label {label} is missing"
    stated = {"shape": hwnas.output_shape(sample), "labels": sorted(sample)} | costs
    true = {"shape": shape, "labels": sorted(read), "params": params, "macs": macs}
    return "; ".join(f"{key} {stated[key]}, torch {true[key]}" for key in true if stated[key] != true[key])


def compare_space(program, space, n, seed):
    """(compared, messages)"""
    hwnas = Hwnas(program, space)
    try:
        samples = hwnas.draw(n, seed)
        costs = hwnas.costs(samples)
    except ValueError as refusal:
        return 1, [f"{refusal}\n  {json.dumps(space.json())}"]
    found = [different(space, hwnas, sample, cost) for sample, cost in zip(samples, costs)]
    return len(samples), [f"{text}: {json.dumps(sample)}\n  {json.dumps(space.json())}"
                          for text, sample in zip(found, samples) if text]


def compare_family(program, family, options):
    compared, messages, kinds = 0, [], set()
    for number in range(options.spaces):
        space = elastic_spaces.FAMILIES[family](random.Random(f"{family} {number} {options.seed}"))
        n, found = compare_space(program, space, options.samples, number)
        compared, messages, kinds = compared + n, messages + found, kinds | space.kinds
    print(f"{family}: {options.spaces} spaces, {compared} samples, {len(messages)} different", flush=True)
    print(f"  of {', '.join(sorted(kinds))}")
    for message in messages[:SHOWN]:
        print(f"  {message}")
    return compared, len(messages)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hwnas")
    parser.add_argument("--spaces", type=int, default=60, help="of each family")
    parser.add_argument("--samples", type=int, default=8, help="of each space")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sums = [compare_family(options.hwnas, family, options) for family in elastic_spaces.FAMILIES]
    compared, differing = (sum(column) for column in zip(*sums))
    print(f"{compared} compared, {differing} different")
    return differing > 0


if __name__ == "__main__":
    sys.exit(main())
