#!/bin/sh
# space best and the strategy exact, against all networks of a small space and against random ones of large spaces.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"

# ---- The order of all networks ---------------------------------------------------------------------------------------

run space sample nasbench201 -n 20000 --seed 1
sort -u out >samples
run profile nasbench201 --metrics flops,params,entropy --samples samples
cp out costs
run space best nasbench201 --score entropy -n 20000 --where '40e6 <= flops <= 90e6' --where 'params < 6e5' --json
python3 - <<'EOF'
import json
best = json.load(open("out"))
costs = [json.loads(line) for line in open("costs")]
fits = lambda cost: 40e6 <= cost["flops"] <= 90e6 and cost["params"] < 6e5
assert best["score"] == "entropy" and best["goal"] == "maximize"
assert best["exact"] and best["all"] and best["bound"] is None and best["gap"] == 0
networks = best["networks"]
scores = [network["metrics"]["entropy"] for network in networks]
assert scores == sorted(scores, reverse=True) and all(fits(network["metrics"]) for network in networks)
assert [network["rank"] for network in networks] == list(range(1, len(networks) + 1)) and best["proven"] == len(networks)
ours = {json.dumps(network["sample"]) for network in networks}
assert len(ours) == len(networks)
# 20,000 draws miss some networks, but none that was drawn is missing.
drawn = [json.dumps(json.loads(line)) for line, cost in zip(open("samples"), costs) if fits(cost)]
assert len(drawn) > 100 and set(drawn) <= ours
EOF
verdict "all networks in order" $?

cp out all
run space best nasbench201 --score entropy -n 7 --where '40e6 <= flops <= 90e6' --where 'params < 6e5' --json
python3 -c 'import json; assert json.load(open("out"))["networks"] == json.load(open("all"))["networks"][:7]'
verdict "fewer are the first of these" $?

run space best nasbench201 --score entropy -n 3 --where 'flops < 90e6 and flops > params * 100' --json
python3 - <<'EOF'
import json
networks = json.load(open("out"))["networks"]
costs = [json.loads(line) for line in open("costs")]
best = max(cost["entropy"] for cost in costs if cost["flops"] < 90e6 and cost["flops"] > 100 * cost["params"])
assert networks[0]["metrics"]["entropy"] == best
EOF
verdict "a condition that is no range" $?

run space best nasbench201 --score flops -n 2
[ "$status" -eq 0 ] && [ "$(wc -l <out)" -eq 4 ] && grep -q '^ *1  8004234  {' out && grep -q '^proven: no other network has flops below' out
verdict "for people" $?
run space best nasbench201 --score flops --maximize --json
grep -q '"flops":224641674' out
verdict "the other way" $?

# ---- Large spaces ----------------------------------------------------------------------------------------------------

run space sample mobilenet_v3 -n 5000 --where 'flops <= 300e6' --where 'params <= 6e6' --seed 2
cp out samples
run profile mobilenet_v3 --metrics entropy --samples samples
cp out costs
run space best mobilenet_v3 --score entropy --where 'flops <= 300e6' --where 'params <= 6e6' -n 20 --json
python3 - <<'EOF'
import json
best = json.load(open("out"))
assert best["exact"] and len(best["networks"]) == 20 and len({json.dumps(n["sample"]) for n in best["networks"]}) == 20
assert all(n["metrics"]["flops"] <= 300e6 and n["metrics"]["params"] <= 6e6 for n in best["networks"])
assert best["networks"][0]["metrics"]["entropy"] > max(json.loads(line)["entropy"] for line in open("costs"))
EOF
verdict "the best of 10^36 beats 5000 at random" $?
cp out proven

run space best mobilenet_v3 --score entropy --where 'flops <= 300e6' --where 'params <= 6e6' -n 3 --steps 3000 --json
python3 - <<'EOF'
import json
best, proven = json.load(open("out")), json.load(open("proven"))
assert not best["exact"] and best["gap"] > 0
top = proven["networks"][0]["metrics"]["entropy"]
assert best["networks"][0]["metrics"]["entropy"] <= top <= best["bound"]
assert abs(best["bound"] - best["networks"][0]["metrics"]["entropy"] - best["gap"]) < 1e-6
EOF
verdict "a search that is cut short has bounds" $?

