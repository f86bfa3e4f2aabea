"""A random graph with input choices and operands that are left out, and what its networks cost, worked out node by node.

usage: random_graph.py SEED: writes graph.json (the space), samples.jsonl (every combination of labels), expected.jsonl
(macs and params of each) and prints how many distinct networks there are.
"""
import itertools
import json
import random
import sys

CHANNELS = 4
SIZE = 5


def subsets(n, k):
    """Index sets in lexicographic order: of k members, of any number for "any"."""
    sizes = range(n + 1) if k == "any" else [k]
    return sorted(list(c) for size in sizes for c in itertools.combinations(range(n), size))


class Graph:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.prune = self.random.random() < 0.7
        self.domains = {}  # label -> values
        self.nodes = []  # (name, kind, what it reads, details)
        for i in range(self.random.randint(4, 9)):
            self.add(f"n{i}")
        reads = [name for name, *_ in self.nodes if self.random.random() < 0.4]
        self.nodes.append(("out", "merge", ["x"] + reads, [self.include("out", j, n) for j, n in enumerate(["x"] + reads)]))

    def above(self):
        return ["x"] + [name for name, *_ in self.nodes]

    def include(self, name, j, source):
        """The label of a choice whether the operand takes part; None: always."""
        if source == "x" or self.random.random() < 0.5 or len(self.domains) > 5:
            return None
        self.domains[f"{name}/{j}"] = [False, True]
        return f"{name}/{j}"

    def add(self, name):
        above = self.above()
        kind = self.random.choice(["conv", "choice", "choice", "merge"])
        if kind == "choice" and len(self.domains) < 5:
            reads = self.random.sample(above, min(len(above), self.random.randint(1, 3)))
            k = self.random.choice([1, 1, "any" if self.prune else 1, len(reads) - 1 or 1])
            values = list(range(len(reads))) if k == 1 else subsets(len(reads), k)
            if len(values) > 1:
                self.domains[name] = values
            self.nodes.append((name, "choice", reads, (k, values)))
        elif kind == "merge":
            reads = self.random.sample(above, min(len(above), 2))
            includes = [self.include(name, j, source) for j, source in enumerate(reads)]
            if not self.prune and all(includes):
                self.domains.pop(includes[0])
                includes[0] = None
            self.nodes.append((name, "merge", reads, includes))
        else:
            self.nodes.append((name, "conv", [self.random.choice(above)], self.random.choice([1, 3])))

    def space(self):
        nodes = []
        for name, kind, reads, what in self.nodes:
            node = {"node": name, "from": reads}
            if kind == "conv":
                node |= {"op": "conv2d", "out_channels": CHANNELS, "kernel_size": what, "padding": what // 2, "bias": False}
            elif kind == "choice":
                node |= {"input_choice": name, "n_chosen": what[0]}
            else:
                del node["from"]
                operands = [{"from": source, "sequential": []} for source in reads]
                for operand, label in zip(operands, what):
                    if label:
                        operand["include"] = f"=choice('{label}', [false, true])"
                node |= {"merge": "add", "of": operands}
            nodes.append(node)
        graph = {"graph": nodes, "input": "x", "output": "out", "prune": self.prune}
        return {"format": "hwnas-space/1", "name": "graph", "input": {"image": [1, CHANNELS, SIZE, SIZE]}, "network": [graph]}

    def takes(self, sample, node):
        """What the node takes of what it reads."""
        name, kind, reads, what = node
        if kind == "conv":
            return reads
        if kind == "merge":
            return [source for source, label in zip(reads, what) if label is None or sample[label]]
        value = sample.get(name, what[1][0])
        return [reads[i] for i in ([value] if isinstance(value, int) else value)]

    def needed(self, sample):
        if not self.prune:
            return {node[0] for node in self.nodes}
        needed = {"out"}
        for node in reversed(self.nodes):
            if node[0] in needed:
                needed |= set(self.takes(sample, node))
        return needed

    def network(self, sample):
        """The labels that matter, and the kernels of the convolutions that are there."""
        needed, there, kernels, labels = self.needed(sample), {"x"}, [], {}
        for node in self.nodes:
            name, kind, _, what = node
            if name not in needed:
                continue
            names = [name] if kind == "choice" else [label for label in what if label] if kind == "merge" else []
            labels |= {label: sample[label] for label in names if label in self.domains}
            if any(source in there for source in self.takes(sample, node)):
                there.add(name)
                if kind == "conv":
                    kernels.append(what)
        return labels, kernels


def main():
    graph = Graph(int(sys.argv[1]))
    json.dump(graph.space(), open("graph.json", "w"))
    networks = set()
    with open("samples.jsonl", "w") as samples, open("expected.jsonl", "w") as expected:
        for values in itertools.product(*graph.domains.values()):
            sample = dict(zip(graph.domains, values))
            labels, kernels = graph.network(sample)
            networks.add(json.dumps(labels, sort_keys=True))
            weights = sum(CHANNELS * CHANNELS * k * k for k in kernels)
            print(json.dumps(sample), file=samples)
            print(json.dumps({"macs": weights * SIZE * SIZE, "params": weights}, separators=(",", ":")), file=expected)
    print(len(networks))


main()
