"""Work and parameters of a torch network, by what its layers see while it runs.

A multiply-accumulate is one operation and the batch is left out, as in the convention `nni` of the profiler `flops`:

- Conv2d, Linear: a multiply-accumulate per weight that an output element reads, and one per bias;
- Projection, Product: multiply-accumulates only;
- BatchNorm2d: two operations per element of the input, two more if it is affine;
- ReLU, ReLU6, ELU, Sigmoid, Tanh, Hardtanh, LeakyReLU: one per element of the input;
- everything else: nothing.
"""
import math
from dataclasses import dataclass

import torch
from torch import nn


class Projection(nn.Linear):
    """A linear layer inside an attention that NNI counts as a whole, and without biases."""


class Product(nn.Module):
    """The product of two activations as a module, which hooks can see."""

    def forward(self, a, b):
        return a @ b


ACTIVATIONS = (nn.ReLU, nn.ReLU6, nn.ELU, nn.Sigmoid, nn.Tanh, nn.Hardtanh, nn.LeakyReLU)
NORMALIZATIONS = (nn.BatchNorm2d, nn.LayerNorm)
META = "meta"  # shapes without numbers: a network costs milliseconds, not seconds


@dataclass
class Counts:
    """Of one network and one input; `norm_params` is the part of `params` that normalisations hold."""

    macs: int = 0
    bias: int = 0
    normalization: int = 0
    activation: int = 0
    params: int = 0
    norm_params: int = 0

    def flops(self, bias=True, normalization=True, activation=True):
        return (self.macs + bias * self.bias + normalization * self.normalization
                + activation * self.activation)


def elements(tensor):
    """Without the batch."""
    return math.prod(tensor.shape[1:])


def add_layer(counts, layer, source, result):
    if type(layer) is nn.Conv2d:
        kernel = math.prod(layer.kernel_size) * layer.in_channels // layer.groups
        counts.macs += elements(result) * kernel
        counts.bias += elements(result) * (layer.bias is not None)
    elif type(layer) is nn.Linear:
        counts.macs += elements(result) * layer.in_features
        counts.bias += elements(result) * (layer.bias is not None)
    elif type(layer) is Projection:
        counts.macs += elements(result) * layer.in_features
    elif type(layer) is Product:
        counts.macs += result.numel() * source.shape[-1]
    elif type(layer) is nn.BatchNorm2d:
        counts.normalization += (4 if layer.affine else 2) * elements(source)
    elif type(layer) in ACTIVATIONS:
        counts.activation += elements(source)


def owned_parameters(modules):
    return sum(p.numel() for module in modules for p in module.parameters(recurse=False))


def count(network, shape):
    """Counts of `network` on an input of `shape`. A layer with parameters that does not run exactly once would
    make the two sums disagree about the network: an error."""
    counts, runs = Counts(), {}

    def hook(layer, sources, result):
        runs[layer] = runs.get(layer, 0) + 1
        add_layer(counts, layer, sources[0], result)

    handles = [m.register_forward_hook(hook) for m in network.modules()]
    network.eval()
    with torch.no_grad():
        network(torch.empty(shape, device=META))
    for handle in handles:
        handle.remove()
    for layer in network.modules():
        if owned_parameters([layer]) and runs.get(layer) != 1:
            raise AssertionError(f"{layer} ran {runs.get(layer, 0)} times")
    counts.params = sum(p.numel() for p in network.parameters())
    counts.norm_params = owned_parameters(m for m in network.modules() if type(m) in NORMALIZATIONS)
    return counts