# ---- What is wrong -----------------------------------------------------------------------------------------------------

run space best nasbench201
[ "$status" -eq 2 ] && grep -q -- "--score is missing" err
verdict "no score" $?
run space best nasbench201 --score flop
[ "$status" -eq 2 ] && grep -q "no profiler 'flop' (--score)" err && grep -q "did you mean 'flops'?" err
verdict "a score that is none" $?
run space best nasbench201 --score flops --metrics params
[ "$status" -eq 2 ] && grep -q "none of --metrics" err
verdict "a score that is not among the metrics" $?
run space best nasbench201 --score flops --minimize --maximize
[ "$status" -eq 2 ] && grep -q -- "--maximize" err
verdict "both goals" $?
run space best mobilenet_v3 --score entropy --where 'flops <= 10e6'
[ "$status" -eq 1 ] && grep -q 'E0308' err && grep -q "no network has flops <= 10000000" err
verdict "a range without networks" $?
run space best nasbench201 --score flops --budget 3
[ "$status" -eq 2 ] && grep -q 'E0307' err
verdict "a graph that is too large" $?

# ---- The strategy ------------------------------------------------------------------------------------------------------

cat >run.json <<'EOF'
{"format": "hwnas-run/1", "space": {"use": "nasbench201"}, "constraints": ["40e6 <= flops <= 90e6", "params < 6e5"],
 "objectives": [{"metric": "entropy"}], "strategy": {"use": "exact"}, "budget": {"trials": 20000}, "out": "whole"}
EOF
run run run.json --json
[ "$status" -eq 0 ] && grep -q '"end":"exhausted"' out
verdict "a run ends after the last network" $?
run trials whole --json
python3 - <<'EOF'
import json
trials = [json.loads(line) for line in open("out")]
assert [t["sample"] for t in trials] == [n["sample"] for n in json.load(open("all"))["networks"]]
EOF
verdict "trials are in order" $?
run run run.json --set executor.batch=3 --set 'executor.use="inline"' --set budget.trials=40 --out few
run trials few --json
python3 - <<'EOF'
import json
trials = [json.loads(line) for line in open("out")]
assert [t["sample"] for t in trials] == [n["sample"] for n in json.load(open("all"))["networks"]][:40]
EOF
verdict "in small batches too" $?
run run run.json --set strategy.score=flops --set strategy.goal=maximize --set budget.trials=1 --out another
run trials another --json
python3 - <<'EOF'
import json
flops = json.loads(open("out").read())["metrics"]["flops"]
assert flops == max(n["metrics"]["flops"] for n in json.load(open("all"))["networks"])
EOF
verdict "by another score" $?
run run run.json --set strategy.score=flop --check
[ "$status" -eq 2 ] && grep -q "did you mean 'flops'?" err
verdict "a score that no profiler has" $?
run run run.json --set 'objectives=[{"metric":"flops"},{"metric":"params"}]' --check
[ "$status" -eq 2 ] && grep -q "'score'" err
verdict "several objectives need a score" $?
run run run.json --set 'space.use="mobilenet_v3"' --set strategy.steps=2000 --set 'constraints=["flops <= 300e6"]' --set budget.trials=50 --out short
[ "$status" -eq 0 ] && grep -q "has used up its steps" err && grep -q "gap" err
verdict "a run that has used up its steps says so" $?
run run run.json --set 'space.use="mobilenet_v3"' --set strategy.steps=20000 --set 'constraints=["flops <= 300e6"]' --set budget.trials=2 --out two
[ "$status" -eq 0 ] && [ "$(grep -c "has used up its steps" err)" -eq 1 ]
verdict "so does one that got what it asked for, without proof" $?
exit "$failed"
