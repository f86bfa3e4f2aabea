"""Small variants of the hub spaces, of at most some 10,000 combinations of labels, and which labels of a sample mean
something in each: a function per space, from the papers. A new space needs such a function, and variants in VARIANTS."""
import json
import re
from dataclasses import dataclass, field
from typing import Callable

# ---- Which labels of a sample mean something ------------------------------------------------------------------------


def always(sample):
    return sample


def is_there(turn, sample, depth):
    """A depth that is no choice has no label, and no labels beyond it."""
    return depth not in sample or int(turn) < sample[depth]


def by_stage(sample):
    """What belongs to block j of stage i means something if the stage has as many."""
    for label in sample:
        found = re.match(r"s(\d+)_i(\d+)", label)
        if not found or is_there(found[2], sample, f"s{found[1]}_depth"):
            yield label


def by_depth(sample):
    """The same of networks of one stage."""
    for label in sample:
        found = re.fullmatch(r"(?:num_head|mlp_ratio)_(\d+)", label)
        if not found or is_there(found[1], sample, "depth"):
            yield label


def numbered(most):
    """The same where blocks have numbers: each stage takes as many as it could have, d_I says how many it has."""

    def active(sample):
        for label in sample:
            found = re.fullmatch(r"(?:ks|e)_(\d+)", label)
            if not found or is_there(int(found[1]) % most, sample, f"d_{int(found[1]) // most}"):
                yield label

    return active


def resnet(base_depths, most):
    """The same where stage I has d_(I + 1) blocks more than its base; one without blocks has no width w_(I + 2)."""
    blocks = [(i, j) for i, base in enumerate(base_depths) for j in range(base + most)]

    def active(sample):
        depths = [base + sample[f"d_{i + 1}"] for i, base in enumerate(base_depths)]
        for label in sample:
            kind, number = label.split("_")
            i, j = blocks[int(number)] if kind == "e" else (int(number) - 2, 0)
            if kind == "d" or i < 0 or j < depths[i]:
                yield label

    return active


def by_cells(sample):
    """Fewer than 3 cells reduce all: the first stage has none, and the others begin with such a cell."""
    return (label for label in sample if not label.startswith("normal/") or sample.get("depth", 3) >= 3)


class Vertices:
    """Of NAS-Bench-101: those from which an edge leads on to the output, and those of them that the input reaches."""

    def __init__(self, sample):
        self.output = sample.get("cell/num_nodes", 2) - 1
        self.edges = {self.output: sample[f"cell/input{self.output}"]}
        for t in range(self.output - 1, 0, -1):
            if any(t in sources for sources in self.edges.values()):
                self.edges[t] = sample[f"cell/input{t}"]
        self.reached = {0}
        for t in sorted(self.edges):
            if not self.reached.isdisjoint(self.edges[t]):
                self.reached.add(t)


def by_vertices(sample):
    """Inputs of a vertex matter if it leads to the output, its operation if it lies between input and output."""
    vertices = Vertices(sample)
    inner = vertices.reached - {0, vertices.output}
    kept = {"cell/num_nodes"} | {f"cell/input{t}" for t in vertices.edges} | {f"cell/op{t}" for t in inner}
    return (label for label in sample if label in kept)


def connected(most_edges):
    def allowed(sample):
        vertices = Vertices(sample)
        return vertices.output in vertices.reached and sum(map(len, vertices.edges.values())) <= most_edges

    return allowed


# ---- The variants ---------------------------------------------------------------------------------------------------


def anything(_sample):
    return True


def texts(replacements):
    """Texts of the file, and what takes their place."""

    def edit(text):
        for old, new in replacements.items():
            if old not in text:
                raise ValueError(f"there is no {old}")
            text = text.replace(old, new)
        return text

    return edit


def cell(n_nodes, *candidates):
    """Fewer nodes and candidates in a cell."""

    def edit(text):
        space = json.loads(text)
        node = space["blocks"]["stage_cell"]["body"]["graph"][2]
        node["nodes"], node["of"] = n_nodes, {name: node["of"][name] for name in candidates or node["of"]}
        return json.dumps(space)

    return edit


@dataclass
class Variant:
    space: str
    active: Callable  # sample -> labels that mean something
    parameters: dict = field(default_factory=dict)
    edit: Callable = texts({})  # text of the space file -> another
    allowed: Callable = anything  # sample -> whether the constraints hold


ONE_STAGE = {"base_widths": [8, 16, 24, 48, 96], "squeeze_excite": ["optional", "optional"], "stride": [1, 2, 1, 1, 1],
             "activation": ["relu"] * 5, "depth_range": [1, 2], "expand_ratios": [3, 6], "width_multipliers": 1}
TWO_STAGES = {"base_widths": [8, 16, 24, 48, 96, 160], "squeeze_excite": ["none", "none", "optional"],
              "stride": [2, 1, 2, 2, 1, 1], "activation": ["relu"] * 6, "depth_range": [[1, 2], [2, 3]],
              "expand_ratios": 4, "width_multipliers": 1}
