"""nested.py DEPTH: writes space.json, candidates nested DEPTH deep with channels and strides of their own, and prints how
many networks it has: two convolutions per level, or three widths and the next level."""
import json
import sys

depth = int(sys.argv[1])


def conv(channels, kernel=3, stride=1):
    return {"op": "conv2d", "out_channels": channels, "kernel_size": kernel, "padding": kernel // 2, "stride": stride}


def nest(level):
    if level == depth:
        return conv(8)
    candidates = {f"conv{k}": conv(8 * (1 + (level + k) % 4), 2 * k + 1, 1 + (level % 3 == 0)) for k in range(2)}
    candidates["deep"] = [conv(f"=choice('w{level}', [8, 16, 24])", 1), nest(level + 1)]
    return {"choose": f"n{level}", "of": candidates}


network = [nest(0), {"op": "relu"}, conv(8)]
with open("space.json", "w", encoding="utf-8") as file:
    json.dump({"format": "hwnas-space/1", "name": "nested", "input": {"x": [1, 8, 64, 64]}, "network": network}, file)
networks = 1
for _ in range(depth):
    networks = 2 + 3 * networks
print(networks)
