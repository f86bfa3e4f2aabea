#!/bin/sh
# profile --expect: averages over labels that are drawn one by one, against enumeration and against samples.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"

cat >small.json <<'EOF'
{
  "format": "hwnas-space/1",
  "name": "small",
  "input": {"image": [1, 3, 8, 8]},
  "network": [
    {"name": "conv", "op": "conv2d", "out_channels": "=choice('width', [4, 8, 16])", "kernel_size": 3, "padding": 1},
    {"name": "more", "index": "i", "count": "=choice('depth', [0, 1, 2])", "repeat":
      {"op": "conv2d", "out_channels": "=in0[1]", "kernel_size": "=choice('kernel{i}', [1, 3])", "padding": "=choice('kernel{i}') // 2"}}
  ]
}
EOF

# ---- Against enumeration: inactive labels have a part in the weights, and none in the values -------------------------

python3 - <<'EOF' >points
import itertools, json
p = {"width": [0.5, 0.25, 0.25], "depth": [0.125, 0.625, 0.25], "kernel0": [0.75, 0.25], "kernel1": [0.5, 0.5]}
domains = {"width": [4, 8, 16], "depth": [0, 1, 2], "kernel0": [1, 3], "kernel1": [1, 3]}
json.dump(p, open("p.json", "w"))
with open("weights", "w") as weights:
    for point in itertools.product(*[range(len(d)) for d in domains.values()]):
        w = 1
        for label, k in zip(domains, point):
            w *= p[label][k]
        print(w, file=weights)
        print(json.dumps({label: domains[label][k] for label, k in zip(domains, point)}))
EOF
run profile small.json --metrics flops,params --samples points
cp out values
run profile small.json --metrics flops,params --expect "$(cat p.json)" --json
python3 - <<'EOF'
import json
values, weights = [json.loads(line) for line in open("values")], [float(line) for line in open("weights")]
points, p = [json.loads(line) for line in open("points")], json.load(open("p.json"))
got = json.load(open("out"))
domains = {"width": [4, 8, 16], "depth": [0, 1, 2], "kernel0": [1, 3], "kernel1": [1, 3]}
for metric in ("flops", "params"):
    mean = sum(w * v[metric] for w, v in zip(weights, values))
    assert abs(got[metric]["expectation"] - mean) <= 1e-12 * mean, (metric, got, mean)
    for label, domain in domains.items():
        gradient = got[metric]["gradient"][label]
        for k, value in enumerate(domain):
            given = sum(w * v[metric] for w, v, s in zip(weights, values, points) if s[label] == value) / p[label][k]
            along = gradient[k] - sum(q * g for q, g in zip(p[label], gradient))
            assert abs(along - (given - mean)) <= 1e-9 * mean, (metric, label, value)
EOF
verdict "expectation and gradient are those of the enumeration" $?

run profile small.json --metrics flops,params --expect "$(cat p.json)" --where 'depth >= 1' --where 'width * depth < 20' --json
python3 - <<'EOF'
import json
values, weights = [json.loads(line) for line in open("values")], [float(line) for line in open("weights")]
points, got = [json.loads(line) for line in open("points")], json.load(open("out"))
weights = [w * (s["depth"] >= 1 and s["width"] * s["depth"] < 20) for w, s in zip(weights, points)]
for metric in ("flops", "params"):
    p = sum(weights)
    mean = sum(w * v[metric] for w, v in zip(weights, values)) / p
    sd = (sum(w * (v[metric] - mean) ** 2 for w, v in zip(weights, values)) / p) ** 0.5
    for key, expected in (("probability", p), ("expectation", mean), ("sd", sd)):
        assert abs(got[metric][key] - expected) <= 1e-12 * expected, (metric, key, got[metric], expected)
EOF
verdict "given conditions on labels: mean, deviation and probability of the enumeration" $?

