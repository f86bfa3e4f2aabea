#!/bin/sh
# Plugins that were built with the headers of earlier releases, in the hwnas of today. Says what broke.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"

version=v1
folder=${HWNAS_TEST_BINARY_DIR:?}/abi/$version
: >out
"$folder/layout_then" >then.txt 2>err && "$folder/layout_today" >today.txt 2>>err &&
  [ "$(wc -l <then.txt)" -gt 200 ] && diff then.txt today.txt >changes.txt
verdict "$version: nothing has moved" $? changes.txt

for module in energy shuffle_attention lottery; do
  run plugin doctor "$folder/$module.so"
  [ $status -eq 0 ] && grep -q "/$module.so is sound, but not on the search path" out
  verdict "$version: $module loads" $?
done
# Hosts of then and of now look for this one symbol.
[ "$(nm -D --defined-only "$folder/energy.so" | grep -c ' T energy_LTX_hwnas_plugin_query$')" -eq 1 ]
verdict "$version: the entry is what it was" $?

run plugin inspect energy --plugin-path "$folder"
grep -q 'metric energy in mJ, per use, less is better' out && grep -q '^  pj_per_mac *number.* 4.6 .*in pJ' out
verdict "$version: metrics and options are read" $?

cat >space.json <<'EOF'
{"format": "hwnas-space/1", "name": "old", "input": {"x": [1, 8, 4, 4]},
 "network": [{"op": "shuffle_attention", "reduction": "=choice('reduction', [2, 4])"}]}
EOF
# With reduction 4: 2 * 8 * 2 multiply-accumulates; 4 * (2 * 128 + 32 + 10) bytes; 32 + 10 parameters.
run profile space.json --plugin-path "$folder" --metrics 'macs,params,energy,e2=energy(pj_per_mac=1e6)' \
  --sample '{"reduction": 4}' --json
[ $status -eq 0 ] && python3 -c '
import json
values = json.load(open("out"))
want = {"macs": 32, "params": 42, "energy": 0.000191, "e2": 0.032191}
for metric, value in want.items():
  assert abs(values[metric] - value) < 1e-12, (metric, values[metric], value)
' 2>>err
verdict "$version: formulas and prices are what they were" $?

cat >bad.json <<'EOF'
{"format": "hwnas-space/1", "name": "old", "input": {"x": [1, 9, 4, 4]}, "network": [{"op": "shuffle_attention"}]}
EOF
run space check bad.json --plugin-path "$folder"
[ $status -eq 2 ] && grep -q '9 channels cannot be divided by reduction 4' err
verdict "$version: what a formula refuses is told" $?

cat >run.json <<EOF
{"format": "hwnas-run/1", "space": {"use": "./space.json"}, "plugins": {"path": ["$folder"], "load": ["energy"]},
 "objectives": [{"metric": "energy", "goal": "minimize"}], "budget": {"trials": 2}, "out": "out-$version"}
EOF
run run run.json
[ $status -eq 0 ]
verdict "$version: a run uses them" $?

# The strategy proposes every network of nasbench201 in turn and learns; the middleware lets those through whose first label
# is not "none"; the evaluator wants all the values that it is told to ask for.
cat >lottery.json <<EOF
{"format": "hwnas-run/1", "space": {"use": "nasbench201"}, "plugins": {"path": ["$folder"]},
 "profilers": {"luck": {"use": "luck", "unit": "ct"}}, "constraints": ["luck <= 9000"],
 "objectives": [{"metric": "prize", "goal": "maximize"}, {"metric": "luck"}],
 "strategy": {"use": "in_turn", "middleware": [{"use": "not_none"}]}, "evaluator": {"use": "prize"},
 "budget": {"proposals": 8000}, "out": "out-lottery"}
EOF
run run lottery.json --json
[ $status -eq 0 ] && "$hwnas" trials out-lottery --json >trials.txt 2>>err && python3 - 2>>err <<'EOF'
import json
summary = json.load(open("out"))
trials = [json.loads(line) for line in open("trials.txt")]
# 8000 networks in turn; those from 3125 on have another first label than "none"; luck is the number of the network.
assert summary["proposed"] == 8000, summary
assert [t["metrics"]["luck"] for t in trials] == list(range(3125, 8000)), len(trials)
assert all(t["metrics"]["prize"] == t["metrics"]["luck"] % 1000 for t in trials)
assert all(t["sample"]["cell/0_1"] != "none" for t in trials)
EOF
verdict "$version: strategy, middleware, evaluator and profiler search" $? trials.txt
run run lottery.json --set constraints='["luck < 0"]' --set budget.proposals=100000 --out out-nothing
[ $status -eq 1 ] && grep -q 'ended by: exhausted' out && grep -q '^hwnas: error\[E0602\]' err
verdict "$version: a strategy comes to its end" $?
exit $failed
