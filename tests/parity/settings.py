"""Parameters that the spaces are compared under: every parameter alone, and several together."""

SE_ALL = ["force"] * 6
SE_OPTIONAL = ["optional"] * 6
RELU = ["relu"] * 9
SMALL = {  # the shape of the small networks of the paper: one stage less
    "base_widths": [16, 16, 24, 40, 48, 96, 576, 1024],
    "squeeze_excite": ["force", "none", "optional", "force", "optional"],
    "activation": ["hswish", "relu", "relu", "hswish", "hswish", "hswish", "hswish", "hswish"],
    "stride": [2, 2, 2, 2, 1, 2, 1, 1],
}
TINY = {  # one stage of variable depth
    "base_widths": [8, 16, 24, 48, 96],
    "squeeze_excite": ["optional", "optional"],
    "activation": ["relu", "swish", "relu", "hswish", "relu"],
    "stride": [1, 2, 1, 1, 1],
}
TWO = {  # as many stages as a range of depths has ends
    "base_widths": [8, 16, 24, 48, 96, 160],
    "squeeze_excite": ["none", "optional", "force"],
    "activation": ["hswish", "relu", "swish", "relu", "hswish", "relu"],
    "stride": [2, 1, 2, 2, 1, 1],
}
DEEP = {  # one stage more than the default
    "base_widths": [16, 16, 24, 32, 48, 64, 96, 128, 256, 512],
    "squeeze_excite": ["none", "optional", "none", "optional", "force", "none", "optional"],
    "activation": ["swish", "relu", "hswish", "relu", "swish", "relu", "hswish", "relu", "swish", "relu"],
    "stride": [2, 1, 2, 1, 2, 2, 1, 2, 1, 1],
}

MOBILENET_V3 = [
    {},
    {"num_labels": 10},
    {"num_labels": 1},
    {"resolution": 192},
    {"resolution": 225},
    {"resolution": 97, "num_labels": 7},
    {"resolution": 32},
    {"resolution": 1},
    {"resolution": [128, 161, 224], "width_multipliers": [0.5, 1.0]},
    {"width_multipliers": 1.0},
    {"width_multipliers": 0.35},
    {"width_multipliers": [0.1, 0.33, 0.7, 1.1, 3.0]},
    {"width_multipliers": [1.4], "expand_ratios": [6.0]},
    {"expand_ratios": [0.5, 1.25, 2.3, 3.67, 4.5]},
    {"expand_ratios": [3, 6], "width_multipliers": 1.0},
    {"base_widths": [12, 20, 28, 36, 52, 100, 180, 500, 1001]},
    {"base_widths": [1, 3, 5, 7, 9, 11, 13, 15, 17], "width_multipliers": [0.5, 1.0, 2.0]},
    {"squeeze_excite": SE_ALL},
    {"squeeze_excite": SE_OPTIONAL},
    {"squeeze_excite": ["none"] * 6},
    {"squeeze_excite": ["force", "none", "optional", "force", "none", "optional"]},
    {"depth_range": [1, 2]},
    {"depth_range": [3, 3]},
    {"depth_range": [1, 6], "width_multipliers": 1.0},
    {"depth_range": [[1, 3], [2, 4], [1, 1], [3, 6], [2, 5]], "width_multipliers": [0.75, 1.25]},
    {"stride": [1, 2, 1, 2, 1, 2, 1, 2, 2]},
    {"stride": [1] * 9, "resolution": 40},
    {"stride": [2] * 9, "resolution": 600},
    {"activation": RELU},
    {"activation": ["swish"] * 9},
    {"activation": ["relu", "hswish", "swish", "relu", "swish", "relu", "hswish", "relu", "relu"]},
    SMALL,
    SMALL | {"depth_range": [[1, 2], [2, 3], [1, 3], [2, 2]], "width_multipliers": 0.75, "resolution": 161},
    TINY,
    TINY | {"depth_range": [2, 5], "expand_ratios": [1.5, 4], "resolution": 63, "num_labels": 100},
    TWO | {"depth_range": [2, 3]},
    TWO | {"depth_range": [[1, 2], [2, 4]]},
    DEEP,
    DEEP | {"depth_range": [1, 3], "width_multipliers": [0.6, 1.0, 1.6], "resolution": 255, "num_labels": 37},
]

