#!/bin/sh
# labels: long
# Metrics that are sums of tables over choices: the profiler scores, against sums over printed samples and enumeration.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"

# ---- Random tables over hub spaces: a table counts in the samples that name all its labels ----------------------------

cat >check.py <<'EOF'
import itertools, json, random, subprocess, sys

hwnas, space, n_tables = sys.argv[1], sys.argv[2], int(sys.argv[3])
random.seed(space)


def run(*arguments, text=None):
    return subprocess.run([hwnas, *arguments], input=text, capture_output=True, check=True, text=True).stdout


def values(domain):
    if isinstance(domain, list):
        return domain
    n = int(domain.removeprefix("=subsets(").removesuffix(")"))
    return [[i for i in range(n) if bits >> i & 1] for bits in range(2**n)]


domains = {label: values(choice["domain"]) for label, choice in json.loads(run("space", "show", space, "--json"))["choices"].items()}
tables = []
for _ in range(n_tables):
    over = random.sample(list(domains), min(len(domains), random.choice([1, 1, 2, 3])))
    rows = [dict(zip(over, cell), score=round(random.uniform(-1, 1), 6)) for cell in itertools.product(*(domains[label] for label in over))]
    tables.append({"rows": random.sample(rows, len(rows) - 1), "default": 0.25})
json.dump({"format": "hwnas-scores/1", "constant": 1.5, "tables": tables}, open("random.json", "w"))


def key(cell, over):
    return json.dumps([cell[label] for label in over])


looked_up = []
for table in tables:
    over = [label for label in table["rows"][0] if label != "score"]
    looked_up.append((over, {key(row, over): row["score"] for row in table["rows"]}))
samples = run("space", "sample", space, "-n", "200", "--law", "labels", "--seed", "1")
answers = run("profile", space, "--metrics", "score=scores(file=random.json),params", "--samples", "-", text=samples).splitlines()
inactive = 0
for line, answer in zip(samples.splitlines(), answers, strict=True):
    sample, score = json.loads(line), 1.5
    for over, table in looked_up:
        if all(label in sample for label in over):
            score += table.get(key(sample, over), 0.25)
        else:
            inactive += 1
    assert abs(score - json.loads(answer)["score"]) < 1e-9, (line, score, answer)
print(len(answers), inactive)
EOF
# nasbench101: what is active hangs on derived variables. nasbench201: everything is active.
for space in nasbench201 mobilenet_v3 nasbench101 ofa_resnet50; do
  tables=30
  [ $space = nasbench101 ] && tables=4
  python3 check.py "$hwnas" $space $tables >out 2>err &&
    case "$space $(cat out)" in "nasbench201 200 0") true ;; *" 200 0") false ;; *" 200 "*) true ;; *) false ;; esac
  verdict "$space: sums over samples" $?
done

# ---- A small space, network by network --------------------------------------------------------------------------------

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
cat >scores.json <<'EOF'
{
  "format": "hwnas-scores/1",
  "constant": 0.5,
  "tables": [
    {"rows": [{"width": 4, "score": 0.1}, {"width": 8, "score": 0.4}, {"width": 16, "score": 0.45}]},
    {"rows": [{"depth": 0, "score": 0}, {"depth": 1, "score": 0.2}, {"depth": 2, "score": 0.25}]},
    {"rows": [{"kernel0": 3, "width": 16, "score": 0.3}, {"width": 8, "kernel0": 3, "score": 0.15}], "default": -0.05},
    {"rows": [{"kernel0": 3, "kernel1": 3, "score": 0.12}], "default": 0.01}
  ]
}
EOF
metrics='score=scores(file=scores.json),flops'
cat >truth.py <<'EOF'
import itertools, json

networks = []  # samples and their scores, by hand
for width, depth in itertools.product([4, 8, 16], range(3)):
    for kernels in itertools.product([1, 3], repeat=depth):
        score = 0.5 + {4: 0.1, 8: 0.4, 16: 0.45}[width] + [0, 0.2, 0.25][depth]
        if depth >= 1:
            score += {16: 0.3, 8: 0.15}.get(width, -0.05) if kernels[0] == 3 else -0.05
        if depth >= 2:
            score += 0.12 if kernels == (3, 3) else 0.01
        sample = {"width": width, "depth": depth, **{f"kernel{i}": k for i, k in enumerate(kernels)}}
        networks.append((sample, round(score, 6)))
EOF
python3 -c 'from truth import *
for sample, _ in networks: print(json.dumps(sample))' >samples
run profile small.json --metrics "$metrics" --samples samples
python3 -c 'from truth import *
assert [json.loads(line)["score"] for line in open("out")] == [score for _, score in networks]
assert len(networks) == 21' 2>>err
verdict "values of all networks" $?

