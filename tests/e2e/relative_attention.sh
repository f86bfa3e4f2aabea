#!/bin/sh
# The formula of attention in spaces/autoformer.json against the same attention made of operators: projections, products,
# tables of relative positions for keys and for values.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"
metrics='macs,full=flops(convention=full),no_bias=flops(convention=full,count_bias=false),params,depth,entropy'

cat >parts.json <<'END'
{
  "format": "hwnas-space/1",
  "name": "parts",
  "let": {
    "grid": "=choice('grid', [1, 3, 14])", "heads": "=choice('heads', [1, 3, 4])",
    "tokens": "=grid * grid + 1", "table": "=[2 * grid + 2, 64]"
  },
  "input": {
    "x": [1, "=tokens", "=choice('width', [48, 192])"],
    "row": {"shape": ["=tokens * tokens"], "dtype": "i64"},
    "column": {"shape": ["=tokens * tokens"], "dtype": "i64"}
  },
  "blocks": {
    "project": {"body": [
      {"op": "linear", "out_features": "=64 * heads"},
      {"op": "reshape", "shape": ["=tokens", "=heads", 64]},
      {"op": "transpose", "dim0": 0, "dim1": 1}
    ]},
    "places": {"inputs": ["row", "column"], "body": {"graph": [
      {"node": "rows", "parameter": "=table"},
      {"node": "of_row", "from": ["rows", "row"], "op": "index_select", "dim": 0},
      {"node": "columns", "parameter": "=table"},
      {"node": "of_column", "from": ["columns", "column"], "op": "index_select", "dim": 0},
      {"node": "both", "from": ["of_row", "of_column"], "op": "add"},
      {"node": "pairs", "op": "reshape", "shape": ["=tokens", "=tokens", 64]}
    ], "input": ["row", "column"]}}
  },
  "network": {"graph": [
    {"node": "query", "from": "x", "block": "project"},
    {"node": "key", "from": "x", "block": "project"},
    {"node": "value", "from": "x", "block": "project"},
    {"node": "keys", "from": "key", "op": "transpose", "dim0": 1, "dim1": 2},
    {"node": "products", "from": ["query", "keys"], "op": "matmul"},
    {"node": "scores", "op": "mul", "value": 0.125},
    {"node": "key_places", "from": ["row", "column"], "block": "places"},
    {"node": "turned_places", "op": "transpose", "dim0": 1, "dim1": 2},
    {"node": "turned_query", "from": "query", "op": "transpose", "dim0": 0, "dim1": 1},
    {"node": "place_products", "from": ["turned_query", "turned_places"], "op": "matmul"},
    {"node": "place_scores", "sequential": [{"op": "mul", "value": 0.125}, {"op": "transpose", "dim0": 0, "dim1": 1}]},
    {"node": "all_scores", "from": ["scores", "place_scores"], "op": "add"},
    {"node": "weights", "op": "softmax", "dim": -1},
    {"node": "values", "from": ["weights", "value"], "op": "matmul"},
    {"node": "value_places", "from": ["row", "column"], "block": "places"},
    {"node": "turned_weights", "from": "weights", "op": "transpose", "dim0": 0, "dim1": 1},
    {"node": "place_values", "from": ["turned_weights", "value_places"], "op": "matmul"},
    {"node": "turned_values", "op": "transpose", "dim0": 0, "dim1": 1},
    {"node": "all_values", "from": ["values", "turned_values"], "op": "add"},
    {"node": "result", "sequential": [
      {"op": "transpose", "dim0": 0, "dim1": 1},
      {"op": "reshape", "shape": [1, "=tokens", "=64 * heads"]},
      {"op": "linear", "out_features": "=choice('width')"}
    ]}
  ], "input": ["x", "row", "column"]}
}
END
python3 - "$HWNAS_SOURCE_DIR/spaces/autoformer.json" <<'END'
import json, sys
formulas = json.load(open(sys.argv[1]))["formulas"]
whole = json.load(open("parts.json")) | {"name": "whole", "formulas": formulas, "blocks": {}}
whole["input"] = {"x": whole["input"]["x"]}
whole["network"] = [{"op": "relative_attention", "num_heads": "=heads", "grid": "=grid"}]
json.dump(whole, open("whole.json", "w"))
for grid in (1, 3, 14):
    for heads in (1, 3, 4):
        for width in (48, 192):
            print(json.dumps({"grid": grid, "heads": heads, "width": width}), file=open("samples", "a"))
END
costs() { # NAME: of the samples; the whole and its parts round their entropies each, to 1e-9
  "$hwnas" profile "./$1.json" --metrics "$metrics" --samples samples | sed 's/\("entropy":[0-9]*\.[0-9]\{6\}\)[0-9]*/\1/' >"$1"
}

expected="18 networks, each with the same $metrics"
costs parts 2>err
costs whole 2>>err
[ "$(grep -c entropy whole)" -eq 18 ] && cmp whole parts >>err 2>&1
verdict "attention with relative positions" $? whole parts
exit $failed
