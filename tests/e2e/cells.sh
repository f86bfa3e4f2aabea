#!/bin/sh
# labels: long
# Input choices, operands that are left out, pruned graphs and cells: costs and counts against a model that works out
# every network node by node.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"

# ---- Random graphs --------------------------------------------------------------------------------------------------

compare() { # SPACE WHAT
  "$hwnas" space count "$1" --json >count 2>&1
  grep -q "\"networks\":\"$networks\"" count || { echo "seed $seed, $2: $(cat count), not $networks" >>differences; }
  "$hwnas" profile "$1" --metrics macs,params --samples samples.jsonl --json >costs 2>&1
  cmp -s costs expected.jsonl || { echo "seed $seed, $2: other costs" >>differences; }
}

: >differences
some=0
for seed in $(seq 1 "${HWNAS_CELLS_SEEDS:-40}"); do
  networks=$(python3 "$HWNAS_SOURCE_DIR/tests/cells/random_graph.py" "$seed")
  compare ./graph.json "the graph"
  "$hwnas" space show ./graph.json --json >expanded.json
  compare ./expanded.json "expanded"
  [ "$networks" -eq "$(wc -l <samples.jsonl)" ] || some=$((some + 1))
done
[ ! -s differences ] && [ "$some" -gt 5 ]
verdict "random graphs cost what their nodes do ($some have labels that do not always matter)" $? differences

# ---- Cells ----------------------------------------------------------------------------------------------------------

space() { # NETWORK: space.json
  printf '{"format": "hwnas-space/1", "name": "s", "input": {"x": [1, 4, 8, 8]}, "network": [\n%s]}\n' "$1" >space.json
}
candidates='{"relu": {"op": "relu"}, "conv": {"op": "conv2d", "out_channels": 4, "kernel_size": "=if(input == 0, 1, 3)", "padding": "same"}}'
twice='{"branches": [{"op": "identity"}, {"op": "identity"}]}'

# Two nodes, one operand each: the second takes an input or the first; that is the only one left then.
space "$twice, {\"cell\": \"c\", \"nodes\": 2, \"operands\": 1, \"merge\": \"loose_end\", \"of\": $candidates}"
printf '%s\n' '{"c/input_2_0": 0, "c/op_2_0": "conv", "c/input_3_0": 1, "c/op_3_0": "conv"}' \
  '{"c/input_2_0": [1], "c/op_2_0": "conv", "c/input_3_0": [2], "c/op_3_0": "relu"}' \
  '{"c/input_2_0": 0, "c/op_2_0": "relu", "c/input_3_0": 2, "c/op_3_0": "relu"}' >samples
"$hwnas" profile ./space.json --metrics params --samples samples --json >out 2>err
printf '{"params":%s}\n' $((4 * 5 + 4 * 37)) $((4 * 37)) 0 | cmp -s - out
verdict "what a cell's candidates know of their input" $?
run space check ./space.json
grep -q '^  1 .*cell c *\[1, {8,4}, 8, 8\]' out
verdict "loose ends are joined" $?
for merge in all loose_end; do
  space "$twice, {\"cell\": \"c\", \"nodes\": 3, \"merge\": \"$merge\", \"of\": $candidates}"
  "$hwnas" space sample ./space.json -n 200 --seed 3 >samples 2>err
  "$hwnas" space show ./space.json --json >expanded.json
  for file in space expanded; do
    "$hwnas" profile ./$file.json --metrics flops,params --samples samples --breakdown >$file.costs 2>&1
    "$hwnas" space count ./$file.json --json >>$file.costs 2>&1
  done
  cmp -s space.costs expanded.costs && grep -q "\"networks\":\"$((4 * 9 * 16 * 64))\"" space.costs
  verdict "a cell that joins $merge is the graph that it is expanded to" $?
done

