"""What is said of all networks of a small space at once, against what each of them costs: how many lie in a range, and
that each of these is as likely to be drawn; least, most, mean, deviation, quantiles and histogram; and the averages where
labels are drawn one by one, with their gradients. Functions say what is wrong, if anything is."""
import itertools
import json
import math
import random

METRICS = ("flops", "params")
DRAWS = 2000
CELLS = 100  # of a chi-square test, at most: networks are dealt out to them
SURELY_WRONG = 4.5  # standard deviations: once in 300,000 tests


def differ(a, b, relative):
    return abs(a - b) > relative * max(abs(a), abs(b))


# ---- Ranges ---------------------------------------------------------------------------------------------------------


def ranges(costs):
    """Conditions, and what they mean."""
    flops, params = (sorted(cost[metric] for cost in costs) for metric in METRICS)
    low, middle, high = (flops[len(flops) * i // 10] for i in (3, 5, 8))
    small = params[len(params) // 2]
    yield [f"flops < {low}"], lambda cost: cost["flops"] < low
    yield [f"{low} <= flops <= {high}"], lambda cost: low <= cost["flops"] <= high
    yield [f"flops >= {middle}", f"params <= {small}"], lambda cost: cost["flops"] >= middle and cost["params"] <= small


def chi_square(counts, weights, n):
    """How far counts are from n draws by these weights: in standard deviations (Wilson and Hilferty, 1931)."""
    total = sum(weights)
    square = sum((count - n * w / total) ** 2 / (n * w / total) for count, w in zip(counts, weights))
    freedom = len(weights) - 1
    if freedom == 0:
        return 0
    return ((square / freedom) ** (1 / 3) - 1 + 2 / (9 * freedom)) / math.sqrt(2 / (9 * freedom))


def wrong_uniformity(drawn, inside):
    """Drawn samples, and those that could be."""
    numbers = {json.dumps(sample, sort_keys=True): i for i, sample in enumerate(inside)}
    cells = min(len(inside), CELLS)
    counts, weights = [0] * cells, [0] * cells
    for i in range(len(inside)):
        weights[i % cells] += 1
    for sample in drawn:
        number = numbers.get(json.dumps(sample, sort_keys=True))
        if number is None:
            return f"draws {sample}, which is not there"
        counts[number % cells] += 1
    off = chi_square(counts, weights, len(drawn))
    return f"draws are not uniform: {off:.1f} standard deviations" if off > SURELY_WRONG else None


def wrong_draws(hwnas, samples, costs):
    for conditions, holds in ranges(costs):
        inside = [sample for sample, cost in zip(samples, costs) if holds(cost)]
        stated = hwnas.count_where(conditions)
        if stated != len(inside):
            return f"{len(inside)} networks where {conditions}, hwnas says {stated}"
        problem = wrong_uniformity(hwnas.draw_where(conditions, DRAWS), inside) if inside else None
        if problem:
            return f"where {conditions}: {problem}"
    return None


# ---- Distributions --------------------------------------------------------------------------------------------------


def shares(values, n_bins):
    """Histogram from the least to the most."""
    least, width = values[0], values[-1] - values[0]
    bins = [0] * n_bins
    for value in values:
        bins[min((value - least) * n_bins // width, n_bins - 1) if width else 0] += 1
    return [count / len(values) for count in bins]


def wrong_distribution(stated, values):
    """values: sorted."""
    n = len(values)
    mean = math.fsum(values) / n
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / n)
    if not stated["exact"] or stated["resolution"] != 0 or (stated["min"], stated["max"]) != (values[0], values[-1]):
        return f"from {values[0]} to {values[-1]}, stated: {stated}"
    if differ(stated["mean"], mean, 1e-12) or differ(stated["sd"], sd, 1e-9):
        return f"mean {mean}, sd {sd}, stated: {stated['mean']}, {stated['sd']}"
    for share, quantile in stated["quantiles"].items():
        at = float(share) * n
        low, high = values[max(math.ceil(at - 1e-6) - 1, 0)], values[min(math.floor(at + 1e-6), n - 1)]
        if not low <= quantile <= high:
            return f"quantile {share} from {low} to {high}, stated: {quantile}"
    expected = shares(values, len(stated["histogram"]))
    if any(abs(a - b) > 1e-9 for a, b in zip(stated["histogram"], expected)):
        return f"histogram {expected}, stated: {stated['histogram']}"
    return None


def wrong_stats(hwnas, costs):
    stats = hwnas.stats()
    ends = iter(hwnas.costs([stats[metric][end] for metric in METRICS for end in ("min_sample", "max_sample")]))
    for metric in METRICS:
        problem = wrong_distribution(stats[metric], sorted(cost[metric] for cost in costs))
        least, most = next(ends)[metric], next(ends)[metric]
        if not problem and (least, most) != (stats[metric]["min"], stats[metric]["max"]):
            problem = "the networks at the ends are not there"
        if problem:
            return f"{metric}: {problem}"
    return None


# ---- Averages -------------------------------------------------------------------------------------------------------


def some_probabilities(sizes):
    r = random.Random(1)
    weights = [[r.expovariate(1) for _ in range(size)] for size in sizes]
    return [[w / sum(ws) for w in ws] for ws in weights]


def average(probabilities, values):
    """Of values, one per combination of labels; and its gradient, less its mean in each label, which is a matter of
    how the average goes on where probabilities do not sum to 1."""
    weights = [math.prod(ps) for ps in itertools.product(*probabilities)]
    mean = math.fsum(w * value for w, value in zip(weights, values))
    gradient = [[0.0] * len(ps) for ps in probabilities]
    for index, w, value in zip(itertools.product(*(range(len(ps)) for ps in probabilities)), weights, values):
        for c, k in enumerate(index):
            gradient[c][k] += w / probabilities[c][k] * (value - mean)
    return mean, gradient


def centered(gradient, probabilities):
    mean = sum(g * p for g, p in zip(gradient, probabilities))
    return [g - mean for g in gradient]


def wrong_averages(hwnas, domains, which, costs):
    """which: the network of each combination of labels."""
    probabilities = some_probabilities([len(domain) for domain in domains.values()])
    stated = hwnas.averages(dict(zip(domains, probabilities)))
    for metric in METRICS:
        mean, gradient = average(probabilities, [costs[number][metric] for number in which])
        if differ(stated[metric]["expectation"], mean, 1e-12):
            return f"{metric}: {mean} on average, stated: {stated[metric]['expectation']}"
        for label, expected, ps in zip(domains, gradient, probabilities):
            got = centered(stated[metric]["gradient"][label], ps)
            if any(abs(a - b) > 1e-9 * mean for a, b in zip(got, expected)):
                return f"{metric}: the gradient in {label} is {expected}, stated: {got}"
    return None
