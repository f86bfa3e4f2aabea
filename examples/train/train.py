#!/usr/bin/env python3
"""Stands for the training of a network: reads the trial, reports an accuracy that grows with the epochs.

The trial comes as JSON on standard input: {"trial", "seed", "sample", "space", "metrics", "out"}. What is printed as a line
of JSON is a report; the last one says "final": true.
"""

import json
import random
import sys

trial = json.load(sys.stdin)
chance = random.Random(trial["seed"])
best = 0.5 + 0.45 * min(1.0, trial["metrics"]["flops"] / 120e6) - 0.02 * chance.random()
for epoch in range(1, 4):
    print(json.dumps({"step": epoch, "accuracy": best * (1 - 0.5**epoch)}), flush=True)
print(json.dumps({"accuracy": best, "final": True}))
