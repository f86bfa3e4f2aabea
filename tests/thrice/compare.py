#!/usr/bin/env python3
"""Compares five operators as hwnas has them, as data, and from a package: compare.py HWNAS PLUGINS [N]

N random uses of each, in one space of each kind; prints the number that was compared, exit status 1 if any differs.
"""
import json
import pathlib
import random
import subprocess
import sys

FORMULAS = json.loads((pathlib.Path(__file__).parent / "formulas.json").read_text())
METRICS = "macs,full=flops(convention=full),params"  # the convention nni knows batch_norm2d by its name


def window(r):
    kernel, dilation = r.randint(1, 4), r.randint(1, 2)
    a = {"kernel_size": kernel, "stride": r.randint(1, 3), "padding": r.randint(0, kernel // 2), "dilation": dilation}
    least = max(1, dilation * (kernel - 1) + 1 - 2 * a["padding"])
    return a, [least + r.randint(0, 6), least + r.randint(0, 6)]


def linear(r):
    return {"out_features": r.randint(1, 20), "bias": r.random() < 0.5}, [r.randint(1, 4), r.randint(1, 20)]


def conv2d(r):
    a, size = window(r)
    groups = r.randint(1, 3)
    a |= {"out_channels": groups * r.randint(1, 4), "groups": groups, "bias": r.random() < 0.5}
    return a, [r.randint(1, 3), groups * r.randint(1, 4)] + size


def batch_norm2d(r):
    return {"affine": r.random() < 0.5}, [r.randint(1, 3) for _ in range(4)]


def max_pool2d(r):
    a, size = window(r)
    return a, [r.randint(1, 3), r.randint(1, 5)] + size


def glu(r):
    dim = r.randint(1, 2)
    shape = [r.randint(1, 3), r.randint(1, 5), r.randint(1, 5)]
    shape[dim] *= 2
    return {"dim": dim}, shape


CASES = {"linear": linear, "conv2d": conv2d, "batch_norm2d": batch_norm2d, "max_pool2d": max_pool2d, "glu": glu}


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return json.loads(done.stdout)


def answers(hwnas, options, uses, name, formulas, prefix):
    """Output shape and costs of each use."""
    nodes = []
    for i, (op, (attributes, shape)) in enumerate(uses):
        nodes.append({"node": f"i{i}", "parameter": shape})
        nodes.append({"node": f"o{i}", "op": prefix + op} | attributes)
    path = pathlib.Path(f"{name}.json")
    space = {"format": "hwnas-space/1", "input": {"x": [1]}, "network": {"graph": nodes, "output": "input"}}
    path.write_text(json.dumps(space | ({"formulas": formulas} if formulas else {})))
    shapes = {m["path"]: m["outputs"] for m in run([hwnas, "space", "check", f"./{path}", "--json", *options])["modules"]}
    profile = [hwnas, "profile", f"./{path}", "--metrics", METRICS, "--sample", "{}", "--breakdown", "--json", *options]
    costs = run(profile)["modules"]
    return [(shapes[f"o{i}"], {m: costs[m][f"o{i}"] for m in costs}) for i in range(len(uses))]


def main():
    hwnas, plugins, n = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 60
    r = random.Random(1)
    uses = [(op, make(r)) for op, make in CASES.items() for _ in range(n)]
    own = answers(hwnas, [], uses, "own", None, "")
    data = answers(hwnas, [], uses, "data", FORMULAS, "")
    package = answers(hwnas, ["--plugin-path", plugins], uses, "package", None, "my_")
    different = [use for use, a, b, c in zip(uses, own, data, package) if not a == b == c]
    for use in different[:5]:
        print("different:", use)
    print(len(uses), "compared,", len(different), "different")
    return bool(different)


if __name__ == "__main__":
    sys.exit(main())