for condition in 'score >= 1' 'score < 0.9' '0.85 <= score <= 1.2' 'score >= 1 and flops < 50000' 'score > 1 and width == 8'; do
  run space count small.json --metrics "$metrics" --where "$condition" --json
  cp out count
  run profile small.json --metrics "$metrics" --samples samples
  python3 - "$condition" 2>>err <<'EOF'
from truth import *
import sys
n = 0
for (sample, score), line in zip(networks, open("out")):
    n += eval(sys.argv[1], {"score": score, "flops": json.loads(line)["flops"], "width": sample["width"]})
count = json.load(open("count"))
assert count["exact"] and count["feasible"] == str(n) and 0 < n < 21, (count, n)
EOF
  verdict "space count --where '$condition'" $?
done
run space sample small.json --metrics "$metrics" --where 'score >= 1' -n 400 --seed 3
python3 -c 'from truth import *
good = {json.dumps(sample, sort_keys=True) for sample, score in networks if score >= 1}
assert {json.dumps(json.loads(line), sort_keys=True) for line in open("out")} == good' 2>>err
verdict "space sample: those within the range, all of them" $?
run space stats small.json --metrics "$metrics" --json
python3 -c 'from truth import *
scores = [score for _, score in networks]
stats = json.load(open("out"))["score"]
assert abs(stats["min"] - min(scores)) < 1e-9 and abs(stats["max"] - max(scores)) < 1e-9, stats
assert abs(stats["mean"] - sum(scores) / len(scores)) < 1e-9, stats' 2>>err
verdict "space stats" $?

# Labels that are not active are drawn too, and have no score.
printf '{"width": [0.5, 0.25, 0.25], "depth": [0.125, 0.625, 0.25], "kernel0": [0.75, 0.25], "kernel1": [0.5, 0.5]}' >p.json
run profile small.json --metrics "$metrics" --expect p.json --json
python3 -c 'from truth import *
p, mean = json.load(open("p.json")), 0
order = {"width": [4, 8, 16], "depth": [0, 1, 2], "kernel0": [1, 3], "kernel1": [1, 3]}
for sample, score in networks:
    for label, value in sample.items(): score *= p[label][order[label].index(value)]
    mean += score
assert abs(json.load(open("out"))["score"]["expectation"] - mean) < 1e-12' 2>>err
verdict "profile --expect" $?

# ---- A search ----------------------------------------------------------------------------------------------------------

cat >run.json <<'EOF'
{"format": "hwnas-run/1", "space": {"use": "./small.json"}, "budget": {"proposals": 200}, "out": "runs",
 "profilers": {"score": {"use": "scores", "file": "scores.json"},
  "width_score": {"use": "scores", "goal": "minimize", "unit": "pt", "tables": [{"rows": [{"width": 4, "score": 1}], "default": 2}]}},
 "constraints": ["score <= 1.2", "width_score > 1"], "objectives": [{"metric": "score"}, {"metric": "width_score"}]}
EOF
run run run.json
"$hwnas" trials runs --json >found 2>>err
python3 -c 'from truth import *
trials = [json.loads(line) for line in open("found")]
found = {json.dumps(t["sample"], sort_keys=True): t["metrics"] for t in trials}
good = {json.dumps(s, sort_keys=True): {"score": v, "width_score": 2} for s, v in networks if v <= 1.2 and s["width"] > 4}
assert found == good and len(good) > 5, (found, good)' 2>>err
verdict "a search with a file and with tables in place" $?
run run run.json --check
[ $status -eq 0 ] && grep -q "^objectives *maximize score$" out && grep -q "^  *minimize width_score$" out
verdict "goals" $?

# ---- No parts by module -----------------------------------------------------------------------------------------------

one='{"width": 4, "depth": 0}' two='{"width": 8, "depth": 1, "kernel0": 3}'
run profile small.json --metrics "$metrics" --breakdown --sample "$one"
[ $status -eq 2 ] && grep -q "^hwnas: error\[E0309\]: the metric 'score' is a sum over choices, no module has a part of it (--breakdown)" err
verdict "profile --breakdown refuses" $?
run space diff small.json "$one" "$two" --metrics "$metrics"
[ $status -eq 0 ] && grep -q '^score  *0.6  *1.25  *+0.65' out && grep -q '^module .* >*flops$' out && ! grep -q '^module .*score' out
verdict "space diff has it for the whole" $?
run space diff small.json "$one" "$two" --metrics "$metrics" --json
python3 -c 'import json
diff = json.load(open("out"))
assert diff["metrics"]["score"] == [0.6, 1.25] and all("score" not in m["metrics"] for m in diff["modules"].values())' 2>>err
verdict "space diff --json" $?
run plugin inspect scores
[ $status -eq 0 ] && grep -q '^  metric score in 1, per choice, more is better$' out && grep -q '^  tables  *JSON  *none' out
verdict "plugin inspect" $?

# ---- What is wrong in a file -------------------------------------------------------------------------------------------

