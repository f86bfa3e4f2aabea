"""Whether the list of operators names every module of torch.nn: each is in tests/plugins/operators.txt, or left out here
with a reason."""
import pathlib

from torch import nn

LIST = pathlib.Path(__file__).parent.parent / "plugins" / "operators.txt"

# A reason, and the modules that are left out for it.
LEFT_OUT = {
    "a container: spaces have their own": "Container ModuleDict ModuleList ParameterDict ParameterList Sequential",
    "what others are derived from": "Module RNNBase RNNCellBase",
    "says where a network runs, not what it is": "DataParallel",
    "lazy: infers the size of its input, as all operators do here": """
        LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d
        LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d LazyLinear""",
    "a loss: training has it, the network has not": """
        BCELoss BCEWithLogitsLoss CTCLoss CosineEmbeddingLoss CrossEntropyLoss GaussianNLLLoss HingeEmbeddingLoss HuberLoss
        KLDivLoss L1Loss MSELoss MarginRankingLoss MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss NLLLoss
        NLLLoss2d PoissonNLLLoss SmoothL1Loss SoftMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss""",
    "a loss with layers: which of them run, the contents of the targets decide": "AdaptiveLogSoftmaxWithLoss",
}


def modules():
    """Names of the modules that torch.nn exports."""
    members = {name: getattr(nn, name) for name in dir(nn)}
    return {name for name, member in members.items() if isinstance(member, type) and issubclass(member, nn.Module)}


def listed():
    """Modules that the list names; it names functions of torch too."""
    lines = [line.split() for line in LIST.read_text().splitlines() if line and not line.startswith("#")]
    return {line[1] for line in lines if line[1] != "-" and "." not in line[1]}


def check():
    """What is wrong, as lines."""
    there, served = modules(), listed()
    left_out = [name for names in LEFT_OUT.values() for name in names.split()]
    wrong = [f"{name}: no operator, and no reason to leave it out" for name in there - served - set(left_out)]
    wrong += [f"{name}: listed as an operator, and torch.nn has no such module" for name in served - there]
    wrong += [f"{name}: left out, and torch.nn has no such module" for name in set(left_out) - there]
    wrong += [f"{name}: left out, and listed as an operator" for name in served.intersection(left_out)]
    wrong += [f"{name}: left out twice" for name in set(left_out) if left_out.count(name) > 1]
    print(f"torch.nn has {len(there)} modules, {len(there & served)} are operators, {len(left_out)} are left out")
    return sorted(wrong)