BOTH = {"ks_list": [3, 5], "expand_ratio_list": [3, 6]}
KERNELS = {"ks_list": [3, 5], "expand_ratio_list": 4}
VARIANTS = [
    Variant("mobilenet_v3", by_stage, ONE_STAGE),
    Variant("mobilenet_v3", by_stage, ONE_STAGE | {"squeeze_excite": ["none", "force"], "width_multipliers": [0.5, 2]}),
    Variant("mobilenet_v3", by_stage, TWO_STAGES, texts({"[3, 5, 7]": "[3, 5]"})),
    Variant("proxyless_nas", by_stage, {},
            texts({"[1, 2, 3, 4]": "[1, 2]", "[3, 6]": "[6]", "[3, 5, 7]": "[3, 5]", "range(2, 8)": "range(4, 8)"})),
    Variant("proxyless_nas", by_stage, {},
            texts({"[1, 2, 3, 4]": "[1, 3]", "[3, 6]": "[6]", "[3, 5, 7]": "[3, 7]", "range(2, 8)": "range(5, 8)"})),
    Variant("nasbench201", always),
    Variant("shufflenet", always, {}, texts({"[4, 4, 8, 4]": "[1, 2, 3, 0]"})),
    Variant("shufflenet", always, {"channel_search": True, "resolution": [32, 64]},
            texts({"[4, 4, 8, 4]": "[1, 1, 0, 0]"})),
    Variant("autoformer", by_depth, {"search_depth": [1, 2, 4], "search_num_heads": [1, 3], "search_mlp_ratio": [2.5, 4]}),
    Variant("autoformer", by_depth, {"search_depth": [0, 3, 2], "search_embed_dim": [64, 32], "search_mlp_ratio": 4}),
    Variant("autoformer", by_depth, {"search_depth": 2, "resolution": [64, 224]}),
    Variant("ofa_mobilenet_v3", numbered(2), KERNELS | {"depth_list": [1, 2]}, texts({"range(5)": "range(4)"})),
    Variant("ofa_mobilenet_v3", numbered(3), BOTH | {"depth_list": [1, 3], "resolution": [64, 96]},
            texts({"range(5)": "[1, 4]", "'d_{i}', depth_list": "'d_{i}', if(i == 1, depth_list, [1, 2])"})),
    Variant("ofa_resnet50", resnet([1, 1, 1, 1], 1),
            {"width_mult_list": [1.0], "depth_list": [0, 1], "expand_ratio_list": [0.2, 0.3]},
            texts({"[2, 2, 4, 2]": "[1, 1, 1, 1]"})),
    Variant("ofa_resnet50", resnet([0, 1], 2),
            {"width_mult_list": [0.5, 1.0], "depth_list": [0, 2], "expand_ratio_list": [0.2, 0.3]},
            texts({"[2, 2, 4, 2]": "[0, 1]", "range(4)": "range(2)"})),
    Variant("fbnet", always, {}, texts({"[1, 4, 4, 4, 4, 4, 1]": "[1, 2, 0, 0, 1, 0, 0]"})),
    Variant("mcunet", numbered(2), KERNELS | {"depth_list": [1, 2], "width_mult_list": [0.5, 1.0]},
            texts({"range(6)": "range(3)"})),
    Variant("mcunet", numbered(3), BOTH | {"depth_list": [1, 3], "width_mult_list": [0.5, 1.0]},
            texts({"range(6)": "[0, 5]"})),
    Variant("nats_size", always, {"channels": [8, 16, 24], "resolution": [16, 32]}),
    Variant("darts", by_cells, {"num_cells": 1, "width": [16, 24]}, cell(1)),
    Variant("darts", by_cells, {"num_cells": [1, 3], "width": 16}, cell(1, "skip_connect", "sep_conv_3x3", "max_pool_3x3")),
    Variant("darts", by_cells, {"num_cells": [2, 4], "width": 16}, cell(2, "dil_conv_5x5")),
    Variant("pnas", by_cells, {"num_cells": 2, "width": 16}, cell(2, "conv_7x1_1x7", "skip_connect", "sep_conv_7x7")),
    Variant("enas", by_cells, {"num_cells": [2, 3], "width": 16}, cell(2, "sep_conv_3x3")),
    Variant("enas", by_cells, {"num_cells": 1, "width": 16}, cell(3, "skip_connect", "avg_pool_3x3")),
    Variant("nasnet", by_cells, {"num_cells": [1, 4], "width": 16}, cell(1, "skip_connect", "conv_1x1", "max_pool_7x7")),
    Variant("amoebanet", by_cells, {"num_cells": [1, 2], "width": 16}, cell(3, "dil_sep_conv_3x3")),
    Variant("nasbench101", by_vertices, {"max_num_vertices": 2}, allowed=connected(9)),
    Variant("nasbench101", by_vertices, {"max_num_vertices": 3}, allowed=connected(9)),
    Variant("nasbench101", by_vertices, {"max_num_vertices": 4}, allowed=connected(9)),
    Variant("nasbench101", by_vertices, {"max_num_vertices": 4, "max_num_edges": 3}, allowed=connected(3)),
    Variant("nasbench101", by_vertices, {"max_num_vertices": 5}, allowed=connected(9)),
]
