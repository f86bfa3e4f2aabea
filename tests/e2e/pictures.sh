#!/bin/sh
# labels: long
# Pictures of spaces: edges follow tensors, what only some networks have is dashed, and those in docs/ are not stale.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"
spaces=$HWNAS_SOURCE_DIR/spaces

draws() { # NAME [OPTION...]: the network on descriptor 3, the picture on standard input
  name=$1
  shift
  printf '{"format": "hwnas-space/1", "name": "s", "input": {"x": [1, 4, 8, 8]}, "network": %s}\n' "$(cat <&3)" >s.json
  cat >expected.txt
  run space show ./s.json --dot "$@"
  python3 "$HWNAS_SOURCE_DIR/tests/dot.py" out >drawn.txt 2>&1 && diff expected.txt drawn.txt >differences.txt
  verdict "$name" $? differences.txt
}

draws "a sequence is a chain, and a condition a way around" 3<<'NETWORK' <<'PICTURE'
[{"op": "relu"}, {"name": "maybe", "when": "=choice('a', [true, false])", "sequential": [{"op": "tanh"}, {"op": "sigmoid"}]}, {"op": "gelu"}]
NETWORK
[maybe: sequential]  - -
x -> 0: relu
0: relu -> 0: tanh  - -
0: tanh -> 1: sigmoid  - -
1: sigmoid -> o  - -
0: relu -> o  - -
o -> 2: gelu
2: gelu -> output
PICTURE
draws "candidates leave a diamond and meet" 3<<'NETWORK' <<'PICTURE'
{"choose": "c", "of": {"r": {"op": "relu"}, "skip": []}}
NETWORK
x -> c
c -> r: r: relu  - -
r: relu -> o  - -
c -> skip: o  - -
o -> output
PICTURE
draws "one candidate is no choice" 3<<'NETWORK' <<'PICTURE'
{"choose": "c", "of": {"r": {"op": "relu"}}}
NETWORK
x -> r: relu
r: relu -> output
PICTURE
draws "a switch tells what decides, and draws what is left" 3<<'NETWORK' <<'PICTURE'
[{"switch": "=choice('k', [1, 2])", "cases": {"1": {"op": "relu"}, "2": {"op": "tanh"}, "3": {"op": "gelu"}}},
 {"switch": "=1", "cases": {"1": {"op": "relu"}, "2": {"op": "tanh"}}}]
NETWORK
[0: switch]
[1: switch]
x -> switch k
switch k -> 1: 1: relu  - -
1: relu -> o  - -
switch k -> 2: 2: tanh  - -
2: tanh -> o  - -
o -> 1: relu
1: relu -> output
PICTURE
draws "turns that may be the last" 3<<'NETWORK' <<'PICTURE'
{"count": "=choice('d', [1, 3, 4])", "repeat": {"op": "relu"}}
NETWORK
x -> 0: relu
0: relu -> o  - -
0: relu -> 1: relu  - -
1: relu -> 2: relu  - -
2: relu -> o  - -
2: relu -> 3: relu  - -
3: relu -> o  - -
o -> output
PICTURE
draws "turns with a condition of their own" 3<<'NETWORK' <<'PICTURE'
{"count": 2, "index": "i", "repeat": {"when": "=choice('w{i}', [true, false])", "op": "relu"}}
NETWORK
x -> 0: relu  - -
0: relu -> o  - -
x -> o  - -
o -> 1: relu  - -
1: relu -> o  - -
o -> o  - -
o -> output
PICTURE
draws "shortcuts" 3<<'NETWORK' <<'PICTURE'
[{"residual": {"op": "relu"}}, {"residual": {"op": "tanh"}, "shortcut": false}, {"residual": {"op": "gelu"}, "shortcut": "=choice('s', [true, false])"}]
NETWORK
[0: residual]
[1: residual]
[2: residual]
x -> body: relu
body: relu -> add
x -> add
add -> body: tanh
body: tanh -> body: gelu
body: gelu -> add  - -
body: tanh -> add  - -
body: gelu -> o  - -
add -> o  - -
o -> output
PICTURE
draws "branches part and are merged" 3<<'NETWORK' <<'PICTURE'
[{"branches": [{"op": "relu"}, {"op": "tanh", "include": "=choice('t', [true, false])"}], "merge": "mul"},
 {"branches": [{"op": "gelu"}, []]}, {"op": "cat"}]