PROXYLESS_NAS = [
    {},
    {"num_labels": 10},
    {"num_labels": 1, "dropout_rate": 0.5},
    {"resolution": 160},
    {"resolution": 225},
    {"resolution": 33},
    {"resolution": 1},
    {"resolution": [96, 131, 160, 224]},
    {"width_mult": 0.35},
    {"width_mult": 0.75},
    {"width_mult": 1.4, "resolution": 211},
    {"width_mult": 2, "num_labels": 21841},
    {"base_widths": [40, 24, 32, 48, 88, 104, 216, 360, 1432]},
    {"base_widths": [1, 3, 5, 7, 9, 11, 13, 15, 17]},
    {"base_widths": [13, 29, 29, 51, 51, 51, 99, 201, 777], "width_mult": 0.9, "resolution": 127, "num_labels": 101},
]

NASBENCH201 = [
    {},
    {"num_labels": 100},
    {"num_labels": 1},
    {"num_labels": 120, "num_modules_per_stack": 3},
    {"num_modules_per_stack": 1},
    {"num_modules_per_stack": 2},
    {"num_modules_per_stack": 9},
    {"stem_out_channels": 1},
    {"stem_out_channels": 8},
    {"stem_out_channels": 17},
    {"stem_out_channels": 64},
    {"stem_out_channels": 33, "num_modules_per_stack": 4, "num_labels": 200},
]

SHUFFLENET = [
    {},
    {"num_labels": 10},
    {"num_labels": 1},
    {"affine": False},
    {"channel_search": True},
    {"channel_search": True, "affine": False, "num_labels": 21},
    {"resolution": 160},
    {"resolution": 225},
    {"resolution": 33},
    {"resolution": 1},
    {"resolution": [96, 131, 224]},
    {"resolution": [64, 97], "channel_search": True, "affine": False, "num_labels": 365},
]

AUTOFORMER_SMALL = {"search_embed_dim": [320, 384, 448], "search_num_heads": [5, 6, 7]}
AUTOFORMER_BASE = {"search_embed_dim": [528, 576, 624], "search_num_heads": [8, 9, 10], "search_depth": [14, 15, 16]}
AUTOFORMER = [
    {},
    {"num_labels": 10},
    {"search_embed_dim": 200},
    {"search_embed_dim": [64, 100, 301]},
    {"search_mlp_ratio": 4},
    {"search_mlp_ratio": [0.5, 1.37, 2.0, 3.3]},
    {"search_num_heads": 1},
    {"search_num_heads": [2, 5, 8]},
    {"search_depth": 3},
    {"search_depth": [1, 4, 9]},
    {"search_depth": [5, 2]},
    {"patch_size": 32},
    {"patch_size": 14, "search_depth": 2},
    {"resolution": 384, "search_depth": [2, 3]},
    {"resolution": 230},
    {"resolution": 16},
    {"resolution": [96, 160, 225], "search_depth": [1, 2]},
    AUTOFORMER_SMALL,
    AUTOFORMER_BASE,
    AUTOFORMER_SMALL | {"search_mlp_ratio": [2.0, 3.0], "search_depth": [6, 7], "resolution": [192, 224], "num_labels": 101},
    {"search_embed_dim": 96, "search_num_heads": 2, "search_mlp_ratio": 2.5, "search_depth": 4, "patch_size": 8,
     "resolution": 65, "num_labels": 7},
]

OFA_MOBILENET_V3 = [
    {},
    {"num_labels": 10, "dropout_rate": 0.2},
    {"width_mult": 1.2},
    {"width_mult": 0.37, "resolution": 129},
    {"resolution": [128, 160, 192, 224]},
    {"resolution": 33, "num_labels": 1},
    {"ks_list": [3, 5], "expand_ratio_list": [2, 3, 4, 6]},
    {"ks_list": 3, "expand_ratio_list": 4},
    {"depth_list": 3},
    {"depth_list": [1, 5], "expand_ratio_list": [1, 1.3, 2.55]},
    {"base_stage_width": [16, 24, 24, 24, 24, 100, 100, 333, 77], "resolution": 95},
    {"base_stage_width": [3, 9, 13, 17, 21, 29, 31, 55, 101], "width_mult": 1.7, "depth_list": [1, 2]},
]

OFA_RESNET50 = [
    {},
    {"num_labels": 10, "dropout_rate": 0.2},
    {"resolution": [128, 144, 160, 176, 192, 224, 240, 256]},
    {"resolution": 97, "num_labels": 1},
    {"resolution": 1},
    {"depth_list": [2]},
    {"depth_list": [0, 3], "width_mult_list": [1.0]},
    {"expand_ratio_list": 0.25, "width_mult_list": [0.5, 1.0, 1.5]},
    {"expand_ratio_list": [0.1, 0.33], "width_mult_list": [0.07, 0.9], "resolution": 65},
    {"depth_list": [1, 2], "width_mult_list": [1.0, 0.3], "resolution": [31, 63]},
]

