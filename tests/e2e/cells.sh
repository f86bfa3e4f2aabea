#!/bin/sh
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
exit $failed