run profile small.json --metrics flops --expect '{}' --where 'flops < 1e9'
[ "$status" -eq 2 ] && grep -q 'means can be given conditions on labels' err
verdict "limits of metrics are refused, with what to do" $?
run profile small.json --metrics flops --sample '{}' --where 'depth > 1'
[ "$status" -eq 2 ] && grep -q -- '--where goes with --expect' err
verdict "a condition without a distribution is refused" $?

run profile small.json --metrics flops --expect '{}'
[ "$status" -eq 0 ] && [ "$(sed -n 1p out | tr -s ' ')" = "metric expected unit" ] && grep -q '^flops .* FLOP$' out
verdict "for people: a table" $?

cat >by_value.json <<'EOF'
{"width": {"16": 0.25, "8": 0.75}, "depth": {"2": 1}}
EOF
run profile small.json --metrics flops --expect by_value.json --json
cp out by_value
run profile small.json --metrics flops --expect '{"width": [0, 0.75, 0.25], "depth": [0, 0, 1]}' --json
[ "$status" -eq 0 ] && cmp -s out by_value
verdict "probabilities by value, in a file" $?
"$hwnas" profile small.json --metrics flops --expect - --json <by_value.json 2>err | cmp -s - by_value
verdict "on standard input" $?

# ---- Against samples: spaces whose labels are all active --------------------------------------------------------------

for space in nasbench201 darts fbnet nasnet enas; do
  "$hwnas" space sample "$space" -n 20000 --seed 7 2>/dev/null | "$hwnas" profile "$space" --metrics flops --samples - >values
  run profile "$space" --metrics flops --expect '{}' --json
  python3 - <<'EOF'
import json
values = [json.loads(line)["flops"] for line in open("values")]
n = len(values)
mean = sum(values) / n
error = (sum((v - mean) ** 2 for v in values) / (n - 1) / n) ** 0.5
expected = json.load(open("out"))["flops"]["expectation"]
assert n == 20000 and error > 0 and abs(expected - mean) < 4 * error, (expected, mean, error)
EOF
  verdict "$space: the mean of samples is near" $?
done

# ---- Mistakes ---------------------------------------------------------------------------------------------------------

wrong() { # WHAT PATTERN DISTRIBUTION
  run profile small.json --metrics flops --expect "$3"
  [ "$status" -eq 2 ] && grep -q "$2" err
  verdict "$1" $?
}
wrong "a label that is none" "E0204.*no label 'widht'" '{"widht": [1, 0, 0]}'
grep -q "did you mean 'width'" err
verdict "with what was meant" $?
wrong "too few probabilities" "E0206.*2 probabilities for the 3 values of label 'width' (--expect:1:2)" '{"width": [0.5, 0.5]}'
wrong "no numbers" "E0101\|must be" '{"width": ["a", 0, 1]}'
wrong "a sum that is not 1" "E0306.*the probabilities of choice 'width' sum to 1.25" '{"width": [0.5, 0.5, 0.25]}'
wrong "below zero" "E0306.*probability 1 of choice 'width' is -0.5" '{"width": [1, -0.5, 0.5]}'
wrong "a value that is none" "E0206.*17 is not in the domain of label 'width' (--expect:1:12)" '{"width": {"17": 1}}'
wrong "no file" "E0003.*missing.json" missing.json
wrong "no JSON" "(--expect:1:" '{"width"'
run profile small.json --metrics flops --expect '{}' --sample '{"width": 4, "depth": 0}'
[ "$status" -eq 2 ] && grep -q "E0700.*--sample.*--expect\|E0700.*--expect.*--sample" err
verdict "two kinds of networks at once" $?

printf '{"depth":\n 3}' >wrong.json
"$hwnas" profile small.json --metrics flops --expect - <wrong.json >out 2>err
[ $? -eq 2 ] && grep -q '(standard input:1:2)' err
verdict "a mistake in standard input has a place" $?
"$hwnas" profile small.json --metrics flops --expect - </dev/null >out 2>err
[ $? -eq 2 ] && grep -q 'standard input' err
verdict "standard input without anything" $?
exit $failed