FBNET = [
    {},
    {"num_labels": 10, "dropout_rate": 0.2},
    {"base_widths": [16, 16, 24, 32, 64, 112, 184, 352, 1504]},
    {"base_widths": [8, 8, 16, 16, 24, 40, 72, 128, 1416], "resolution": 96},
    {"resolution": [128, 160, 192, 224]},
    {"resolution": 33, "num_labels": 1},
    {"resolution": 1},
    {"base_widths": [2, 6, 4, 10, 10, 12, 20, 20, 30], "resolution": 75},
    {"base_widths": [32, 24, 24, 24, 48, 48, 96, 96, 7], "resolution": [97, 224]},
]

MCUNET = [
    {},
    {"num_labels": 2, "dropout_rate": 0.2},
    {"width_mult_list": [0.5], "resolution": 160},
    {"width_mult_list": [1.4, 0.35]},
    {"resolution": [48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224]},
    {"ks_list": 3, "expand_ratio_list": 6, "depth_list": [1]},
    {"depth_list": [1, 5], "expand_ratio_list": [1, 1.3, 2.55]},
    {"resolution": [1, 33, 97]},
    {"base_stage_width": [32, 16, 24, 32, 64, 96, 160, 320], "resolution": [128, 144]},
    {"base_stage_width": [9, 17, 17, 17, 51, 51, 51, 99], "width_mult_list": [0.9, 0.47, 2.1], "resolution": 75},
]

NATS_SIZE = [
    {},
    {"num_labels": 100},
    {"num_labels": 120, "resolution": 16},
    {"channels": [1, 2, 3]},
    {"channels": 17},
    {"channels": [64, 128], "resolution": [24, 32, 40]},
    {"resolution": 4},
    {"channels": [5, 24], "resolution": 28, "num_labels": 1},
]

ONE_CELL = {"width": 16, "num_cells": 1}  # of stage 2: no normal cell
DARTS = [
    {},
    ONE_CELL,
    {"num_cells": 2, "width": [8, 20]},
    {"num_cells": 3, "num_labels": 100},
    {"num_cells": 20, "width": 36},
    {"num_cells": [1, 2, 3, 4, 5, 6, 7], "width": 7},
    {"num_cells": [3, 11], "width": [1, 2, 50], "num_labels": 1},
    {"dataset": "imagenet"},
    {"dataset": "imagenet", "width": 48, "num_cells": 14},
    {"dataset": "imagenet", "width": [6, 10], "num_cells": [1, 2, 3, 5], "num_labels": 120},
]
PNAS = [
    {},
    ONE_CELL | {"num_labels": 2},
    {"num_cells": [2, 4], "width": 10},
    {"num_cells": 3, "width": [9, 64]},
    {"num_cells": [20, 6, 1], "width": 44},
    {"num_labels": 100, "width": 15},
    {"dataset": "imagenet", "width": [22, 38]},
    {"dataset": "imagenet", "num_cells": [1, 2, 3], "width": 14, "num_labels": 365},
]
ENAS = [
    {},
    ONE_CELL | {"num_labels": 7},
    {"num_cells": [1, 2, 3], "width": [12, 30]},
    {"num_cells": 3, "width": 5},
    {"num_cells": 20, "width": 36, "num_labels": 100},
    {"num_cells": [4, 5, 6, 7], "width": 18},
    {"dataset": "imagenet"},
    {"dataset": "imagenet", "num_cells": 2, "width": 26},
    {"dataset": "imagenet", "num_cells": [1, 3, 14], "width": [46, 2], "num_labels": 21},
]
NASNET = [
    {},
    ONE_CELL,
    {"num_cells": [2, 5], "width": 14},
    {"num_cells": 3, "width": [3, 40]},
    {"num_cells": 18, "width": 32, "num_labels": 100},
    {"num_cells": [7, 1, 10], "width": 21},
    {"dataset": "imagenet", "width": 44, "num_cells": 12},
    {"dataset": "imagenet", "width": [10, 18], "num_cells": [1, 2, 4], "num_labels": 1},
]
AMOEBANET = [
    {},
    ONE_CELL,
    {"num_cells": [2, 3], "width": [24, 34]},
    {"num_cells": 3, "width": 11, "num_labels": 43},
    {"num_cells": 18, "width": 36},
    {"num_cells": [1, 4, 9], "width": 13},
    {"dataset": "imagenet", "width": 50, "num_cells": 6},
    {"dataset": "imagenet", "width": [14, 30], "num_cells": [2, 3, 7], "num_labels": 101},
]

