#!/usr/bin/env python3
"""Compares output shapes and parameter counts of single operators with those of torch, for random attributes and
inputs: operators.py HWNAS [TYPE]... [--each N] [--seed S]

What torch takes must have torch's shapes and as many parameters; what torch refuses must be refused, and so must what
torch answers with a tensor without elements. Without TYPE, also looks whether any module of torch.nn is missing. Prints a
line per operator type and `N compared, N different`; exit status 1 if any differs or is missing.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings

import torch

import complete
import function_cases
import operator_cases

BATCH = 250  # operators of one space; their inputs are learned tensors
INPUTS = 15  # of a space beside its own: learned tensors are of one type, f32
REFUSALS = 12  # of each type, as each takes a process
SHOWN = 3  # differences per type


class Unfit(Exception):
    """Torch refuses the values, not the shapes: a batch of one that it would not train on."""


class Case:
    """An operator type with attributes as hwnas has them, torch's module, and shapes and types of its inputs."""

    def __init__(self, op, attributes, module, shapes, types=None):
        self.op, self.attributes, self.module, self.shapes = op, attributes, module, shapes
        self.types = types or ["f32"] * len(shapes)

    def __str__(self):
        return f"{self.op}({json.dumps(self.attributes)}) of {list(zip(self.types, self.shapes))}"

    def torch_answer(self):
        """(output shapes, parameters) or None if torch refuses."""
        try:
            module = self.module()
            with torch.no_grad():
                out = module.eval()(*map(self.zeros, self.shapes, self.types))
        except (RuntimeError, ValueError, AssertionError, IndexError, NotImplementedError, TypeError) as refusal:
            if "more than 1 value per channel" in str(refusal):
                raise Unfit from refusal
            return None
        shapes = operator_cases.shapes_of(self.op, out)
        return (shapes, sum(p.numel() for p in module.parameters())) if all(map(all, shapes)) else None

    @staticmethod
    def zeros(shape, name):
        return torch.zeros(shape, dtype=function_cases.TYPES[name])

    def sources(self, number):
        """Name, shape and type of each input."""
        return [(f"i{number}_{k}", list(shape), name) for k, (shape, name) in enumerate(zip(self.shapes, self.types))]

    def nodes(self, number):
        sources = self.sources(number)
        made = [{"node": name, "parameter": shape} for name, shape, kind in sources if kind == "f32"]
        return made + [{"node": f"o{number}", "op": self.op, "from": [name for name, _, _ in sources]} | self.attributes]

    def inputs(self, number):
        return {name: {"shape": shape, "dtype": kind} for name, shape, kind in self.sources(number) if kind != "f32"}


class Hwnas:
    def __init__(self, program):
        self.program = program
        self.folder = pathlib.Path(tempfile.mkdtemp())

    def run(self, cases, *verb):
        """The command's output, or None and its errors."""
        path = self.folder / "space.json"
        inputs = {"x": [1]}
        for number, case in enumerate(cases):
            inputs |= case.inputs(number)
        nodes = [node for number, case in enumerate(cases) for node in case.nodes(number)]
        network = {"graph": nodes, "input": list(inputs), "output": "x"}
        path.write_text(json.dumps({"format": "hwnas-space/1", "input": inputs, "network": network}))
        done = subprocess.run([self.program, *verb[:2], str(path), *verb[2:]], capture_output=True, text=True, check=False)
        return (done.stdout, None) if done.returncode == 0 else (None, done.stderr)

    def answers(self, cases):
        """(output shapes, parameters) of each case; an error text where one is refused."""
        checked, errors = self.run(cases, "space", "check", "--json")
        if errors:
            if len(cases) == 1:
                return [errors]
            half = len(cases) // 2
            return self.answers(cases[:half]) + self.answers(cases[half:])
        shapes = {m["path"]: [[dim[0] for dim in out] for out in m["outputs"]] for m in json.loads(checked)["modules"]}
        profiled = subprocess.run(
            [self.program, "profile", str(self.folder / "space.json"), "--metrics", "params", "--sample", "{}",
             "--breakdown", "--json"], capture_output=True, text=True, check=True)
        params = json.loads(profiled.stdout)["modules"]["params"]
        return [(shapes[f"o{i}"], params[f"o{i}"]) for i in range(len(cases))]


def compare_taken(hwnas, cases):
    """What differs among cases that torch takes, as lines."""
    differences = []
    inputs = max(len(case.inputs(0)) for case, _ in cases)
    batch = INPUTS // inputs if inputs else BATCH
    for first in range(0, len(cases), batch):
        some = cases[first : first + batch]
        for (case, expected), answer in zip(some, hwnas.answers([case for case, _ in some])):
            if isinstance(answer, str):
                differences.append(f"{case}: torch gives {expected}, hwnas refuses: {answer.splitlines()[0]}")
            elif ([list(shape) for shape in expected[0]], expected[1]) != answer:
                differences.append(f"{case}: torch gives {expected}, hwnas {answer}")
    return differences


def compare_type(hwnas, op, make, n, seed):
    chance = random.Random(f"{op} {seed}")
    taken, refused, differences = [], [], []
    while len(taken) < n:
        case = Case(op, *make(chance))
        try:
            answer = case.torch_answer()
        except Unfit:
            continue
        if answer:
            taken.append((case, answer))
        else:
            refused.append(case)
        if len(refused) > 50 * n + 500:
            sys.exit(f"{op}: torch takes next to nothing of what is generated; the last: {case}")
    differences += compare_taken(hwnas, taken)
    for case in refused[:REFUSALS]:
        answer = hwnas.answers([case])[0]
        if not isinstance(answer, str):
            differences.append(f"{case}: torch refuses, hwnas gives {answer}")
    n_refused = min(len(refused), REFUSALS)
    print(f"{op:28} {len(taken):5} taken, {n_refused:2} refused, {len(differences)} different", flush=True)
    for line in differences[:SHOWN]:
        print(f"  {line}")
    return len(taken) + n_refused, len(differences)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hwnas")
    parser.add_argument("types", nargs="*", metavar="TYPE")
    parser.add_argument("--each", type=int, default=120)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    cases = operator_cases.CASES
    unknown = [op for op in arguments.types if op not in cases]
    if unknown:
        parser.error(f"no cases for {', '.join(unknown)}; known: {', '.join(sorted(cases))}")
    warnings.simplefilter("ignore")
    hwnas = Hwnas(arguments.hwnas)
    totals = [0, 0]
    for op in arguments.types or cases:
        for i, number in enumerate(compare_type(hwnas, op, cases[op], arguments.each, arguments.seed)):
            totals[i] += number
    missing = [] if arguments.types else complete.check()
    for line in missing:
        print(f"  {line}")
    print(f"{totals[0]} compared, {totals[1]} different")
    return totals[1] > 0 or len(missing) > 0


if __name__ == "__main__":
    sys.exit(main())
