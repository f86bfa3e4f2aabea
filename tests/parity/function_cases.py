"""Random operators that torch has as functions, as operator_cases has those of torch.nn."""
import torch
from torch import nn
from torch.nn import functional

from operator_cases import as_tuples, case, flag, tensor


class Function(nn.Module):
    """A function of tensors as a module without parameters."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


def module_of(function):
    return lambda: Function(function)


def called(name, attributes):
    """torch's function of that name, with the attributes as its arguments."""
    return module_of(lambda *inputs: getattr(torch, name)(*inputs, **as_tuples(attributes)))


def any_tensor(r):
    return tensor(r, r.randint(1, 5))


def any_dim(r, shape):
    return r.randint(-len(shape) - (r.random() < 0.05), len(shape) - (r.random() < 0.95))


def any_dims(r, shape):
    """A few of the dimensions, now and then one too often or one that is not there."""
    dims = r.sample(range(len(shape)), r.randint(1, len(shape)))
    dims = [dim - len(shape) if flag(r) else dim for dim in dims]
    return dims + ([any_dim(r, shape)] if r.random() < 0.05 else [])


def stretched(r, shape):
    """A shape that broadcasts with that one; seldom one that does not."""
    other = [size if flag(r) else 1 for size in shape][r.randint(0, len(shape) - 1) :]
    if r.random() < 0.05:
        other[-1] += 1
    return other


# ---- Functions of each element, comparisons, choices -------------------------------------------

UNARY = ["neg", "abs", "sign", "square", "reciprocal", "sqrt", "rsqrt", "exp", "exp2", "expm1", "log", "log2", "log1p", "erf"]
UNARY += ["sin", "cos", "tan", "atan", "floor", "ceil", "round", "logical_not"]


@case(*UNARY)
def unary(r, op):
    return {}, called(op, {}), [any_tensor(r)]


@case("eq", "ne", "lt", "le", "gt", "ge", "logical_and", "logical_or", "logical_xor", "minimum", "maximum", "sub", "div")
def binary(r, op):
    shape = any_tensor(r)
    shapes = [shape, stretched(r, shape)]
    if not op.startswith(("logical", "m")) and flag(r):
        return {"value": 0.5}, module_of(lambda x: getattr(torch, op)(x, 0.5)), [shape]
    return {}, called(op, {}), shapes if flag(r) else shapes[::-1]


@case("where")
def where(r, op):
    shape = any_tensor(r)
    return {}, called(op, {}), [stretched(r, shape), stretched(r, shape), shape], ["bool", "f32", "f32"]


@case("masked_fill")
def masked_fill(r, op):
    shape = any_tensor(r)
    shapes = [shape, stretched(r, shape)] if flag(r) else [stretched(r, shape), shape]
    return {"value": -1.5}, called(op, {"value": -1.5}), shapes, ["f32", "bool"]


# ---- Reductions, functions along a dimension ---------------------------------------------------


@case("mean", "sum", "amax", "amin", "var", "std", "logsumexp", "norm")
def reduction(r, op):
    shape = any_tensor(r)
    a = {"dim": any_dims(r, shape), "keepdim": flag(r)}
    given = a | ({"correction": r.randint(0, 2)} if op in ("var", "std") else {"p": r.choice([1, 2, 3.5])} if op == "norm" else {})
    if op in ("mean", "sum", "amax", "amin") and r.random() < 0.1:
        return {}, called(op, {}), [shape]
    return given, called(op, given), [shape]


@case("prod", "argmax", "argmin")
def one_reduction(r, op):
    shape = any_tensor(r)
    a = {"dim": any_dim(r, shape), "keepdim": flag(r)} if r.random() < 0.9 else {}
    return a, called(op, a), [shape]


@case("cumsum")
def cumsum(r, op):
    shape = any_tensor(r)
    a = {"dim": any_dim(r, shape)}
    return a, called(op, a), [shape], [r.choice(["f32", "f32", "bool", "i64"])]