NASBENCH101 = [
    {},
    {"num_labels": 100, "max_num_vertices": 5},
    {"stem_out_channels": 7},
    {"stem_out_channels": 100, "num_modules_per_stack": 1, "max_num_vertices": 6},
    {"num_stacks": 1, "num_modules_per_stack": 5, "max_num_vertices": 5},
    {"num_stacks": 2, "stem_out_channels": 33, "max_num_vertices": 5},
    {"num_stacks": 4, "num_labels": 1, "max_num_vertices": 6, "max_num_edges": 7},
    {"max_num_vertices": 2},
    {"max_num_vertices": 3},
    {"max_num_vertices": 4, "stem_out_channels": 10},
    {"max_num_vertices": 5, "max_num_edges": 6},
    {"max_num_vertices": 4, "max_num_edges": 1},
    {"max_num_edges": 5, "stem_out_channels": 17},
    {"max_num_edges": 21, "stem_out_channels": 11},
]

SETTINGS = {
    "mobilenet_v3": MOBILENET_V3,
    "proxyless_nas": PROXYLESS_NAS,
    "nasbench201": NASBENCH201,
    "shufflenet": SHUFFLENET,
    "autoformer": AUTOFORMER,
    "ofa_mobilenet_v3": OFA_MOBILENET_V3,
    "ofa_resnet50": OFA_RESNET50,
    "fbnet": FBNET,
    "mcunet": MCUNET,
    "nats_size": NATS_SIZE,
    "darts": DARTS,
    "pnas": PNAS,
    "enas": ENAS,
    "nasnet": NASNET,
    "amoebanet": AMOEBANET,
    "nasbench101": NASBENCH101,
}


def some(random, n, values):
    return [random.choice(values) for _ in range(n)]


def hundredths(random, n, low, high):
    """Different ones: a choice has no value twice."""
    return [k / 100 for k in random.sample(range(low, high), n)]


def draw_mobilenet_v3(random):
    """Any number of stages, and every list of the length that it asks for."""
    n = random.randint(5, 11)
    multipliers = hundredths(random, 3, 20, 250)
    sizes = random.sample(range(1, 400), 3)
    pairs = [[low, low + random.randint(0, 3)] for low in some(random, n - 4, [1, 2, 3])]
    return {
        "num_labels": random.randint(1, 2000),
        "base_widths": [random.randint(1, 300) for _ in range(n)],
        "width_multipliers": random.choice([multipliers, multipliers[0]]),
        "expand_ratios": hundredths(random, random.randint(1, 5), 30, 700),
        "squeeze_excite": some(random, n - 3, ["force", "optional", "none"]),
        "depth_range": random.choice([pairs, pairs[0]]),
        "stride": some(random, n, [1, 2]),
        "activation": some(random, n, ["relu", "hswish", "swish"]),
        "resolution": random.choice([sizes, sizes[0]]),
    }


def draw_proxyless_nas(random):
    sizes = random.sample(range(1, 400), 3)
    return {
        "num_labels": random.randint(1, 2000),
        "base_widths": [random.randint(1, 300) for _ in range(9)],
        "width_mult": hundredths(random, 1, 20, 250)[0],
        "resolution": random.choice([sizes, sizes[0]]),
    }


def draw_nasbench201(random):
    return {
        "num_labels": random.randint(1, 2000),
        "stem_out_channels": random.randint(1, 100),
        "num_modules_per_stack": random.randint(1, 12),
    }


def draw_shufflenet(random):
    sizes = random.sample(range(1, 400), 3)
    return {
        "num_labels": random.randint(1, 2000),
        "channel_search": random.choice([True, False]),
        "affine": random.choice([True, False]),
        "resolution": random.choice([sizes, sizes[0]]),
    }


def draw_autoformer(random):
    def numbers(low, high):
        n = random.randint(1, 4)
        return random.choice([random.sample(range(low, high), n), random.randint(low, high)])

    patch = random.randint(4, 40)
    return {
        "search_embed_dim": numbers(8, 700),
        "search_mlp_ratio": hundredths(random, random.randint(1, 3), 30, 500),
        "search_num_heads": numbers(1, 12),
        "search_depth": numbers(1, 10),
        "num_labels": random.randint(1, 2000),
        "resolution": random.choice([random.randint(patch, 260), random.sample(range(patch, 260), 2)]),
        "patch_size": patch,
    }


