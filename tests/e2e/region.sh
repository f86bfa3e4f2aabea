#!/bin/sh
# labels: long
# space count, sample and stats under conditions, against enumeration and against each other.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"

count() { # SPACE CONDITION: how many networks, as far as that is known
  "$hwnas" space count "$1" --where "$2" --json 2>err | python3 -c 'import json, sys; print(json.load(sys.stdin)["feasible"])'
}

# ---- The whole is the sum of its parts: up to 10^34 networks, exactly ------------------------------------------------

python3 - "$hwnas" <<'EOF'
import json, subprocess, sys

def count(space, condition):
    out = subprocess.run([sys.argv[1], "space", "count", space, "--where", condition, "--json"], capture_output=True, check=True)
    return json.loads(out.stdout)

for space, limit in (("proxyless_nas", 300e6), ("darts", 1e8), ("nasnet", 4e8), ("autoformer", 1.9e9), ("shufflenet", 3.3e8)):
    below, above = count(space, f"flops <= {limit}"), count(space, f"flops > {limit}")
    assert below["exact"] and above["exact"], space
    assert int(below["feasible"]) > 0 and int(above["feasible"]) > 0, space
    assert int(below["feasible"]) + int(above["feasible"]) == int(below["networks"]), space
EOF
verdict "complementary ranges sum to the whole" $?

# ---- What is too much to count exactly is bounded ---------------------------------------------------------------------

run space count mobilenet_v3 --where "flops <= 83e6" --json
python3 - <<'EOF'
import json
count = json.load(open("out"))
least, most, number = (int(count[key]) for key in ("least", "most", "feasible"))
assert not count["exact"] and count["proven"] and count["method"] == "buckets" and count["reason"]
assert least <= number <= most and most < 1.3 * least and count["bound"] == count["most"]
# The cheapest millionth; --exact takes a minute.
assert least <= 2113371069729202796352663954530 <= most and abs(number / 2113371069729202796352663954530 - 1) < 0.01
EOF
verdict "an estimate with proven bounds" $?
run space count mobilenet_v3 --where "flops <= 83e6"
[ "$status" -eq 0 ] && grep -q "^where, about .* of these within --where$" out && grep -q "at least .* proven" out && grep -q "not exact" err
verdict "for people" $?
run space count mobilenet_v3 --where "flops <= 3e8" --budget 1000 --json
[ "$status" -eq 0 ] && grep -q '"exact":false,"method":"partial"' out && grep -q "more than 1000 edges in all" out
verdict "a small budget is said" $?
run space count mobilenet_v3 --where "flops <= 83e6" --json
cp out whole
run space count mobilenet_v3 --where "flops <= 83e6" --budget 3000 --json
python3 - <<'EOF'
import json
whole, part = json.load(open("whole")), json.load(open("out"))
assert part["method"] == "partial" and part["reason"] and not part["exact"] and not part["proven"]
# The networks that the whole graph proves there to be, in bounds that samples of a millionth could not give.
assert int(part["least"]) <= int(whole["most"]) and int(part["most"]) >= int(whole["least"])
assert int(part["most"]) < 1.2 * int(part["least"])
assert int(part["bound"]) >= 2113371069729202796352663954530
EOF
verdict "a graph without room for all costs bounds them" $?
run space count mobilenet_v3 --where "flops <= 100e6" --where "params <= 4e6"
[ "$status" -eq 0 ] && grep -q "^  at most .* with a confidence of 95 %" out && grep -q "^  no more than .* proven$" out
verdict "limits of two metrics, bounded" $?

# ---- Samples lie in the region, and are spread over it ----------------------------------------------------------------

run space sample mobilenet_v3 --where "flops <= 62e6" --where "s1_depth >= 2" -n 500 --seed 3
cp out samples
run profile mobilenet_v3 --metrics flops --samples samples
python3 - <<'EOF'
import json
samples, costs = ([json.loads(line) for line in open(name)] for name in ("samples", "out"))
assert len(costs) == 500 and all(cost["flops"] <= 62e6 for cost in costs)
assert all(sample["s1_depth"] >= 2 for sample in samples)
assert len({json.dumps(sample) for sample in samples}) == 500
EOF
verdict "networks of a share of one in a billion" $?
run space sample mobilenet_v3 --where "flops <= 62e6" --where "s1_depth >= 2" -n 500 --seed 3
cmp -s out samples
verdict "the same seed gives the same" $?
run space sample mobilenet_v3 --where "flops <= 62e6" --where "s1_depth >= 2" -n 200 --seed 3 --mcmc
grep -q "law: approximately uniform over networks (seed 3)" err && mv out walked
run profile mobilenet_v3 --metrics flops --samples walked
python3 - <<'EOF'
import json
samples, costs = ([json.loads(line) for line in open(name)] for name in ("walked", "out"))
assert len(costs) == 200 and all(cost["flops"] <= 62e6 for cost in costs)
assert all(sample["s1_depth"] >= 2 for sample in samples)
assert len({json.dumps(sample) for sample in samples}) > 150
EOF
verdict "a walk comes to a share of one in a billion" $?
run space sample nasbench201 --where "flops < 1" --mcmc
[ "$status" -ne 0 ] && grep -q "error\[E0604\]: no network that satisfies the conditions was found" err &&
  grep -q "without --mcmc that is said where it can be proven" err
