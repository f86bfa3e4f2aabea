"""AutoFormer of NNI's hub: Chen et al., AutoFormer, ICCV 2021. Relative positions are those of Wu et al., Rethinking and
Improving Relative Position Encoding for Vision Transformer, ICCV 2021."""
import torch
from torch import nn

from blocks import as_list, image_shape, resolutions
from count import META, Product, Projection

ORACLES = ["AutoFormer", "AutoFormer_small", "AutoFormer_base"]
DEFAULTS = {
    "search_embed_dim": [192, 216, 240],
    "search_mlp_ratio": [3.0, 3.5, 4.0],
    "search_num_heads": [3, 4],
    "search_depth": [12, 13, 14],
    "num_labels": 1000,
    "resolution": 224,
    "patch_size": 16,
}
HEAD = 64  # features of every head, whatever the width


def domains(p):
    out = resolutions(p) | {"embed_dim": as_list(p["search_embed_dim"]), "depth": as_list(p["search_depth"])}
    for i in range(max(out["depth"])):
        out |= {f"num_head_{i}": as_list(p["search_num_heads"]), f"mlp_ratio_{i}": as_list(p["search_mlp_ratio"])}
    return out


def free(*shape):
    return nn.Parameter(torch.empty(*shape, device=META))


class Embedding(nn.Module):
    """Puts a token for the class before those of the patches, and adds where each of them is."""

    def __init__(self, patches, width):
        super().__init__()
        self.of_class, self.position = free(1, 1, width), free(1, patches + 1, width)

    def forward(self, x):
        tokens = x.flatten(2).transpose(1, 2)
        return torch.cat([self.of_class, tokens], 1) + self.position


class RelativePosition(nn.Module):
    """A vector for each pair of tokens: one by the difference of their rows and one of their columns, which are looked up
    in tables; the first entry of both is that of the class."""

    def __init__(self, grid):
        super().__init__()
        self.grid, self.rows, self.columns = grid, free(2 * grid + 2, HEAD), free(2 * grid + 2, HEAD)

    def look_up(self, table, place):
        """`place`: row or column of each patch."""
        entries = (place[None, :] - place[:, None]).clamp(-self.grid, self.grid) + self.grid + 1
        return nn.functional.embedding(nn.functional.pad(entries, (1, 0, 1, 0)), table)

    def forward(self, tokens):
        patches = torch.arange(tokens.shape[1] - 1, device=META)
        return (self.look_up(self.rows, torch.div(patches, self.grid, rounding_mode="floor"))
                + self.look_up(self.columns, patches % self.grid))


class Attention(nn.Module):
    def __init__(self, width, heads, grid):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (Projection(width, heads * HEAD, device=META) for _ in range(3))
        self.of_keys, self.of_values = RelativePosition(grid), RelativePosition(grid)
        self.score, self.place, self.gather, self.locate = (Product() for _ in range(4))
        self.out = Projection(heads * HEAD, width, device=META)

    def split(self, x):
        """A batch of one: [heads, tokens, features]."""
        return x[0].unflatten(1, (self.heads, HEAD)).transpose(0, 1)

    def forward(self, x):
        query, key, value = (self.split(layer(x)) for layer in (self.query, self.key, self.value))
        scores = self.score(query, key.transpose(1, 2)) * HEAD ** -0.5
        by_place = self.place(query.transpose(0, 1), self.of_keys(x).transpose(1, 2)) * HEAD ** -0.5
        weights = (scores + by_place.transpose(0, 1)).softmax(-1)
        result = (self.gather(weights, value)
                  + self.locate(weights.transpose(0, 1), self.of_values(x)).transpose(0, 1))
        return self.out(result.transpose(0, 1).flatten(1)[None])


class Encoder(nn.Module):
    def __init__(self, width, heads, ratio, grid):
        super().__init__()
        hidden = int(width * ratio)
        self.attention = nn.Sequential(nn.LayerNorm(width, device=META), Attention(width, heads, grid))
        self.mlp = nn.Sequential(nn.LayerNorm(width, device=META), nn.Linear(width, hidden, device=META), nn.GELU(),
                                 nn.Linear(hidden, width, device=META))

    def forward(self, x):
        x = x + self.attention(x)
        return x + self.mlp(x)


class MeanOfPatches(nn.Module):
    def forward(self, x):
        return x[:, 1:].mean(1)


def build(p, labels):
    """The network, and the shape of its input."""
    width, grid, patch = labels["embed_dim"], labels["resolution"] // p["patch_size"], p["patch_size"]
    network = nn.Sequential(
        nn.Conv2d(3, width, patch, patch, device=META),
        Embedding(grid * grid, width),
        *[Encoder(width, labels[f"num_head_{i}"], labels[f"mlp_ratio_{i}"], grid) for i in range(labels["depth"])],
        nn.LayerNorm(width, device=META),
        MeanOfPatches(),
        nn.Linear(width, p["num_labels"], device=META),
    )
    return network, image_shape(labels["resolution"])