def draw_ofa_mobilenet_v3(random):
    sizes = random.sample(range(1, 400), 3)
    depths = sorted(random.sample(range(1, 7), random.randint(2, 4)))
    return {
        "num_labels": random.randint(1, 2000),
        "base_stage_width": [random.randint(1, 300) for _ in range(9)],
        "width_mult": hundredths(random, 1, 20, 250)[0],
        "ks_list": random.sample([1, 3, 5, 7, 9], random.randint(1, 4)),
        "expand_ratio_list": hundredths(random, random.randint(1, 5), 30, 700),
        "depth_list": random.choice([depths, depths[1]]),
        "resolution": random.choice([sizes, sizes[0]]),
    }


def draw_ofa_resnet50(random):
    sizes = random.sample(range(1, 400), 3)
    return {
        "num_labels": random.randint(1, 2000),
        "depth_list": sorted(random.sample(range(5), random.randint(1, 4))),
        "expand_ratio_list": hundredths(random, random.randint(1, 5), 5, 100),
        "width_mult_list": hundredths(random, random.randint(1, 4), 5, 200),
        "resolution": random.choice([sizes, sizes[0]]),
    }


def draw_fbnet(random):
    sizes = random.sample(range(1, 400), 3)
    return {
        "num_labels": random.randint(1, 2000),
        "base_widths": [2 * random.randint(1, 150) for _ in range(9)],
        "resolution": random.choice([sizes, sizes[0]]),
    }


def draw_mcunet(random):
    sizes = random.sample(range(1, 300), 3)
    return {
        "num_labels": random.randint(1, 2000),
        "base_stage_width": [random.randint(1, 300) for _ in range(8)],
        "width_mult_list": hundredths(random, random.randint(1, 5), 5, 200),
        "ks_list": random.sample([1, 3, 5, 7, 9], random.randint(1, 4)),
        "expand_ratio_list": hundredths(random, random.randint(1, 5), 30, 700),
        "depth_list": sorted(random.sample(range(1, 7), random.randint(1, 4))),
        "resolution": random.choice([sizes, sizes[0]]),
    }


def draw_nats_size(random):
    sizes = [4 * k for k in random.sample(range(1, 60), 3)]
    channels = random.sample(range(1, 200), random.randint(1, 8))
    return {
        "num_labels": random.randint(1, 2000),
        "channels": random.choice([channels, channels[0]]),
        "resolution": random.choice([sizes, sizes[0]]),
    }


def draw_nds(random):
    """Odd widths only where no width is halved."""
    imagenet = random.choice([True, False])
    widths = [(1 + imagenet) * random.randint(1, 40) for _ in range(random.randint(1, 3))]
    depths = random.sample(range(1, 17), random.randint(1, 4))
    return {
        "width": random.choice([sorted(set(widths)), widths[0]]),
        "num_cells": random.choice([depths, depths[0]]),
        "dataset": "imagenet" if imagenet else "cifar",
        "num_labels": random.choice([None, random.randint(1, 2000)]),
    }


def draw_nasbench101(random):
    """Enough channels for every vertex that the output reads."""
    vertices = random.randint(2, 7)
    return {
        "num_labels": random.randint(1, 2000),
        "stem_out_channels": random.randint(5, 150),
        "num_stacks": random.randint(1, 6),
        "num_modules_per_stack": random.randint(1, 4),
        "max_num_vertices": vertices,
        "max_num_edges": random.randint(max(1, vertices - 2), 21),  # fewer are too rare among all graphs to be drawn
    }


DRAWS = {
    "mobilenet_v3": draw_mobilenet_v3,
    "proxyless_nas": draw_proxyless_nas,
    "nasbench201": draw_nasbench201,
    "shufflenet": draw_shufflenet,
    "autoformer": draw_autoformer,
    "ofa_mobilenet_v3": draw_ofa_mobilenet_v3,
    "ofa_resnet50": draw_ofa_resnet50,
    "fbnet": draw_fbnet,
    "mcunet": draw_mcunet,
    "nats_size": draw_nats_size,
    "darts": draw_nds,
    "pnas": draw_nds,
    "enas": draw_nds,
    "nasnet": draw_nds,
    "amoebanet": draw_nds,
    "nasbench101": draw_nasbench101,
}
