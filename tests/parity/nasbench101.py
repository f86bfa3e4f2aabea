"""NAS-Bench-101: Ying et al., ICML 2019. One cell everywhere: any graph of few vertices and edges from vertex 0, the
input, to the last one, the output."""
from itertools import combinations

import torch
from torch import nn

from blocks import conv_bn
from count import META

ORACLES = ["NasBench101"]
DEFAULTS = {"num_labels": 10, "stem_out_channels": 128, "num_stacks": 3, "num_modules_per_stack": 3, "max_num_vertices": 7,
            "max_num_edges": 9}
OPERATIONS = ["conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"]


def subsets(n):
    return [list(some) for size in range(n + 1) for some in combinations(range(n), size)]


def domains(p):
    out = {"cell/num_nodes": list(range(2, p["max_num_vertices"] + 1))}
    out |= {f"cell/op{t}": OPERATIONS for t in range(1, p["max_num_vertices"] - 1)}
    return out | {f"cell/input{t}": subsets(t) for t in range(1, p["max_num_vertices"])}


class Graph:
    """What the labels say of the vertices on a path from input to output; the others are pruned."""

    def __init__(self, p, labels):
        self.output = labels["cell/num_nodes"] - 1
        sources = {self.output: labels[f"cell/input{self.output}"]}
        for t in range(self.output - 1, 0, -1):
            if any(t in read for read in sources.values()):
                sources[t] = labels[f"cell/input{t}"]
        if sum(len(read) for read in sources.values()) > p["max_num_edges"]:
            raise ValueError("too many edges")
        kept = [0]
        for t in sorted(sources):
            sources[t] = [j for j in sources[t] if j in kept]
            if sources[t]:
                kept.append(t)
        if self.output not in kept:
            raise ValueError("no path from the input to the output")
        self.interior = kept[1:-1]
        self.sources = {t: sources[t] for t in kept[1:]}
        self.operations = {t: labels[f"cell/op{t}"] for t in self.interior}

    def channels(self, outputs):
        """The output is made of what its vertices give, the first of them one more if it does not divide evenly; the
        others have as many as the widest that reads them."""
        feeders = [t for t in self.sources[self.output] if t]
        widths = {t: outputs // len(feeders) + (i < outputs % len(feeders)) for i, t in enumerate(feeders)}
        for t in reversed(self.interior):
            if t not in widths:
                widths[t] = max(widths[u] for u in self.interior if t in self.sources[u])
        return widths | {self.output: outputs}


class Cell(nn.Module):
    def __init__(self, graph, inputs, outputs):
        super().__init__()
        self.graph, self.widths = graph, graph.channels(outputs)
        self.projections = nn.ModuleDict({
            str(t): conv_bn(inputs, self.widths[t], activation="relu") for t, read in graph.sources.items() if 0 in read})
        self.operations = nn.ModuleDict(
            {str(t): self.operation(name, self.widths[t]) for t, name in graph.operations.items()})

    @staticmethod
    def operation(name, channels):
        if name == "maxpool3x3":
            return nn.MaxPool2d(3, 1, 1)
        return conv_bn(channels, channels, int(name[4]), activation="relu")

    def forward(self, x):
        made = {}
        for t in self.graph.interior:
            terms = [made[j][:, :self.widths[t]] for j in self.graph.sources[t] if j]
            if str(t) in self.projections:
                terms.append(self.projections[str(t)](x))
            made[t] = self.operations[str(t)](sum(terms))
        last = self.graph.output
        feeders = [made[j] for j in self.graph.sources[last] if j]
        terms = [torch.cat(feeders, 1)] if feeders else []
        if str(last) in self.projections:
            terms.append(self.projections[str(last)](x))
        return sum(terms)


def build(p, labels):
    """The network, and the shape of its input."""
    graph, channels = Graph(p, labels), p["stem_out_channels"]
    layers, inputs = [conv_bn(3, channels, 3, activation="relu")], channels
    for stack in range(p["num_stacks"]):
        if stack:
            layers.append(nn.MaxPool2d(2, 2))
            channels *= 2
        for _ in range(p["num_modules_per_stack"]):
            layers.append(Cell(graph, inputs, channels))
            inputs = channels
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, p["num_labels"], device=META)]
    return nn.Sequential(*layers), (1, 3, 32, 32)