verdict "a walk that finds no way" $?
run space sample nasbench201 --where "flops<5e7 and params > 1e5" -n 20000 --law labels
python3 - <<'EOF'
from collections import Counter
drawn = Counter(open("out"))
# 20000 draws of some thousands: none is drawn very often.
assert sum(drawn.values()) == 20000 and max(drawn.values()) < 30
EOF
verdict "by law labels" $?

# ---- Statistics against enumeration -----------------------------------------------------------------------------------

"$hwnas" space show nasbench201 --json 2>/dev/null >space.out
python3 - <<'EOF' >all
import itertools, json
choices = json.load(open("space.out"))["choices"]
for values in itertools.product(*(choice["domain"] for choice in choices.values())):
    print(json.dumps(dict(zip(choices, values))))
EOF
"$hwnas" profile nasbench201 --metrics flops,params --samples all >costs
cat >compare.py <<'EOF'
import json, math, sys
stats, costs = json.load(open("out")), [json.loads(line) for line in open("costs")]
if len(sys.argv) > 1:
    costs = [cost for cost in costs if cost["flops"] <= float(sys.argv[1])]
for name, got in stats.items():
    values = sorted(cost[name] for cost in costs)
    n = len(values)
    mean = sum(values) / n
    sd = math.sqrt(sum((v - mean) ** 2 for v in values) / n)
    exact = got["exact"]
    assert exact == (len(sys.argv) == 1) and got["ends_exact"]
    assert (got["min"], got["max"]) == (values[0], values[-1])
    assert abs(got["mean"] - mean) <= (1e-12 * mean if exact else 4 * sd / 50000**0.5), name
    assert abs(got["sd"] - sd) <= (1e-9 if exact else 0.02) * sd, name
    assert abs(sum(got["histogram"]) - 1) < 1e-9
    for share, value in got["quantiles"].items():
        below = sum(v < value - got["resolution"] for v in values) / n
        most = sum(v <= value + got["resolution"] for v in values) / n
        slack = 1e-9 if exact else 0.01
        assert below <= float(share) + slack and most >= float(share) - slack, (name, share)
EOF
run space stats nasbench201 --json
python3 compare.py
verdict "statistics of all networks" $?
run space stats nasbench201 --where "flops <= 5e7" --json
python3 compare.py 5e7
verdict "of those under a limit, by samples" $?
for where in "s1_depth >= 2" "flops <= 3e8"; do
  run space stats mobilenet_v3 --where "$where" --json
  python3 -c 'import json
for metric in json.load(open("out")).values():
    print(json.dumps(metric["min_sample"]))
    print(json.dumps(metric["max_sample"]))' >extremes
  cp out stats
  run profile mobilenet_v3 --metrics flops,params --samples extremes
  python3 - <<'EOF'
import json
stats, costs = json.load(open("stats")), [json.loads(line) for line in open("out")]
for i, (name, metric) in enumerate(stats.items()):
    assert costs[2 * i][name] == metric["min"] and costs[2 * i + 1][name] == metric["max"], name
EOF
  verdict "the networks that cost least and most are shown" $?
done
run space stats nasbench201 --budget 10 --json
[ "$status" -eq 0 ] && grep -q '"exact":false' out
verdict "a small budget leaves statistics of samples" $?
run space stats enas --metrics flops --json
python3 - "$hwnas" <<'EOF'
import json, subprocess, sys
flops = json.load(open("out"))["flops"]
assert flops["resolution"] > 0, "more values than this can be"


def share(condition):
    count = json.loads(subprocess.run([sys.argv[1], "space", "count", "enas", "--json", "--where", condition],
                                      capture_output=True, check=True).stdout)
    assert count["exact"]
    return int(count["feasible"]) / int(count["networks"])


for quantile in ("0.05", "0.5"):
    value = flops["quantiles"][quantile]
    below, most = (share(f"flops {limit}") for limit in (f"< {value - flops['resolution']}", f"<= {value + flops['resolution']}"))
    assert below <= float(quantile) <= most and most - below < 0.05, (quantile, below, most)
EOF
verdict "quantiles are off by what is said, where there are very many values" $?
run space stats mobilenet_v3 --html page.html
[ "$status" -eq 0 ] && grep -q "^flops .* FLOP$" out && python3 - <<'EOF'
import re
from html.parser import HTMLParser
page = open("page.html").read()
HTMLParser().feed(page)
assert page.count("<svg") == 3 and page.count("</svg>") == 3
assert not re.search(r"https?://|src=|href=", page), "the page needs a network"
EOF
verdict "a page with pictures, complete in itself" $?
run space stats mobilenet_v3 --html no/such/folder/page.html
[ "$status" -eq 2 ] && grep -q "E0003.*cannot write 'no/such/folder/page.html'" err
verdict "a page that cannot be written" $?

# ---- Nothing there, and mistakes --------------------------------------------------------------------------------------