# How a size came about leads through input choices, and past operands that some networks leave out.
space '{"op": "conv2d", "out_channels": "=choice('"'w'"', [4, 8])", "kernel_size": 1}, {"graph": [
  {"node": "a", "from": "x", "op": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1},
  {"node": "b", "from": ["x", "a"], "input_choice": "in"},
  {"node": "c", "merge": "cat", "of": [{"from": "b", "sequential": [], "include": "=choice('"'more'"', [true, false])"}, {"from": "x", "sequential": []}]}
], "input": "x"}'
"$hwnas" space check ./space.json --explain 1 >out 2>err
sed -n '/^how output 0, dim 1/,/^how output 0, dims/p' out | tr -s ' ' >how
printf '%s\n' 'how output 0, dim 1 came about' ' {8,4,16,12} 1.c.cat cat' ' {4,8} 1.b one of these: input choice in' >expected_how
head -n 3 how | cmp -s - expected_how && grep -q '{4,8} 0 conv2d' how && grep -q ' 4 1.a conv2d' how
verdict "how a size came about leads through input choices" $? how

# ---- Mistakes -------------------------------------------------------------------------------------------------------

wrong() { # WHAT PATTERN NETWORK
  space "$3"
  run space check ./space.json
  expected=$2
  [ "$status" -eq 2 ] && grep -q "^hwnas: error\[E.*$2" err
  verdict "$1" $?
}
node() { # NODE OUTPUT: a graph
  printf '{"graph": [{"node": "a", "op": "relu"}, %s], "output": "%s"}' "$1" "$2"
}
wrong "more inputs than there are" "'n_chosen' must be a number from 1 to 2, or \"any\" (./space.json:2:" \
  "$(node '{"node": "b", "from": ["input", "a"], "input_choice": "c", "n_chosen": 3}' b)"
wrong "a word that is none" "'n_chosen' must be a number" "$(node '{"node": "b", "input_choice": "c", "n_chosen": "all"}' b)"
wrong "too many sets" "more than 65536 sets of inputs" \
  "$(node '{"node": "b", "from": "=[if(i % 2 == 0, '"'input', 'a'"') for i in range(20)]", "input_choice": "c", "n_chosen": "any"}' b)"
wrong "a name that is no node" "no node 'aa' stands above" "$(node '{"node": "b", "from": "=['"'aa'"']", "op": "relu"}' b)"
wrong "names that are no strings" "'from' must name nodes" "$(node '{"node": "b", "from": "=[1]", "op": "relu"}' b)"
wrong "operands that are all left out" "nothing is merged here: all operands are left out" \
  "$(node '{"node": "b", "merge": "add", "of": [{"from": "a", "op": "relu", "include": "=choice('"'c'"', [true, false])"}]}' b)"
wrong "no path to the output" "no path leads from the inputs of the graph to its output" \
  '{"graph": [{"node": "a", "input_choice": "c", "n_chosen": "any"}], "prune": true}'
wrong "include where nothing is merged" "'include' has no meaning here" '{"op": "relu", "include": true}'
wrong "the same label in two kinds of choices" "label 'c' has two domains" \
  "$(node '{"node": "b", "from": ["input", "a"], "input_choice": "c"}, {"node": "d", "from": ["input", "a"], "input_choice": "c", "n_chosen": "any"}' d)"
wrong "a cell without candidates" "'of' is missing" '{"cell": "c", "nodes": 2}'
wrong "a cell without nodes" "'nodes' is missing" "{\"cell\": \"c\", \"of\": $candidates}"
wrong "no node" "'nodes' must be a whole number from 1 to 64" "{\"cell\": \"c\", \"nodes\": 0, \"of\": $candidates}"
wrong "a merge that there is not" "merges 'all' of its nodes or those that are a 'loose_end', not 'loose_ends'" \
  "{\"cell\": \"c\", \"nodes\": 2, \"merge\": \"loose_ends\", \"of\": $candidates}"
grep -q "did you mean 'loose_end'?" err
verdict "  with a suggestion" $?
wrong "a candidate that refuses" "(./space.json:2:.*, module 0.1.0.op.huge)" \
  '{"cell": "c", "nodes": 1, "of": {"relu": {"op": "relu"}, "huge": {"op": "conv2d", "out_channels": 4, "kernel_size": 11}}}'
exit $failed
