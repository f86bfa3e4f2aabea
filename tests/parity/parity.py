#!/usr/bin/env python3
"""Compares FLOPs and parameters that hwnas states with those of torch networks, built from the papers' and NNI's
descriptions of the spaces: parity.py HWNAS [SPACE]... [--samples N] [--random N [--seed S]] [--write FOLDER]

Prints a line per setting of the parameters and `N compared, N different`; exit status 1 if any differs. The
settings are those of settings.py or, with --random, N of its random ones. --write leaves some of the samples with
torch's counts in FOLDER/SPACE_settings.json.
"""
import argparse
import json
import pathlib
import random
import sys

import autoformer
import fbnet
import mcunet
import mobilenet_v3
import nasbench101
import nasbench201
import nats_size
import nds
import ofa_mobilenet_v3
import ofa_resnet50
import proxyless_nas
import shufflenet
from count import count
from labels import LabelError, Labels, count_samples
from settings import DRAWS, SETTINGS

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from command import Command, Refusal  # noqa: E402

SPACES = {
    space.__name__: space
    for space in (mobilenet_v3, proxyless_nas, nasbench201, shufflenet, autoformer, ofa_mobilenet_v3, ofa_resnet50, fbnet,
                  mcunet, nats_size, *nds.SPACES, nasbench101)
}
ORACLE = pathlib.Path(__file__).resolve().parent.parent / "oracle"
SPACE_FILES = ORACLE.parent.parent / "spaces"
SHOWN = 5  # differences per setting
WRITTEN = 4  # samples per setting

# What is compared: the metric as hwnas is asked for it, and the same from torch.
METRICS = {
    "flops": ("flops", lambda c: c.flops()),
    "no_bias": ("flops(count_bias=false)", lambda c: c.flops(bias=False)),
    "no_normalization": ("flops(count_normalization=false)", lambda c: c.flops(normalization=False)),
    "no_activation": ("flops(count_activation=false)", lambda c: c.flops(activation=False)),
    "params": ("params", lambda c: c.params),
    "no_norm_params": ("params(count_normalization=false)", lambda c: c.params - c.norm_params),
    "macs": ("macs", lambda c: c.macs),
}
LAYERS = "flops(count_normalization=false,count_activation=false)"  # printed by some, compared with nothing else
METRICS_TEXT = ",".join(name if name == text else f"{name}={text}" for name, (text, _) in METRICS.items())


def count_network(space, parameters, sample, strict=True):
    """What the network that `sample` names costs; strict: each of its labels must shape it."""
    p = space.DEFAULTS | parameters
    labels = Labels(space.domains(p), sample)
    network, shape = space.build(p, labels)
    if strict:
        labels.check_all_read()
    return count(network, shape)


def torch_counts(space, parameters, sample, strict=True):
    """{metric: value} of count_network."""
    counts = count_network(space, parameters, sample, strict)
    return {name: value(counts) for name, (_, value) in METRICS.items()}


class Hwnas(Command):
    def n_samples(self):
        return int(json.loads(self.run("space", "count", options=["--json"]))["samples"])

    def draw(self, n, seed, law):
        lines = self.run("space", "sample", options=["-n", str(n), "--seed", str(seed), "--law", law])
        return [json.loads(line) for line in lines.splitlines()]

    def profile(self, samples):
        text = "".join(json.dumps(sample) + "\n" for sample in samples)
        lines = self.run("profile", options=["--metrics", METRICS_TEXT, "--samples", "-"], text=text)
        return [json.loads(line) for line in lines.splitlines()]


def differences(stated, true):
    """What to say about one network; empty if all is equal."""
    return [f"{name} {stated[name]}, torch {true[name]}" for name in METRICS if stated[name] != true[name]]


def compare(space, parameters, samples, stated):
    """(what torch counts, messages): one message per sample that differs."""
    true, messages = [], []
    if len(stated) != len(samples):
        sys.exit(f"hwnas profile: {len(stated)} lines for {len(samples)} samples")
    for sample, row in zip(samples, stated):
        try:
            counts = torch_counts(space, parameters, sample)
            found = differences(row, counts)
            true.append(counts)
        except LabelError as error:
            found = [str(error)]
        if found:
            messages.append(f"{'; '.join(found)}: {json.dumps(sample)}")
    return true, messages


