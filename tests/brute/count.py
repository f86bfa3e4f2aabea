"""count.py HWNAS SPACES: small variants of the hub spaces, network by network. All combinations of labels are written down,
labels that mean nothing are struck out, and what differs is counted: as many as `space count` says. hwnas must be content
with what is left of each.

What a label means says a function per space here, from the papers; hwnas gives domains and takes samples. A new space
needs a function in ACTIVE and variants of at most some 10,000 combinations in VARIANTS."""
import itertools
import json
import math
import pathlib
import re
import subprocess
import sys


def always(_label, _sample):
    return True


def is_there(turn, sample, depth):
    """A depth that is no choice has no label, and no labels beyond it."""
    return depth not in sample or int(turn) < sample[depth]


def by_stage(label, sample):
    """What belongs to block j of stage i means something if the stage has as many."""
    found = re.match(r"s(\d+)_i(\d+)", label)
    return not found or is_there(found[2], sample, f"s{found[1]}_depth")


def by_depth(label, sample):
    """The same of networks of one stage."""
    found = re.fullmatch(r"(?:num_head|mlp_ratio)_(\d+)", label)
    return not found or is_there(found[1], sample, "depth")


ACTIVE = {"mobilenet_v3": by_stage, "proxyless_nas": by_stage, "nasbench201": always, "shufflenet": always,
          "autoformer": by_depth}

ONE_STAGE = {"base_widths": [8, 16, 24, 48, 96], "squeeze_excite": ["optional", "optional"], "stride": [1, 2, 1, 1, 1],
             "activation": ["relu"] * 5, "depth_range": [1, 2], "expand_ratios": [3, 6], "width_multipliers": 1}
TWO_STAGES = {"base_widths": [8, 16, 24, 48, 96, 160], "squeeze_excite": ["none", "none", "optional"],
              "stride": [2, 1, 2, 2, 1, 1], "activation": ["relu"] * 6, "depth_range": [[1, 2], [2, 3]],
              "expand_ratios": 4, "width_multipliers": 1}
VARIANTS = [  # space, parameters, and texts of its file with what takes their place
    ("mobilenet_v3", ONE_STAGE, {}),
    ("mobilenet_v3", ONE_STAGE | {"squeeze_excite": ["none", "force"], "width_multipliers": [0.5, 2]}, {}),
    ("mobilenet_v3", TWO_STAGES, {"[3, 5, 7]": "[3, 5]"}),
    ("proxyless_nas", {}, {"[1, 2, 3, 4]": "[1, 2]", "[3, 6]": "[6]", "[3, 5, 7]": "[3, 5]", "range(2, 8)": "range(4, 8)"}),
    ("proxyless_nas", {}, {"[1, 2, 3, 4]": "[1, 3]", "[3, 6]": "[6]", "[3, 5, 7]": "[3, 7]", "range(2, 8)": "range(5, 8)"}),
    ("nasbench201", {}, {}),
    ("shufflenet", {}, {"[4, 4, 8, 4]": "[1, 2, 3, 0]"}),
    ("shufflenet", {"channel_search": True, "resolution": [32, 64]}, {"[4, 4, 8, 4]": "[1, 1, 0, 0]"}),
    ("autoformer", {"search_depth": [1, 2, 4], "search_num_heads": [1, 3], "search_mlp_ratio": [2.5, 4]}, {}),
    ("autoformer", {"search_depth": [0, 3, 2], "search_embed_dim": [64, 32], "search_mlp_ratio": 4}, {}),
    ("autoformer", {"search_depth": 2, "resolution": [64, 224]}, {}),
]


class Hwnas:
    def __init__(self, program, space, parameters):
        settings = [f"--param={name}={json.dumps(value)}" for name, value in parameters.items()]
        self.program, self.arguments = program, [space, *settings]

    def run(self, *verb, options=(), text=None):
        command = [self.program, *verb, *self.arguments, *options]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ValueError(f"{' '.join(command)}\n{done.stderr}")
        return done.stdout

    def domains(self):
        choices = json.loads(self.run("space", "show", options=["--json"]))["choices"]
        return {label: choice["domain"] for label, choice in choices.items()}

    def counts(self):
        counts = json.loads(self.run("space", "count", options=["--json"]))
        return int(counts["samples"]), int(counts["networks"])

    def n_accepted(self, samples):
        text = "".join(json.dumps(sample) + "\n" for sample in samples)
        return len(self.run("profile", options=["--metrics", "params", "--samples", "-"], text=text).splitlines())


def written(folder, name, edits):
    """The file of the space, with `edits` in this folder."""
    text = pathlib.Path(folder, f"{name}.json").read_text()
    for old, new in edits.items():
        if old not in text:
            raise ValueError(f"{name}.json does not hold {old}")
        text = text.replace(old, new)
    pathlib.Path("space.json").write_text(text)
    return "./space.json"


def networks(domains, active):
    """One sample per network: without the labels that mean nothing in it."""
    found = {}
    for values in itertools.product(*domains.values()):
        sample = dict(zip(domains, values))
        kept = {label: value for label, value in sample.items() if active(label, sample)}
        found[tuple(kept.items())] = kept
    return list(found.values())


def compare(program, folder, name, parameters, edits):
    """(what was counted, what is wrong)"""
    hwnas = Hwnas(program, written(folder, name, edits), parameters)
    domains = hwnas.domains()
    stated = hwnas.counts()
    found = networks(domains, ACTIVE[name])
    n = math.prod(len(domain) for domain in domains.values())
    problem = f"hwnas says {stated}" if stated != (n, len(found)) else None
    if not problem and hwnas.n_accepted(found) != len(found):
        problem = "hwnas leaves some out"
    return f"{name}: {len(domains)} labels, {n} combinations, {len(found)} networks", problem


def main():
    program, folder = sys.argv[1:]
    for name, parameters, edits in VARIANTS:
        try:
            what, problem = compare(program, folder, name, parameters, edits)
        except ValueError as error:
            what, problem = name, str(error)
        print(f"not ok {what}\n{problem}" if problem else f"ok {what}", flush=True)
    missing = {path.stem for path in pathlib.Path(folder).glob("*.json")} - {name for name, _, _ in VARIANTS}
    print(f"not ok no variant of {', '.join(sorted(missing))}" if missing else "ok every hub space has a variant")


if __name__ == "__main__":
    main()