@case("topk")
def topk(r, op):
    shape = any_tensor(r)
    a = {"k": r.randint(1, 4), "dim": any_dim(r, shape), "largest": flag(r), "sorted": flag(r)}
    return a, called(op, a), [shape]


@case("normalize")
def normalize(r, op):
    shape = any_tensor(r)
    a = {"dim": any_dim(r, shape), "p": r.choice([1.0, 2.0])}
    return a, module_of(lambda x: functional.normalize(x, **a)), [shape]


# ---- Products ----------------------------------------------------------------------------------


@case("matmul")
def matmul(r, op):
    inner, left, right = r.randint(1, 5), any_tensor(r), any_tensor(r)
    left[-1] = inner
    right[max(len(right) - 2, 0)] = inner + (r.random() < 0.05)
    stack = left[:-2]
    if len(right) > 2 and stack:
        right = (stretched(r, stack) + right)[-5:] if flag(r) else stack + right[-2:]
    return {}, called(op, {}), [left, right]


def matrices(r, stack):
    rows, inner, columns = (r.randint(1, 5) for _ in range(3))
    other = inner + (r.random() < 0.05)
    return [stack + [rows, inner], stack + [other, columns]], stack + [rows, columns]


@case("mm", "bmm")
def two_matrices(r, op):
    shapes, _ = matrices(r, [r.randint(1, 3)] if (op == "bmm") != (r.random() < 0.05) else [])
    return {}, called(op, {}), shapes


@case("addmm", "baddbmm")
def added_product(r, op):
    shapes, out = matrices(r, [r.randint(1, 3)] if (op == "baddbmm") != (r.random() < 0.05) else [])
    a = {"beta": r.choice([1, 0.5]), "alpha": r.choice([1, 2])}
    return a, called(op, a), [out if flag(r) else stretched(r, out)] + shapes


@case("einsum")
def einsum(r, op):
    sizes = {letter: r.randint(1, 4) for letter in "abXYz"}
    dots = [r.randint(1, 3) for _ in range(r.randint(0, 2))]
    terms, shapes = [], []
    for _ in range(r.choice([1, 2, 2, 2, 3])):
        letters = [r.choice("abXYz") for _ in range(r.randint(1, 3))] if flag(r) else r.sample("abXYz", r.randint(1, 3))
        shape = [sizes[x] if r.random() < 0.95 else r.choice([1, 5]) for x in letters]
        if dots and r.random() < 0.7:
            at = r.randint(0, len(letters))
            kept = dots[r.randint(0, len(dots)) :]
            letters[at:at], shape[at:at] = ["..."], kept
        terms.append("".join(letters))
        shapes.append(shape)
    equation = ",".join(terms)
    if r.random() < 0.7:
        known = sorted(set("".join(terms)) - {"."})
        out = r.sample(known, r.randint(0, len(known))) + ([r.choice("abXYz")] if r.random() < 0.05 else [])
        if "..." in equation and r.random() < 0.8:
            out.insert(r.randint(0, len(out)), "...")
        equation += r.choice(["->", " -> "]) + "".join(out)
    return {"equation": equation}, module_of(lambda *x: torch.einsum(equation, *x)), shapes


# ---- Places ------------------------------------------------------------------------------------


@case("gather")
def gather(r, op):
    shape = any_tensor(r)
    a = {"dim": any_dim(r, shape)}
    places = [r.randint(1, size) + (r.random() < 0.02) for size in shape]
    if -len(shape) <= a["dim"] < len(shape):
        places[a["dim"]] = r.randint(1, 9)
    return a, module_of(lambda x, i: torch.gather(x, index=i, **a)), [shape, places], ["f32", r.choice(["i64"] * 9 + ["bool"])]


@case("index_select")
def index_select(r, op):
    shape = any_tensor(r)
    a, places = {"dim": any_dim(r, shape)}, [r.randint(1, 9)] + [1] * (r.random() < 0.05)
    return a, module_of(lambda x, i: torch.index_select(x, index=i, **a)), [shape, places], ["f32", r.choice(["i64", "i32"])]


