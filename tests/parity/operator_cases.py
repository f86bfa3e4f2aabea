"""Random operators of torch.nn: what hwnas is given, and the module of torch that is the same.

CASES maps an operator type to a function of a random generator that returns (attributes, torch module maker, input
shapes[, the type of each input, f32 if not given]). Values reach over the borders of what is allowed now and then.
"""
import torch
from torch import nn

CASES = {}


def case(*types):
    def register(make):
        for op in types:
            CASES[op] = lambda r, op=op: make(r, op)
        return make

    return register


def shapes_of(op, out):
    """Output shapes as hwnas has them: the batch first, also of states."""
    if op in ("rnn", "lstm", "gru"):
        sequence, states = out
        states = states if isinstance(states, tuple) else (states,)
        return [tuple(sequence.shape)] + [(s.shape[1], s.shape[0], s.shape[2]) for s in states]
    if isinstance(out, (tuple, list)):
        return [tuple(o.shape) for o in out if o is not None]
    return [tuple(out.shape)]


def dims_of(op):
    return int(op[-2])


def tensor(r, rank, low=1, high=9):
    return [r.choice([1, 2, 3])] + [r.randint(low, high) for _ in range(rank - 1)]


def some(r, n, low, high):
    """One integer for all dimensions, or one for each."""
    return r.randint(low, high) if r.random() < 0.5 else [r.randint(low, high) for _ in range(n)]


def camel(op):
    return "".join(word.capitalize() for word in op.split("_"))


def flag(r):
    return r.random() < 0.5


# ---- Convolutions ------------------------------------------------------------------------------


def divided(r, groups):
    return groups * r.randint(1, 3) + (r.random() < 0.05)


@case("conv1d", "conv2d", "conv3d")
def conv(r, op):
    n, groups = dims_of(op), r.choice([1, 1, 2, 3])
    a = {"out_channels": divided(r, groups), "kernel_size": some(r, n, 1, 4), "groups": groups, "bias": flag(r)}
    a["dilation"] = some(r, n, 1, 3)
    a["padding"] = r.choice(["same", "valid", some(r, n, 0, 3)])
    a["stride"] = 1 if a["padding"] == "same" and r.random() < 0.9 else some(r, n, 1, 3)
    a["padding_mode"] = r.choice(["zeros", "zeros", "reflect", "replicate", "circular"])
    shape = [r.choice([1, 2]), divided(r, groups)] + [r.randint(1, 9) for _ in range(n)]
    return a, lambda: getattr(nn, "Conv" + op[4:])(shape[1], **as_tuples(a)), [shape]


