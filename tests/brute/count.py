"""count.py HWNAS SPACES: small variants of the hub spaces, network by network. All combinations of labels are written down,
labels that mean nothing are struck out, and what differs is counted: as many as `space count` says, and as many of them
within the constraints. hwnas must be content with these, and what it says of all of them at once must be what they cost
one by one (numbers_of_all.py). hwnas gives domains and takes samples; what a label means, variants.py says."""
import itertools
import json
import math
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import numbers_of_all  # noqa: E402
from command import Command, Refusal  # noqa: E402
from variants import VARIANTS  # noqa: E402


def values_of(domain):
    """Domains are lists, but for one of sets."""
    if isinstance(domain, list):
        return domain
    n = int(re.fullmatch(r"=subsets\((\d+)\)", domain)[1])
    return [list(some) for size in range(n + 1) for some in itertools.combinations(range(n), size)]


class Hwnas(Command):
    def domains(self):
        choices = json.loads(self.run("space", "show", options=["--json"]))["choices"]
        return {label: values_of(choice["domain"]) for label, choice in choices.items()}

    def counts(self):
        counts = json.loads(self.run("space", "count", options=["--json"]))
        return tuple(int(counts[what]) for what in ("samples", "networks", "feasible"))

    def costs(self, samples):
        """One object per sample; fewer if hwnas takes fewer."""
        text = "".join(json.dumps(sample) + "\n" for sample in samples)
        lines = self.run("profile", options=["--metrics", "flops,params", "--samples", "-"], text=text).splitlines()
        return [json.loads(line) for line in lines]

    def count_where(self, conditions):
        wheres = [f"--where={condition}" for condition in conditions]
        count = json.loads(self.run("space", "count", options=["--json", *wheres]))
        return int(count["feasible"]) if count["exact"] else None

    def draw_where(self, conditions, n):
        wheres = [f"--where={condition}" for condition in conditions]
        lines = self.run("space", "sample", options=["-n", str(n), *wheres]).splitlines()
        return [json.loads(line) for line in lines]

    def stats(self):
        return json.loads(self.run("space", "stats", options=["--json"]))

    def averages(self, probabilities):
        options = ["--metrics", "flops,params", "--expect", json.dumps(probabilities), "--json"]
        return json.loads(self.run("profile", options=options))


def written(folder, variant):
    """The file of the space as the variant has it, in this folder."""
    text = pathlib.Path(folder, f"{variant.space}.json").read_text()
    pathlib.Path("space.json").write_text(variant.edit(text))
    return "./space.json"


def networks(domains, active):
    """One sample per network, without the labels that mean nothing in it; and per combination which network it is."""
    found, numbers, which = [], {}, []
    for values in itertools.product(*domains.values()):
        sample = dict(zip(domains, values))
        kept = {label: sample[label] for label in active(sample)}
        number = numbers.setdefault(repr(kept), len(found))
        if number == len(found):
            found.append(kept)
        which.append(number)
    return found, which


def compare(program, folder, variant):
    """(what was counted, what is wrong)"""
    hwnas = Hwnas(program, written(folder, variant), variant.parameters)
    domains = hwnas.domains()
    stated = hwnas.counts()
    found, which = networks(domains, variant.active)
    allowed = [sample for sample in found if variant.allowed(sample)]
    n = math.prod(len(domain) for domain in domains.values())
    problem = f"hwnas says {stated}" if stated != (n, len(found), len(allowed)) else None
    costs = hwnas.costs(allowed) if not problem else []
    if not problem and len(costs) != len(allowed):
        problem = "hwnas leaves some out"
    if not problem:
        problem = numbers_of_all.wrong_stats(hwnas, costs) or numbers_of_all.wrong_draws(hwnas, allowed, costs)
    if not problem and len(allowed) == len(found):
        problem = numbers_of_all.wrong_averages(hwnas, domains, which, costs)
    return f"{variant.space}: {len(domains)} labels, {n} combinations, {len(found)} networks, {len(allowed)} allowed", problem


def chosen():
    """Sanitizers make each start of the command ten times as slow: with them the first variant of each space will do."""
    sanitized = "ASAN_OPTIONS" in os.environ or "TSAN_OPTIONS" in os.environ
    return {variant.space: variant for variant in reversed(VARIANTS)}.values() if sanitized else VARIANTS


def main():
    program, folder = sys.argv[1:]
    for variant in chosen():
        try:
            what, problem = compare(program, folder, variant)
        except (Refusal, ValueError) as error:
            what, problem = variant.space, str(error)
        print(f"not ok {what}\n{problem}" if problem else f"ok {what}", flush=True)
    missing = {path.stem for path in pathlib.Path(folder).glob("*.json")} - {variant.space for variant in VARIANTS}
    print(f"not ok no variant of {', '.join(sorted(missing))}" if missing else "ok every hub space has a variant")


if __name__ == "__main__":
    main()