@case("select")
def select(r, op):
    shape = any_tensor(r)
    a = {"dim": any_dim(r, shape), "index": r.randint(-4, 3)}
    return a, called(op, a), [shape]


@case("narrow")
def narrow(r, op):
    shape = any_tensor(r)
    a = {"dim": any_dim(r, shape), "start": r.randint(-3, 3), "length": r.randint(1, 4)}
    return a, called(op, a), [shape]


@case("unbind")
def unbind(r, op):
    shape = any_tensor(r)
    a = {"dim": any_dim(r, shape)}
    return a, called(op, a), [shape]


@case("one_hot")
def one_hot(r, op):
    a = {"num_classes": r.randint(1, 9)}
    return a, module_of(lambda x: functional.one_hot(x, **a)), [any_tensor(r)], [r.choice(["i64"] * 9 + ["f32"])]


@case("grid_sample")
def grid_sample(r, op):
    n = r.randint(2, 3)
    shape = tensor(r, n + 2)
    grid = [shape[0] + (r.random() < 0.05)] + [r.randint(1, 5) for _ in range(n)] + [n + (r.random() < 0.05)]
    a = {"mode": r.choice(["bilinear", "nearest", "bicubic"]), "padding_mode": r.choice(["zeros", "border", "reflection"])}
    a["align_corners"] = flag(r)
    return a, module_of(lambda x, places: functional.grid_sample(x, places, **a)), [shape, grid]


@case("affine_grid")
def affine_grid(r, op):
    n, batch = r.randint(2, 3), r.randint(1, 3)
    a = {"size": [batch + (r.random() < 0.05)] + [r.randint(1, 5) for _ in range(n + 1)], "align_corners": flag(r)}
    return a, module_of(lambda x: functional.affine_grid(x, **a)), [[batch, n, n + 1 + (r.random() < 0.05)]]


# ---- Copies ------------------------------------------------------------------------------------


@case("tile")
def tile(r, op):
    a = {"dims": [r.randint(1, 3) for _ in range(r.randint(1, 5))]}
    return a, called(op, a), [any_tensor(r)]


@case("repeat_interleave")
def repeat_interleave(r, op):
    shape, a = any_tensor(r), {"repeats": r.randint(1, 4)}
    if r.random() < 0.8:
        a["dim"] = any_dim(r, shape)
    return a, called(op, a), [shape]


@case("roll")
def roll(r, op):
    shape, a = any_tensor(r), {"shifts": [r.randint(-9, 9) for _ in range(r.randint(1, 2))]}
    if flag(r):
        a["dims"] = [any_dim(r, shape) for _ in range(len(a["shifts"]) + (r.random() < 0.05))]
    return a, called(op, a), [shape]


@case("flip")
def flip(r, op):
    shape = any_tensor(r)
    a = {"dims": any_dims(r, shape)}
    return a, called(op, a), [shape]


@case("movedim")
def movedim(r, op):
    shape = any_tensor(r)
    a = {"source": any_dims(r, shape), "destination": any_dims(r, shape)}
    if r.random() < 0.95:
        n = min(map(len, a.values()))
        a = {key: dims[:n] for key, dims in a.items()}
    return a, called(op, a), [shape]


@case("tril", "triu")
def triangle(r, op):
    a = {"diagonal": r.randint(-3, 3)}
    return a, called(op, a), [any_tensor(r)]


@case("to")
def to(r, op):
    name = r.choice(sorted(TYPES))
    return {"dtype": name}, module_of(lambda x: x.to(TYPES[name])), [any_tensor(r)], [r.choice(sorted(TYPES))]


TYPES = {"f32": torch.float32, "f16": torch.float16, "i64": torch.int64, "i32": torch.int32, "i8": torch.int8, "bool": torch.bool}