bad() { # NAME MESSAGE: standard input is the tables
  printf '{"format": "hwnas-scores/1", "tables": ' >bad.json
  cat >tables
  cat tables >>bad.json
  echo '}' >>bad.json
  run profile small.json --metrics 'score=scores(file=bad.json)' --sample "$one"
  [ $status -eq 2 ] && grep -q "^hwnas: error\[E0104\]: profiler 'scores' cannot serve this space: .*bad.json: $2.*(--metrics)$" err
  verdict "$1" $?
  run profile small.json --metrics "score=scores(tables=$(cat tables))" --sample "$one"
  [ $status -eq 2 ] && grep -q "cannot serve this space: tables: $2" err
  verdict "$1, in place" $?
}
bad "an unknown label" "table 2, row 1: the space has no label 'widht'; did you mean 'width'?" <<'EOF'
[{"rows": [{"score": 1}]}, {"rows": [{"widht": 4, "score": 1}]}]
EOF
bad "a value outside the domain" "table 1, row 2: 5 is not in the domain of label 'width'; 'width' is one of 4, 8, 16" <<'EOF'
[{"rows": [{"width": 4, "score": 1}, {"width": 5, "score": 1}]}]
EOF
bad "combinations without a row" 'table 1: 5 of 6 combinations have no row, such as width = 4, kernel0 = 3; add them' <<'EOF'
[{"rows": [{"width": 4, "kernel0": 1, "score": 1}]}]
EOF
bad "a combination twice" "table 1, row 2: these values stand in a row before" <<'EOF'
[{"rows": [{"width": 4, "score": 1}, {"width": 4.0, "score": 2}], "default": 0}]
EOF
bad "a row with another label" "table 1, row 2: the rows before have no 'depth'" <<'EOF'
[{"rows": [{"width": 4, "score": 1}, {"depth": 0, "score": 2}], "default": 0}]
EOF
bad "a row that lacks a label" "table 1, row 2: a label of the rows before is missing" <<'EOF'
[{"rows": [{"width": 4, "depth": 1, "score": 1}, {"depth": 0, "score": 2}], "default": 0}]
EOF
bad "a score that is no number" "table 1, row 1: 'score' is not a number" <<'EOF'
[{"rows": [{"width": 4, "score": null}], "default": 0}]
EOF
bad "a row without a score" "table 1, row 1: there is no 'score'" <<'EOF'
[{"rows": [{"width": 4}], "default": 0}]
EOF
bad "a table without rows" 'table 1: there are no "rows"' <<'EOF'
[{"default": 0}]
EOF
bad "an unknown key of a table" "table 1: unknown key 'deflt'" <<'EOF'
[{"rows": [{"width": 4, "score": 1}], "deflt": 0}]
EOF
bad "a table that is none" 'table 1: a table is {"rows": \[' <<'EOF'
[[{"width": 4, "score": 1}]]
EOF

wrong_file() { # NAME MESSAGE: standard input is the file
  cat >bad.json
  run profile small.json --metrics 'score=scores(file=bad.json)' --sample "$one"
  [ $status -eq 2 ] && grep -q "^hwnas: error\[E0104\]: profiler 'scores' cannot serve this space: $2" err
  verdict "$1" $?
}
wrong_file "another format" ".*bad.json: 'format' must be \"hwnas-scores/1\"" <<'EOF'
{"format": "hwnas-scores/2", "tables": []}
EOF
wrong_file "no format" ".*bad.json: there is no \"format\"" <<'EOF'
{"tables": []}
EOF
wrong_file "an unknown key" ".*bad.json: unknown key 'table'" <<'EOF'
{"format": "hwnas-scores/1", "table": []}
EOF
wrong_file "no JSON" ".*bad.json:2:1" <<'EOF'
{"format": "hwnas-scores/1",
]
EOF
run profile small.json --metrics 'score=scores(file=missing.json)' --sample "$one"
[ $status -eq 2 ] && grep -q "the file .*missing.json cannot be read: No such file" err
verdict "no file" $?
run profile small.json --metrics 'score=scores(file=.)' --sample "$one"
[ $status -eq 2 ] && grep -q "cannot be read: Is a directory" err
verdict "a folder in place of a file" $?
run profile small.json --metrics 'score=scores' --sample "$one"
[ $status -eq 2 ] && grep -q "profiler 'scores' cannot start: it needs one of 'file' and 'tables' (--metrics)" err
verdict "neither file nor tables" $?
run profile small.json --metrics 'score=scores(file=scores.json,tables=[])' --sample "$one"
[ $status -eq 2 ] && grep -q "it needs one of 'file' and 'tables', not both" err
verdict "both" $?
run profile small.json --metrics 'score=scores(tables=[{"rows":[{"score":1e300}]}])' --sample "$one"
[ $status -eq 1 ] && grep -q "error\[E0301\]: a value of 1e+300 1 in 'score' passes 2^62 quanta of 1e-06 (table 2 of profiler 'scores', metric 'score')" err
verdict "a score that is too large" $?
exit $failed