NETWORK
[0: branches]
[1: branches]
x -> 0: relu
x -> 1: tanh  - -
0: relu -> mul
1: tanh -> mul  - -
mul -> 0: gelu
0: gelu -> 2: cat
mul -> 2: cat
2: cat -> output
PICTURE
draws "nodes of a graph read others, parameters are sources" 3<<'NETWORK' <<'PICTURE'
{"graph": [
  {"node": "p", "parameter": [1, 4, 1, 1]},
  {"node": "a", "from": ["in", "p"], "op": "mul"},
  {"node": "one", "from": ["in", "a"], "input_choice": "one"},
  {"node": "two", "from": ["in", "a", "one"], "input_choice": "two", "n_chosen": 2},
  {"node": "both", "from": ["in", "a"], "input_choice": "both", "n_chosen": 2},
  {"node": "m", "merge": "add", "of": [
    {"from": "two", "op": "relu"}, {"from": "both", "sequential": [], "include": "=choice('i', [true, false])"}]}
], "input": "in"}
NETWORK
[m: merge]
x -> a: mul
p: parameter -> a: mul
x -> input choice one  - -
a: mul -> input choice one  - -
x -> input choice two  - -
a: mul -> input choice two  - -
input choice one -> input choice two  - -
input choice two -> add
x -> input choice both
a: mul -> input choice both
input choice both -> add
add -> 0: relu
0: relu -> add
add -> add  - -
add -> output
PICTURE
draws "what a pruned graph may lack" 3<<'NETWORK' <<'PICTURE'
{"graph": [
  {"node": "a", "from": "in", "op": "relu"},
  {"node": "b", "from": "in", "op": "tanh"},
  {"node": "out", "from": ["a", "b"], "input_choice": "c"}
], "input": "in", "prune": true}
NETWORK
x -> a: relu  - -
x -> b: tanh  - -
a: relu -> input choice c  - -
b: tanh -> input choice c  - -
input choice c -> output
PICTURE

# ---- Parts --------------------------------------------------------------------------------------------------------

cell='[{"branches": [[], {"op": "relu"}]}, {"cell": "c", "name": "n", "nodes": 1, "operands": 1, "of": {"r": {"op": "relu"}, "skip": []}}]'
draws "a node alone: what it reads becomes sources" --module n.2 3<<NETWORK <<'PICTURE'
$cell
NETWORK
[0: sequential]
[op: choose c/op_2_0]
0 -> input choice c/input_2_0  - -
1 -> input choice c/input_2_0  - -
input choice c/input_2_0 -> c/op_2_0
c/op_2_0 -> r: r: relu  - -
r: relu -> o  - -
c/op_2_0 -> skip: o  - -
o -> add
add -> output
PICTURE
draws "a candidate alone: what it always has is not dashed" --module n.2.0.op.r 3<<NETWORK <<'PICTURE'
$cell
NETWORK
input -> r: relu
r: relu -> output
PICTURE
run space show ./s.json --dot --module n.2.0.op.s
[ $status -eq 2 ] && grep -q "E0219.*space 's' has no module 'n.2.0.op.s'" err && grep -q "did you mean 'n.2.0.op.r'" err && [ ! -s out ]
verdict "a part that is not there" $?
run space show ./s.json --module n.2
[ $status -eq 2 ] && grep -q 'E0700.*--dot' err
verdict "a part of what" $?

# ---- Text ---------------------------------------------------------------------------------------------------------

draws "names are text" 3<<'NETWORK' <<'PICTURE'
{"choose": "a\"\\n&amp;<b>", "of": {"c\" ->": {"op": "relu"}, "\\": []}}
NETWORK
x -> a"\n&amp;<b>
a"\n&amp;<b> -> c" ->: c" ->: relu  - -
c" ->: relu -> o  - -
a"\n&amp;<b> -> \: o  - -
o -> output
PICTURE
for file in "$spaces"/*.json; do
  space=$(basename "$file" .json)
  run space show "$space" --dot
  python3 "$HWNAS_SOURCE_DIR/tests/dot.py" out >drawn.txt 2>&1 && grep -q ' -> output$' drawn.txt
  verdict "$space" $? drawn.txt
done
if command -v dot >/dev/null; then
  run space show nasbench201 --dot --module stack0.cell0
  dot -Tsvg out >drawn.txt 2>&1 && [ "$(grep -c 'class="node"' drawn.txt)" -gt 50 ]
  verdict "Graphviz has no complaint" $? drawn.txt
fi

# ---- Pages --------------------------------------------------------------------------------------------------------

python3 "$HWNAS_SOURCE_DIR/scripts/pictures.py" "$hwnas" --check >stale.txt 2>&1
verdict "pictures of the pages are what the command draws" $? stale.txt
exit $failed
