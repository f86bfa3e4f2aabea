#!/bin/sh
# labels: long
# Derived variables: a space has the same networks, and they cost the same, whether values are named or not; and nested
# candidates take time and memory in proportion to their depth.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"
random=$HWNAS_SOURCE_DIR/tests/derived/random_space.py
nested=$HWNAS_SOURCE_DIR/tests/derived/nested.py
all='--limit derive=16777216' # no value of these spaces has as many cells: none is named

costs() { # SPACE SAMPLES [OPTION]...
  space=$1
  samples=$2
  shift 2
  "$hwnas" profile "$space" --metrics flops,params,depth --samples "$samples" --breakdown "$@"
}

# ---- Random spaces ------------------------------------------------------------------------------------------------

same() { # WHAT FILE FILE
  cmp -s "$2" "$3" || { echo "seed $seed, derive=$cells: other $1" >>differences; }
}

compare() { # with values of more than $cells cells named
  "$hwnas" space count ./space.json --limit derive="$cells" --json >named.count 2>&1
  same counts plain.count named.count
  costs ./space.json plain.samples --limit derive="$cells" >named.costs 2>&1
  same costs plain.costs named.costs
  "$hwnas" space sample ./space.json -n 50 --seed 2 --limit derive="$cells" >named.samples 2>named.err
  costs ./space.json named.samples --limit derive="$cells" >named.costs 2>&1
  # shellcheck disable=SC2086 # words
  costs ./space.json named.samples $all >again.costs 2>&1
  same draws named.costs again.costs
  "$hwnas" space show ./space.json --limit derive="$cells" --json >expanded.json
  "$hwnas" space count ./expanded.json --json >named.count 2>&1
  same "counts when expanded" plain.count named.count
  costs ./expanded.json plain.samples >named.costs 2>&1
  same "costs when expanded" plain.costs named.costs
  ! grep -q '"derived"' expanded.json || derived=$((derived + 1))
}

: >differences
derived=0
for seed in $(seq 1 "${HWNAS_DERIVED_SEEDS:-16}"); do
  python3 "$random" "$seed"
  # shellcheck disable=SC2086 # words
  "$hwnas" space count ./space.json $all --json >plain.count
  # shellcheck disable=SC2086
  "$hwnas" space sample ./space.json -n 50 --seed 1 $all >plain.samples 2>err
  # shellcheck disable=SC2086
  costs ./space.json plain.samples $all >plain.costs
  for cells in 1 4 32; do compare; done
done
[ ! -s differences ] && [ "$derived" -gt 5 ]
verdict "random spaces are the same with derived variables ($derived have some)" $? differences

# ---- Nested candidates --------------------------------------------------------------------------------------------

for depth in 3 12 48; do
  networks=$(python3 "$nested" $depth)
  run space count ./space.json --json --limit memory=16
  expected="\"networks\":\"$networks\""
  grep -qF "$expected" out
  verdict "candidates nested $depth deep: $networks networks, in 16 MiB" $?
done
run space check ./space.json
grep -q '^derived variable *values *cells *of$' out && grep -q '^#1 *2 ' out
verdict "space check names derived variables" $?
run space check ./space.json --json
python3 -c '
import json
derived = json.load(open("out"))["derived"]
names = [d["name"] for d in derived]
assert len(names) == len(set(names)) > 10, names
assert all(d["values"] > 1 and d["cells"] <= 1024 for d in derived), derived
assert any(set(d["depends_on"]) & set(names) for d in derived), derived'
verdict "the same as JSON" $?
run space check ./space.json --explain 2 --json
python3 -c '
import json
facts = {f["what"]: f for f in json.load(open("out"))["facts"]}
assert {"n0", "n47"} <= set(facts["input 0, dim 1"]["depends_on"]), facts'
verdict "a module tells the choices behind derived variables" $?

networks=$(python3 "$nested" 3)
"$hwnas" space sample ./space.json -n 10600 --seed 4 --limit derive=1 2>err | sort | uniq -c | awk '{print $1}' | sort -n >out
expected="53 networks, each about 200 times"
[ "$(wc -l <out)" -eq 53 ] && [ "$(head -n 1 out)" -gt 140 ] && [ "$(tail -n 1 out)" -lt 260 ]
verdict "draws are uniform" $?

# ---- In a file ----------------------------------------------------------------------------------------------------

written() { # DERIVED: space.json
  printf '{"format": "hwnas-space/1", "input": {"x": [1, 4]}, "choices": {"a": {"domain": [1, 2], "active": true}, "b": {"domain": [1, 2], "active": true}},
"derived": {%s},
"network": {"op": "linear", "out_features": {"over": ["s"], "table": [8, 16]}}}' "$1" >space.json
}
written '"s": {"over": ["a", "b"], "table": [[0, 1], [1, 0]]}'
run space count ./space.json --json
grep -q '"samples":"4"' out
verdict "a derived variable in a file" $?
sed 's/, "active": true//g' space.json >inactive.json
run space count ./inactive.json
[ "$status" -eq 2 ] && grep -q "error\[E0200\].*depends on '[ab]' where that choice is not active (./inactive.json:3:" err
verdict "reading it activates no choice, and that is an error where it matters" $?
for wrong in '"s": {"over": ["a"], "table": [0, 0]}' '"s": {"over": ["a"], "table": [0, 1.5]}' '"s": {"over": ["a"], "table": [0, -1]}' \
  '"a": {"over": ["b"], "table": [0, 1]}' '"s": {"over": ["t"], "table": [0, 1]}'; do
  written "$wrong"
  run space count ./space.json
  [ "$status" -eq 2 ] && grep -q 'hwnas: error\[E.*(./space.json:2:' err
  verdict "refused: $wrong" $?
done

# ---- Definitions --------------------------------------------------------------------------------------------------

cat >space.json <<'END'
{"format": "hwnas-space/1", "input": {"x": [1, 4]},
 "let": {"on(i)": "=choice('on{i}', [0, 1])"},
 "derived": {"total": "=ones(4)", "ones(n)": "=if(n == 0, 0, ones(n - 1) + on(n - 1))"},
 "network": [{"op": "linear", "out_features": "=1 + total"}, {"op": "linear", "out_features": 2, "when": "=on(0) == 1"}]}
END
run space count ./space.json --json
[ "$status" -eq 2 ] && grep -q "error\[E0200\].*depends on 'on[0-3]' where that choice is not active (./space.json:4:.*, module 0)" err
verdict "reading what is derived activates no choice: one that is read nowhere else is an error" $?
sed -i 's/"when": "=on(0) == 1"/"when": "=on(0) + on(1) + on(2) + on(3) == 1"/' space.json
run space count ./space.json --json
grep -q '"samples":"16","networks":"16"' out
verdict "choices that are read besides are active" $?
"$hwnas" space check ./space.json >out 2>err
grep -q '^ones(3) *4 *6 *ones(2), on2$' out && grep -q '^ones(4) *5 *8 *ones(3), on3$' out
verdict "every value of a definition that has causes is a variable of its name" $?
"$hwnas" space show ./space.json --json >expanded.json
"$hwnas" space sample ./space.json -n 20 --law labels >samples 2>err
for file in space expanded; do costs ./$file.json samples >$file.costs; done
cmp -s space.costs expanded.costs && grep -q 'ones(4)' expanded.json
verdict "they come back when the file is expanded" $?
sed -i 's/"total": "=ones(4)"/"total": "=total"/' space.json
run space check ./space.json
[ "$status" -eq 2 ] && grep -q "error\[E.*'total' is needed to compute itself (./space.json:3" err
verdict "a definition that needs itself" $?
exit $failed