run space sample mobilenet_v3 --where "flops <= 1e6"
[ "$status" -eq 1 ] && grep -q "E0308.*no network of 'mobilenet_v3' lies in the ranges" err &&
  grep -q "no network has flops <= 1000000" err && grep -q '  flops is at least 13038056, that of {"s0_width_mult":0.5,' err
verdict "an empty range says what can be reached" $?
[ "$(count mobilenet_v3 'flops <= 1e6')" = 0 ] && [ "$(count mobilenet_v3 'flops >= 2 and flops < 2')" = 0 ]
verdict "and counts as nothing" $?
[ "$(count mobilenet_v3 'flops <= 13038056')" -gt 0 ]
verdict "the cheapest network is there" $?
run space count mobilenet_v3 --where 'params >= 8.7e6' --where 'flops <= 1.2e8' --json
[ "$status" -eq 0 ] && grep -q '"feasible":"0","exact":true' out && grep -q 'params >= 8700000, flops <= 120000000 exclude each other' err &&
  sed -n 's/.*with flops <= 120000000: params is at most \([0-9]*\), that of \({.*}\)/\1 \2/p' err >nearest &&
  run profile mobilenet_v3 --metrics flops,params --sample "$(cut -d' ' -f2- nearest)" --json &&
  [ "$(sed 's/.*"params": *\([0-9]*\).*/\1/' out)" -eq "$(cut -d' ' -f1 nearest)" ] && [ "$(sed 's/.*"flops": *\([0-9]*\).*/\1/' out)" -le 120000000 ]
verdict "limits that exclude each other are told, and the network that comes nearest" $?
run space count nasbench201 --where "flopz < 3"
[ "$status" -eq 2 ] && grep -q "no profiler 'flopz' (--where)" err && grep -q "did you mean 'flops'?" err
verdict "a metric that is none" $?
run space count nasbench201 --where "flops <"
[ "$status" -eq 2 ] && grep -q "E0800.*(--where)" err
verdict "half a condition" $?
run space count nasbench201 --where "flops"
[ "$status" -eq 2 ] && grep -q "E0603.*a number, not a comparison (--where)" err
verdict "a number" $?
run space count nasbench201 --where "flops < 3" --metrics params
[ "$status" -eq 2 ] && grep -q "E0603.*'flops' is neither" err
verdict "a metric that --metrics leaves out" $?
run space count mobilenet_v3 --where 's1_dept == 2 and flops < 3e8'
[ "$status" -eq 2 ] && grep -q "did you mean the label 's1_depth'?" err
verdict "a label that is written wrong is told" $?

# ---- The largest cost of all operators --------------------------------------------------------------------------------

cat >peaks.json <<'EOF'
{"format": "hwnas-space/1", "input": {"x": [1, 4, 8, 8]}, "network": [
  {"name": "more", "index": "i", "count": "=choice('depth', [1, 2, 3])", "repeat":
    {"op": "conv2d", "out_channels": "=choice('w{i}', [4, 8, 16])", "kernel_size": 3, "padding": 1, "stride": "=choice('s{i}', [1, 2])"}}]}
EOF
run space sample peaks.json -n 3000 --seed 3
sort -u out >all
"$hwnas" profile peaks.json --metrics 'w=working_set(bytes=1),flops' --samples all >costs
limit=$(python3 -c 'import json
w = sorted(json.loads(line)["w"] for line in open("costs"))
print(w[len(w) // 2])')
run space count peaks.json --metrics 'w=working_set(bytes=1),flops' --where "w <= $limit" --where 'flops <= 60000' --json
python3 - "$limit" <<'EOF'
import json, sys
costs = [json.loads(line) for line in open("costs")]
fit = sum(cost["w"] <= int(sys.argv[1]) and cost["flops"] <= 60000 for cost in costs)
got = json.load(open("out"))
assert len(costs) == int(got["networks"]) and 0 < fit < len(costs), (len(costs), got, fit)
assert got["feasible"] == str(fit) and got["exact"], (got, fit)
EOF
verdict "limits of a peak and of a sum together are counted" $?
run space stats peaks.json --metrics 'w=working_set(bytes=1)' --json
python3 - <<'EOF'
import json
w = sorted(json.loads(line)["w"] for line in open("costs"))
got = json.load(open("out"))["w"]
mean = sum(w) / len(w)
assert got["exact"] and (got["min"], got["max"]) == (w[0], w[-1]), got
assert abs(got["mean"] - mean) < 1e-9 * mean and got["quantiles"]["0.5"] == w[(len(w) - 1) // 2], (got, mean)
EOF
verdict "a peak has a distribution" $?
run profile peaks.json --metrics 'w=working_set(bytes=1)' --samples all --breakdown
python3 - <<'EOF'
import json
for line in open("out"):
    network = json.loads(line)
    assert network["w"] == max(network["modules"]["w"].values()), network
EOF
verdict "a breakdown shows the operator that needs most" $?

run space count peaks.json --where 'depth < 3' --law labels --json
[ "$status" -eq 0 ] && grep -q '"samples":"648".*"feasible":"432","exact":true,"method":"paths","law":"labels"' out
verdict "combinations of labels are counted too" $?
exit $failed