def check_setting(program, name, index, parameters, n):
    """(samples, what torch counts, messages) of one setting; half of the samples are uniform over networks, the
    others over labels, where shallow networks are not rare."""
    hwnas, space = Hwnas(program, name, parameters), SPACES[name]
    samples = hwnas.draw(n - n // 2, index, "networks") + hwnas.draw(n // 2, index, "labels")
    true, messages = compare(space, parameters, samples, hwnas.profile(samples))
    choices = count_samples(space.domains(space.DEFAULTS | parameters))
    if hwnas.n_samples() != choices:
        messages.append(f"{hwnas.n_samples()} label combinations, not {choices}")
    return samples, true, messages


def try_setting(program, name, index, parameters, n):
    """check_setting, where a refusal of hwnas is a difference too."""
    try:
        return check_setting(program, name, index, parameters, n)
    except Refusal as refusal:
        return [], [], [str(refusal)]


def report(name, parameters, n, messages):
    verdict = f"{len(messages)} different" if messages else "equal"
    print(f"{name} {json.dumps(parameters)}: {n} samples, {verdict}", flush=True)
    for message in messages[:SHOWN]:
        print(f"  {message}")


def known(name):
    """(parameters, sample, wanted flops, wanted params) of the networks that NNI has counted."""
    files = getattr(SPACES[name], "ORACLES", [])
    for file in files:
        oracle = json.loads((ORACLE / f"{file}.json").read_text())
        for one in oracle["samples"]:
            yield oracle["constructor_args"], one["sample"], one["flops"], one.get("true_params", one["params"])
    for one in json.loads((ORACLE / "published.json").read_text()):
        if one["space"] not in files[:1]:
            continue
        parameters = {k: v for k, v in one["constructor_args"].items() if not k.startswith("bn_")}
        if "widened to " in one.get("note", ""):
            parameters["depth_range"] = json.loads(one["note"].split("widened to ")[1])
        yield parameters, one["sample"], one["flops"], one.get("all_params", one["params"])


def rounds_to(value, text):
    """Whether `value` is what is printed as `text`: "67M", "0.067378M", "5502344"."""
    number = text.rstrip("kMG")
    unit = {"k": 1e3, "M": 1e6, "G": 1e9}.get(text[-1], 1)
    digits = len(number.partition(".")[2])
    return abs(value - float(number) * unit) <= (unit / 10**digits / 2 if unit > 1 else 0)


def printed(name):
    """(parameters, sample, metric, printed number) of the networks whose authors print one."""
    published = json.loads((SPACE_FILES / f"{name}.json").read_text()).get("published", {})
    for row in json.loads((ORACLE / "printed.json").read_text()):
        if row["space"] == name:
            network = published[row["network"]] if "network" in row else row
            yield network.get("parameters", {}), network["sample"], row["metric"], row["printed"]


def check_builder(name):
    """The torch networks themselves must be right first: no comparison if they are not."""
    n = 0
    metrics = dict(METRICS.values()) | {LAYERS: lambda c: c.flops(normalization=False, activation=False)}
    for parameters, sample, metric, text in printed(name):
        value = metrics[metric](count_network(SPACES[name], parameters, sample))
        if not rounds_to(value, text):
            sys.exit(f"{name}: {metric} is {value} to torch, in print {text}: {sample}")
        n += 1
    for parameters, sample, flops, params in known(name):
        counts = torch_counts(SPACES[name], parameters, sample, strict=False)
        if (counts["flops"], counts["params"]) != (flops, params):
            sys.exit(f"{name}: torch counts {counts['flops']}, {counts['params']}, the oracle {flops}, {params}: {sample}")
        n += 1
    print(f"{name}: the torch networks agree with {n} known ones", flush=True)


def write(folder, name, rows):
    """One sample a line."""
    lines = []
    for parameters, samples, true in rows:
        picked = list(zip(samples, true))[:: max(1, len(samples) // WRITTEN)][:WRITTEN]
        body = ",\n".join(json.dumps({"sample": s, "counts": list(c.values())}, separators=(",", ":")) for s, c in picked)
        lines.append(f'{{"parameters": {json.dumps(parameters)}, "samples": [\n{body}]}}')
    head = f'{{"source": "tests/parity: torch networks, counted by hooks", "space": "{name}",\n"metrics": "{METRICS_TEXT}",\n'
    (folder / f"{name}_settings.json").write_text(head + '"settings": [\n' + ",\n".join(lines) + "]}\n")


def settings_of(name, n_random, seed):
    """The written ones, or n_random drawn ones."""
    stream = random.Random(f"{name} {seed}")
    return [DRAWS[name](stream) for _ in range(n_random)] if n_random else SETTINGS[name]


def check_space(name, options):
    """(compared, different)"""
    check_builder(name)
    compared = different = 0
    rows = []
    for index, parameters in enumerate(settings_of(name, options.random, options.seed)):
        samples, true, messages = try_setting(options.hwnas, name, index, parameters, options.samples)
        report(name, parameters, len(samples), messages)
        rows.append((parameters, samples, true))
        compared, different = compared + len(samples), different + len(messages)
    if options.write and not different:
        write(options.write, name, rows)
    return compared, different


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hwnas")
    parser.add_argument("space", nargs="*", default=list(SPACES))
    parser.add_argument("--samples", type=int, default=50)
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_intermixed_args()
    unknown = [name for name in options.space if name not in SPACES]
    if unknown:
        parser.error(f"there is no space '{unknown[0]}'; known: {', '.join(SPACES)}")
    sums = [check_space(name, options) for name in options.space]
    compared, different = (sum(column) for column in zip(*sums))
    print(f"{compared} compared, {different} different")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