@case("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
def conv_transpose(r, op):
    n, groups = dims_of(op), r.choice([1, 1, 2, 3])
    a = {"out_channels": divided(r, groups), "kernel_size": some(r, n, 1, 4), "groups": groups, "bias": flag(r)}
    a |= {"stride": some(r, n, 1, 3), "padding": some(r, n, 0, 2), "dilation": some(r, n, 1, 3)}
    a["output_padding"] = some(r, n, 0, 1) if flag(r) else some(r, n, 0, 2)
    shape = [r.choice([1, 2]), divided(r, groups)] + [r.randint(1, 6) for _ in range(n)]
    return a, lambda: getattr(nn, "ConvTranspose" + op[-2:])(shape[1], **as_tuples(a)), [shape]


def as_tuples(attributes):
    return {key: tuple(value) if isinstance(value, list) else value for key, value in attributes.items()}


# ---- Layers ------------------------------------------------------------------------------------


@case("linear")
def linear(r, op):
    a, shape = {"out_features": r.randint(1, 20), "bias": flag(r)}, tensor(r, r.randint(2, 4))
    return a, lambda: nn.Linear(shape[-1], **a), [shape]


@case("bilinear")
def bilinear(r, op):
    a, first = {"out_features": r.randint(1, 9), "bias": flag(r)}, tensor(r, r.randint(2, 3))
    second = first[:-1] + [r.randint(1, 9)]
    if r.random() < 0.1:
        second[0] += 1
    return a, lambda: nn.Bilinear(first[-1], second[-1], **a), [first, second]


@case("embedding")
def embedding(r, op):
    a, shape = {"num_embeddings": r.randint(1, 30), "embedding_dim": r.randint(1, 9)}, tensor(r, r.randint(1, 3))
    return a, lambda: nn.Embedding(**a), [shape], ["i64"]


@case("embedding_bag")
def embedding_bag(r, op):
    a = {"num_embeddings": r.randint(1, 30), "embedding_dim": r.randint(1, 9), "mode": r.choice(["sum", "mean", "max"])}
    a |= {"sparse": r.random() < 0.2, "scale_grad_by_freq": r.random() < 0.2, "padding_idx": r.randint(-10, 10)}
    shape = tensor(r, r.choice([2, 2, 2, 2, 3]))
    if r.random() < 0.6:
        return a, lambda: nn.EmbeddingBag(**a), [shape], ["i64"]
    factors = shape[:-1] + [shape[-1] + (r.random() < 0.1)]
    return a, lambda: WeightedBag(**a), [shape, factors], ["i64", "f32"]


class WeightedBag(nn.EmbeddingBag):
    """Without offsets in the second place."""

    def forward(self, x, factors):
        return super().forward(x, per_sample_weights=factors)


# ---- Normalisation -----------------------------------------------------------------------------


@case("batch_norm1d", "batch_norm2d", "batch_norm3d")
def batch_norm(r, op):
    n = dims_of(op)
    rank = r.choice([2, 3]) if n == 1 else n + 2
    shape = tensor(r, rank + (r.random() < 0.05))
    a = {"affine": flag(r), "track_running_stats": flag(r)}
    shape[0] += 1  # without running statistics one value per channel is too few for torch
    return a, lambda: getattr(nn, "BatchNorm" + op[-2:])(shape[1], **a), [shape]


@case("instance_norm1d", "instance_norm2d", "instance_norm3d")
def instance_norm(r, op):
    n = dims_of(op)
    shape, a = tensor(r, n + 2, 2), {"affine": flag(r), "track_running_stats": flag(r)}
    return a, lambda: getattr(nn, "InstanceNorm" + op[-2:])(shape[1], **a), [shape]


@case("layer_norm")
def layer_norm(r, op):
    shape = tensor(r, r.randint(2, 4))
    last = shape[-r.randint(1, len(shape) - 1) :]
    a = {"normalized_shape": last, "elementwise_affine": flag(r)}
    return a, lambda: nn.LayerNorm(**a), [shape]


@case("group_norm")
def group_norm(r, op):
    groups, shape = r.randint(1, 4), tensor(r, r.randint(2, 4))
    shape[1] = groups * r.randint(1, 3) + (r.random() < 0.1)
    a = {"num_groups": groups, "affine": flag(r)}
    return a, lambda: nn.GroupNorm(groups, shape[1], affine=a["affine"]), [shape]


@case("local_response_norm", "cross_map_lrn2d")
def local_response_norm(r, op):
    shape, a = tensor(r, r.randint(3, 5)), {"size": r.randint(1, 5)}
    if op == "local_response_norm":
        return a, lambda: nn.LocalResponseNorm(**a), [shape]
    return a, lambda: nn.CrossMapLRN2d(**a), [shape[:3] + [4] if len(shape) < 4 else shape[:4]]


@case("sync_batch_norm")
def sync_batch_norm(r, op):
    shape = tensor(r, r.randint(2, 5))
    a = {"affine": flag(r), "track_running_stats": flag(r)}
    shape[0] += 1

    class OneDevice(nn.BatchNorm2d):
        """SyncBatchNorm itself runs on accelerators only."""

        def _check_input_dim(self, x):
            pass

    return a, lambda: OneDevice(shape[1], **a), [shape]


# ---- Activations -------------------------------------------------------------------------------

PLAIN = ["relu", "relu6", "selu", "silu", "mish", "hardswish", "hardsigmoid", "sigmoid", "tanh", "softsign"]
PLAIN += ["tanhshrink", "elu", "celu", "gelu", "leaky_relu", "hardtanh", "softplus", "hardshrink", "softshrink", "rrelu"]
PLAIN += ["log_sigmoid", "identity", "dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout"]
NAMES = {"relu": "ReLU", "relu6": "ReLU6", "selu": "SELU", "silu": "SiLU", "elu": "ELU", "celu": "CELU", "gelu": "GELU"}
NAMES |= {"leaky_relu": "LeakyReLU", "rrelu": "RReLU", "log_sigmoid": "LogSigmoid"}


@case(*PLAIN)
def activation(r, op):
    rank = int(op[-2]) + 2 if op.startswith("dropout") and op != "dropout" else r.randint(1, 5)
    return {}, getattr(nn, NAMES.get(op, camel(op))), [tensor(r, rank)]


@case("threshold")
def threshold(r, op):
    a = {"threshold": r.choice([0.5, 2]), "value": 1.5}
    return a, lambda: nn.Threshold(**a), [tensor(r, r.randint(1, 4))]


@case("prelu")
def prelu(r, op):
    shape = tensor(r, r.randint(2, 4))
    a = {"num_parameters": r.choice([1, shape[1], shape[1] + 1])}
    return a, lambda: nn.PReLU(**a), [shape]


@case("glu")
def glu(r, op):
    shape = tensor(r, r.randint(2, 4))
    a = {"dim": r.randint(-len(shape), len(shape))}
    return a, lambda: nn.GLU(**a), [shape]


@case("softmax", "log_softmax", "softmin")
def softmax(r, op):
    shape = tensor(r, r.randint(1, 4))
    a = {"dim": r.randint(-len(shape) - 1, len(shape))}
    return a, lambda: getattr(nn, {"log_softmax": "LogSoftmax"}.get(op, camel(op)))(**a), [shape]


@case("softmax2d")
def softmax2d(r, op):
    return {}, nn.Softmax2d, [tensor(r, r.choice([4, 4, 5]))]


# ---- Pooling -----------------------------------------------------------------------------------


@case("max_pool1d", "max_pool2d", "max_pool3d")
def max_pool(r, op):
    n = dims_of(op)
    a = {"kernel_size": some(r, n, 1, 4), "padding": some(r, n, 0, 2), "ceil_mode": flag(r), "dilation": some(r, n, 1, 2)}
    a["return_indices"] = flag(r)
    if flag(r):
        a["stride"] = some(r, n, 1, 4)
    return a, lambda: getattr(nn, "MaxPool" + op[-2:])(**as_tuples(a)), [tensor(r, n + 2)]


@case("avg_pool1d", "avg_pool2d", "avg_pool3d")
def avg_pool(r, op):
    n = dims_of(op)
    a = {"kernel_size": some(r, n, 1, 4), "padding": some(r, n, 0, 2), "ceil_mode": flag(r), "count_include_pad": flag(r)}
    if flag(r):
        a["stride"] = some(r, n, 1, 4)
    return a, lambda: getattr(nn, "AvgPool" + op[-2:])(**as_tuples(a)), [tensor(r, n + 2)]


@case(
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "adaptive_max_pool1d",
    "adaptive_max_pool2d", "adaptive_max_pool3d",
)
def adaptive_pool(r, op):
    n = dims_of(op)
    a = {"output_size": some(r, n, 1, 9)}
    if n > 1 and flag(r):
        a["output_size"] = [r.choice([None, r.randint(1, 9)]) for _ in range(n)]
    if "max" in op:
        a["return_indices"] = flag(r)
    return a, lambda: getattr(nn, f"Adaptive{op[9:12].capitalize()}Pool{n}d")(**as_tuples(a)), [tensor(r, n + 2)]


@case("lp_pool1d", "lp_pool2d", "lp_pool3d")
def lp_pool(r, op):
    n = dims_of(op)
    a = {"norm_type": 2, "kernel_size": r.randint(1, 4), "ceil_mode": flag(r)}
    if flag(r):
        a["stride"] = r.randint(1, 4)
    return a, lambda: getattr(nn, f"LPPool{n}d", LPPool3d)(**a), [tensor(r, n + 2)]


class LPPool3d(nn.Module):
    """As later versions of torch have it: sums are averages times the window."""

    def __init__(self, norm_type, **window):
        super().__init__()
        self.p, self.mean = norm_type, nn.AvgPool3d(**window)

    def forward(self, x):
        return (self.mean(x**self.p) * self.mean.kernel_size**3) ** (1 / self.p)


@case("fractional_max_pool2d", "fractional_max_pool3d")
def fractional_max_pool(r, op):
    n = dims_of(op)
    a = {"kernel_size": some(r, n, 1, 3), "output_size": some(r, n, 1, 6), "return_indices": flag(r)}
    return a, lambda: getattr(nn, "FractionalMaxPool" + op[-2:])(**as_tuples(a)), [tensor(r, n + 2, 3)]


@case("max_unpool1d", "max_unpool2d", "max_unpool3d")
def max_unpool(r, op):
    n = dims_of(op)
    a = {"kernel_size": some(r, n, 1, 4), "padding": some(r, n, 0, 2)}
    if flag(r):
        a["stride"] = some(r, n, 1, 4)
    shape = tensor(r, n + 2, 1, 6)
    places = shape[:-1] + [shape[-1] + (r.random() < 0.1)]
    if flag(r):
        a["output_size"] = shape[:2] * (r.random() < 0.3) + unpooled(r, a, shape[2:])
    return a, lambda: Unpool(op, a), [shape, places], ["f32", "i64"]


def unpooled(r, a, sizes):
    """Near what torch makes of these sizes."""
    each = lambda value: value if isinstance(value, list) else [value] * len(sizes)
    windows = zip(sizes, each(a.get("stride", a["kernel_size"])), each(a["kernel_size"]), each(a["padding"]))
    return [max(1, (size - 1) * step + kernel - 2 * pad + r.randint(-step, step)) for size, step, kernel, pad in windows]


class Unpool(nn.Module):
    """Has the size of the output as an attribute, not as an argument of forward."""

    def __init__(self, op, a):
        super().__init__()
        self.size = a.get("output_size")
        self.unpool = getattr(nn, "MaxUnpool" + op[-2:])(**as_tuples({k: v for k, v in a.items() if k != "output_size"}))

    def forward(self, x, indices):
        return self.unpool(x, indices, self.size)


# ---- Padding, resampling, views ----------------------------------------------------------------


@case(
    "reflection_pad1d", "reflection_pad2d", "reflection_pad3d", "replication_pad1d", "replication_pad2d",
    "replication_pad3d", "constant_pad1d", "constant_pad2d", "constant_pad3d", "zero_pad2d",
)
def pad(r, op):
    n = dims_of(op)
    a = {"padding": some(r, 2 * n, 0, 3)}
    if op.startswith("constant"):
        a["value"] = 1.5
    return a, lambda: getattr(nn, camel(op[:-2]) + op[-2:])(**as_tuples(a)), [tensor(r, n + 2)]


@case("circular_pad1d", "circular_pad2d", "circular_pad3d")
def circular_pad(r, op):
    n = dims_of(op)
    padding = [r.choice([-2, 0, 1, 1, 2, 4]) for _ in range(2 * n)] if flag(r) else r.randint(0, 4)
    return {"padding": padding}, lambda: Circular(padding, n), [tensor(r, n + 2)]


class Circular(nn.Module):
    """CircularPad of later versions of torch."""

    def __init__(self, padding, n):
        super().__init__()
        self.padding = padding if isinstance(padding, list) else [padding] * 2 * n

    def forward(self, x):
        return nn.functional.pad(x, self.padding, mode="circular")


@case("upsample")
def upsample(r, op):
    n = r.randint(1, 3)
    a = {"mode": r.choice(["nearest", {1: "linear", 2: "bilinear", 3: "trilinear"}[n]])}
    if flag(r):
        a["size"] = some(r, n, 1, 12)
    else:
        a["scale_factor"] = r.choice([1.5, 2, 2.0, 3, 0.7])
    return a, lambda: nn.Upsample(**as_tuples(a)), [tensor(r, n + 2, 2)]


@case("upsampling_nearest2d", "upsampling_bilinear2d")
def upsampling(r, op):
    a = {"size": some(r, 2, 1, 12)} if flag(r) else {"scale_factor": r.choice([2, 3])}
    kind = {"upsampling_nearest2d": nn.UpsamplingNearest2d, "upsampling_bilinear2d": nn.UpsamplingBilinear2d}[op]
    return a, lambda: kind(**as_tuples(a)), [tensor(r, 4, 2)]


@case("pixel_shuffle")
def pixel_shuffle(r, op):
    factor, shape = r.randint(1, 3), tensor(r, 4)
    shape[1] = factor**2 * r.randint(1, 3) + (r.random() < 0.1)
    return {"upscale_factor": factor}, lambda: nn.PixelShuffle(factor), [shape]


@case("pixel_unshuffle")
def pixel_unshuffle(r, op):
    factor, shape = r.randint(1, 3), tensor(r, 4)
    shape[2:] = [factor * r.randint(1, 4) + (r.random() < 0.1) for _ in range(2)]
    return {"downscale_factor": factor}, lambda: nn.PixelUnshuffle(factor), [shape]


@case("channel_shuffle")
def channel_shuffle(r, op):
    groups, shape = r.randint(1, 4), tensor(r, r.randint(3, 5))
    shape[1] = groups * r.randint(1, 4) + (r.random() < 0.1)
    return {"groups": groups}, lambda: nn.ChannelShuffle(groups), [shape]


@case("unfold")
def unfold(r, op):
    a = {"kernel_size": some(r, 2, 1, 4), "dilation": some(r, 2, 1, 2), "padding": some(r, 2, 0, 2), "stride": some(r, 2, 1, 3)}
    return a, lambda: nn.Unfold(**as_tuples(a)), [tensor(r, 4)]


@case("fold")
def fold(r, op):
    a = {"output_size": [r.randint(2, 9), r.randint(2, 9)], "kernel_size": some(r, 2, 1, 3), "stride": some(r, 2, 1, 3)}
    a |= {"padding": some(r, 2, 0, 1), "dilation": some(r, 2, 1, 2)}
    try:
        image = nn.Unfold(**as_tuples({k: v for k, v in a.items() if k != "output_size"}))(
            torch.zeros([1, r.randint(1, 3)] + a["output_size"]))
        shape = [r.randint(1, 2)] + list(image.shape[1:])
    except RuntimeError:
        shape = tensor(r, 3)
    shape[1] += r.random() < 0.1
    return a, lambda: nn.Fold(**as_tuples(a)), [shape]


@case("flatten")
def flatten(r, op):
    shape = tensor(r, r.randint(2, 5))
    first, last = r.randint(0, len(shape) - 1), r.randint(-2, len(shape))
    return {"start_dim": first, "end_dim": last}, lambda: nn.Flatten(first, last), [shape]


@case("unflatten")
def unflatten(r, op):
    shape, parts = tensor(r, r.randint(2, 4)), [r.randint(1, 4) for _ in range(r.randint(1, 3))]
    dim = r.randint(1, len(shape) - 1)
    shape[dim] = 1
    for part in parts:
        shape[dim] *= part
    shape[dim] += r.random() < 0.1
    if flag(r):
        parts[r.randrange(len(parts))] = -1
    return {"dim": dim, "unflattened_size": parts}, lambda: nn.Unflatten(dim, parts), [shape]


# ---- Distances ---------------------------------------------------------------------------------


@case("cosine_similarity")
def cosine_similarity(r, op):
    shape = tensor(r, r.randint(2, 4))
    a = {"dim": r.randint(-len(shape), len(shape))}
    return a, lambda: nn.CosineSimilarity(**a), [shape, shape]


@case("pairwise_distance")
def pairwise_distance(r, op):
    shape, a = tensor(r, r.randint(2, 3)), {"keepdim": flag(r)}
    return a, lambda: nn.PairwiseDistance(**a), [shape, shape]


# ---- Recurrent, attention ----------------------------------------------------------------------


@case("rnn", "gru", "lstm")
def recurrent(r, op):
    a = {"hidden_size": r.randint(1, 6), "num_layers": r.randint(1, 3), "bias": flag(r), "bidirectional": flag(r)}
    if op == "lstm" and flag(r):
        a["proj_size"] = r.randint(1, 6)
    shape = tensor(r, 3)
    return a, lambda: getattr(nn, op.upper())(shape[2], batch_first=True, **a), [shape]


@case("rnn_cell", "gru_cell", "lstm_cell")
def cell(r, op):
    a, shape = {"hidden_size": r.randint(1, 6), "bias": flag(r)}, tensor(r, 2)
    kind = {"rnn_cell": nn.RNNCell, "gru_cell": nn.GRUCell, "lstm_cell": nn.LSTMCell}[op]
    return a, lambda: kind(shape[1], **a), [shape]


@case("multihead_attention")
def multihead_attention(r, op):
    heads = r.randint(1, 3)
    embed, batch = heads * r.randint(1, 4) + (r.random() < 0.1), r.randint(1, 3)
    query, keys = [batch, r.randint(1, 5), embed], r.randint(1, 5)
    a = {"num_heads": heads, "bias": flag(r), "add_bias_kv": flag(r), "add_zero_attn": flag(r)}
    sizes, shapes = {"kdim": embed, "vdim": embed}, [query]
    if flag(r):
        sizes = {name: r.choice([embed, r.randint(1, 6)]) for name in sizes}
        shapes += [[batch, keys, sizes["kdim"]], [batch, keys, sizes["vdim"]]]
    rows = shapes[-1][1]
    if flag(r):
        a["attn_mask"] = True
        shapes.append(r.choice([[], [], [batch * heads]]) + [query[1], rows + (r.random() < 0.1)])
    if flag(r):
        a["key_padding_mask"] = True
        shapes.append([batch, rows + (r.random() < 0.1)])
    return a, lambda: Attention(embed, a, sizes), shapes


class Attention(nn.MultiheadAttention):
    """Always as in training: the short cut of torch 1.13 for inference fails without bias."""

    def eval(self):
        return self

    def __init__(self, embed, a, sizes):
        self.masks = [name for name in ("attn_mask", "key_padding_mask") if name in a]
        rest = {name: value for name, value in a.items() if name not in self.masks}
        super().__init__(embed, batch_first=True, **rest, **sizes)

    def forward(self, *inputs):
        n = len(inputs) - len(self.masks)
        masks = {name: mask.bool() for name, mask in zip(self.masks, inputs[n:])}
        return super().forward(*(inputs[:n] * 3)[:3], **masks)


@case("scaled_dot_product_attention")
def scaled_dot_product_attention(r, op):
    query = tensor(r, r.randint(3, 5), 1, 4)
    keys, other = r.randint(1, 5), r.random() < 0.1
    shapes = [query, query[:-2] + [keys, query[-1] + other], query[:-2] + [keys, r.randint(1, 5)]]
    if flag(r):
        scores = query[:-1] + [keys]
        mask = [r.choice([size, size, 1]) for size in scores[r.randint(0, len(scores) - 1) :]]
        mask[r.randrange(len(mask))] += r.random() < 0.1
        shapes.append(mask)
    return {}, Product, shapes


class Product(nn.Module):
    """The function that later versions of torch have."""

    def forward(self, query, key, value, mask=None):
        scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
        return torch.softmax(scores if mask is None else scores + mask.expand_as(scores), -1) @ value


@case("transformer")
def transformer(r, op):
    heads, batch = r.randint(1, 3), r.randint(1, 3)
    width = heads * r.randint(1, 4) + (r.random() < 0.1)
    a = {"nhead": heads, "dim_feedforward": r.randint(1, 12), "norm_first": flag(r)}
    a |= {"num_encoder_layers": r.randint(1, 3), "num_decoder_layers": r.randint(1, 3)}
    shapes = [[batch, r.randint(1, 5), width], [batch + (r.random() < 0.1), r.randint(1, 5), width + (r.random() < 0.1)]]
    return a, lambda: nn.Transformer(width, batch_first=True, **a), shapes


@case("transformer_encoder", "transformer_decoder")
def transformer_stack(r, op):
    heads, batch = r.randint(1, 3), r.randint(1, 3)
    width = heads * r.randint(1, 4) + (r.random() < 0.1)
    layer = {"nhead": heads, "dim_feedforward": r.randint(1, 12)}
    a, kind = layer | {"num_layers": r.randint(1, 3), "norm": flag(r)}, camel(op)
    shapes = [[batch, r.randint(1, 5), width] for _ in range(1 + (op == "transformer_decoder"))]

    def make():
        one = getattr(nn, kind + "Layer")(width, batch_first=True, **layer)
        return getattr(nn, kind)(one, a["num_layers"], nn.LayerNorm(width) if a["norm"] else None)

    return a, make, shapes


@case("transformer_encoder_layer")
def encoder_layer(r, op):
    heads = r.randint(1, 3)
    shape = [r.randint(1, 3), r.randint(1, 5), heads * r.randint(1, 4) + (r.random() < 0.1)]
    a = {"nhead": heads, "dim_feedforward": r.randint(1, 12), "norm_first": flag(r)}
    return a, lambda: nn.TransformerEncoderLayer(shape[2], batch_first=True, **a), [shape]


@case("transformer_decoder_layer")
def decoder_layer(r, op):
    heads, batch = r.randint(1, 3), r.randint(1, 3)
    width = heads * r.randint(1, 4) + (r.random() < 0.1)
    a = {"nhead": heads, "dim_feedforward": r.randint(1, 12), "norm_first": flag(r)}
    shapes = [[batch, r.randint(1, 5), width], [batch, r.randint(1, 5), width]]
    return a, lambda: nn.TransformerDecoderLayer(width, batch_first=True, **a), shapes
