#!/bin/sh
# Regions that are empty, tiny, contradictory or huge; and what becomes of long work that is cut short.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"

feasible() { # NUMBER ARGUMENT...: nasbench201 has so many networks, and that is exact
  number=$1
  shift
  run space count nasbench201 "$@" --json
  [ "$status" -eq 0 ] && grep -q "\"feasible\":\"$number\",\"exact\":true" out
}
empty() { # WHAT SPACE ARGUMENT...: nothing can be drawn, which is said within some seconds
  what=$1
  shift
  run space sample "$@"
  [ "$status" -eq 1 ] && grep -q "E0308.*no network of" err
  verdict "$what: nothing to draw" $?
}

# ---- Few or none ------------------------------------------------------------------------------------------------------

for wheres in "flops < 1e7|flops > 2e7" "flops >= 1e300|params > 0" "flops == 8004234.5|params > 0" \
  "flops != flops|params > 0" "flops > 2e8|params < 1e6"; do
  one=${wheres%|*} two=${wheres#*|}
  feasible 0 --where "$one" --where "$two"
  verdict "$one and $two: none" $?
  empty "$one and $two" nasbench201 --where "$one" --where "$two"
done
run space count nasbench201 --where "flops < 0 / 0"
[ "$status" -eq 2 ] && grep -q "E0603.*division by zero (--where)" err
verdict "a bound that is no number" $?
empty "two ranges without a network between them" mobilenet_v3 --where "flops <= 13038056" --where "params >= 6e6"
run profile nasbench201 --metrics flops,params --json --sample '{"cell/0_1": "conv_3x3", "cell/0_2": "conv_3x3", "cell/1_2": "conv_3x3",
  "cell/0_3": "conv_3x3", "cell/1_3": "conv_3x3", "cell/2_3": "conv_3x3"}'
flops=$(python3 -c 'import json; print(json.load(open("out"))["flops"])')
feasible 1 --where "flops == $flops"
verdict "a range of one network" $?
run space sample nasbench201 --where "flops == $flops" -n 5
[ "$status" -eq 0 ] && [ "$(sort -u out | wc -l)" -eq 1 ] && [ "$(wc -l <out)" -eq 5 ] && [ "$(grep -o conv_3x3 out | wc -l)" -eq 30 ]
verdict "which is drawn again and again" $?
run space stats nasbench201 --where "flops == $flops" --json
python3 - "$flops" <<'END'
import json, sys
flops = json.load(open("out"))["flops"]
assert flops["min"] == flops["max"] == flops["mean"] == int(sys.argv[1]) and flops["sd"] == 0
END
verdict "and has statistics" $?
run profile nasbench201 --metrics flops --json --expect '{"cell/0_1": {"conv_3x3": 1}, "cell/0_2": {"conv_3x3": 1}, "cell/1_2": {"conv_3x3": 1},
  "cell/0_3": {"conv_3x3": 1}, "cell/1_3": {"conv_3x3": 1}, "cell/2_3": [0, 0, 0, 1, 0]}'
[ "$status" -eq 0 ] && python3 -c 'import json, sys
assert json.load(open("out"))["flops"]["expectation"] == int(sys.argv[1])' "$flops"
verdict "candidates of probability 0" $?
for number in NaN Infinity 1e999; do
  run profile nasbench201 --metrics flops --expect "{\"cell/0_1\": [$number, 0, 0, 0, 0]}"
  [ "$status" -eq 2 ] && grep -q "^hwnas: error.*(--expect:1:" err
  verdict "a probability of $number" $?
done

# ---- Graphs that may not grow -----------------------------------------------------------------------------------------

run space count nasbench201 --where "flops <= 5e7" --json
number=$(sed 's/.*"feasible":"\([0-9]*\)".*/\1/' out)
run space count nasbench201 --where "flops <= 5e7" --budget 1 --json
[ "$status" -eq 0 ] && grep -q "\"feasible\":\"$number\",\"exact\":true,\"method\":\"enumeration\"" out
verdict "a small space without a graph, network by network" $?
run space count proxyless_nas --where "flops <= 500e6" --json
cp out exact
run space count proxyless_nas --where "flops <= 500e6" --budget 1 --json
[ "$status" -eq 0 ] && python3 - <<'END'
import json
count, number = json.load(open("out")), json.load(open("exact"))["feasible"]
assert count["exact"] is False and count["method"] == "samples" and count["reason"]
assert int(count["least"]) <= int(number) <= int(count["most"]), number
END
verdict "a count by samples, its bounds around the number" $?
run space sample nasbench201 --where "flops <= 1e7" --budget 1 -n 20
cp out samples
run profile nasbench201 --metrics flops --samples samples
[ "$status" -eq 0 ] && python3 -c 'import json
costs = [json.loads(line)["flops"] for line in open("out")]
assert len(costs) == 20 and max(costs) <= 1e7'
verdict "samples by trying" $?

# ---- Very many labels -------------------------------------------------------------------------------------------------

labels() { # N [KERNEL]: a space of so many independent labels; every other convolution has that kernel, the rest 1
  awk -v n="$1" -v kernel="${2:-1}" 'BEGIN {
    printf "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 8, 8]}, \"network\": [";
    for (i = 0; i < n; i++) {
      k = i % 2 ? 1 : kernel;
      printf "%s{\"op\": \"conv2d\", \"out_channels\": 4, \"kernel_size\": %d, \"padding\": %d, ", i ? ", " : "", k, (k - 1) / 2;
      printf "\"when\": \"=choice(%cc%d%c, [0, 1]) > 0\"}", 39, i, 39;
    }
    printf "]}" }'
}
labels 100000 >hundred.json
run space count hundred.json
[ "$status" -eq 2 ] && grep -q "E0108.*more than 4096 choices" err && grep -q "to allow more: --limit choices=8192" err
verdict "100000 labels are refused in words" $?
rm hundred.json
labels 12000 >many.json
limits="--limit choices=16384"
# shellcheck disable=SC2086 # words
run space count many.json $limits --json
python3 -c 'import json, sys
sys.set_int_max_str_digits(0)
assert int(json.load(open("out"))["networks"]) == 2**12000'
verdict "12000 labels are counted" $?
# Fewer than 5300 of them at once: one network in 10^38, in steps too fine for any table of sums.
# shellcheck disable=SC2086
run space sample many.json $limits --where "flops < 5300 * 1280" -n 3
python3 -c 'import json
samples = [json.loads(line) for line in open("out")]
assert len(samples) == 3 and all(sum(sample.values()) < 5300 for sample in samples)'
verdict "and drawn from a rare part" $?
# shellcheck disable=SC2086
run space stats many.json $limits --metrics flops --json
python3 -c 'import json
flops = json.load(open("out"))["flops"]
assert flops["resolution"] == 0 and flops["quantiles"]["0.5"] == flops["mean"] == 6000 * 1280'
verdict "and their median is exact" $?
labels 1500 >fewer.json
run space count fewer.json --where "flops < 700 * 1280" --json
python3 -c 'import json, math
count = json.load(open("out"))
assert count["exact"] and int(count["feasible"]) == sum(math.comb(1500, k) for k in range(700))'
verdict "1500 labels are counted exactly" $?
# Every other one costs 50432, the rest 1280: too many sums, again of one network in 10^38.
labels 4000 7 >mixed.json
run space count mixed.json --where "flops < 37400000" --json
python3 -c 'import json, math
count = json.load(open("out"))
assert count["exact"] is False
least, most, number = (int(count[key]) for key in ("least", "most", "feasible"))
up_to = [0]
for k in range(2001): up_to.append(up_to[-1] + math.comb(2000, k))
exact = sum(math.comb(2000, k) * up_to[min(2001, (37400000 - 50432 * k + 1279) // 1280)] for k in range(37400000 // 50432 + 1))
assert least <= exact <= most and 8 * most < 10 * number, (number * 1000 // exact, least * 1000 // exact, most * 1000 // exact)'
verdict "more sums than can be counted are bounded" $?
# Elimination of one label that all others hang below takes no more than its time either.
awk 'BEGIN {
  printf "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 8, 8]}, \"network\": {\"choose\": \"all\", \"of\": {\"none\": {\"op\": \"relu\"}, \"some\": [";
  for (i = 0; i < 12000; i++)
    printf "%s{\"op\": \"relu\", \"when\": \"=choice(%cc%d%c, [0, 1]) > 0\"}", i ? ", " : "", 39, i, 39;
  printf "]}}}" }' >star.json
# shellcheck disable=SC2086
run space count star.json $limits --json
python3 -c 'import json, sys
sys.set_int_max_str_digits(0)
assert int(json.load(open("out"))["networks"]) == 2**12000 + 1'
verdict "12000 labels below another one" $?
rm many.json fewer.json mixed.json star.json

# ---- Signals ----------------------------------------------------------------------------------------------------------

# Long work that has printed nothing ends at once, with the status of a shell that was interrupted.
cut_short() { # WHAT SIGNAL ARGUMENT...
  what=$1 signal=$2
  shift 2
  ls >before
  "$hwnas" "$@" >out 2>err </dev/null &
  pid=$!
  sleep 1
  kill "-$signal" $pid
  begin=$(date +%s)
  wait $pid
  status=$?
  ls >after
  [ $status -eq 130 ] && [ $(($(date +%s) - begin)) -le 2 ] && [ ! -s out ] && cmp -s before after
  verdict "$what, $signal" $?
}
touch after
for signal in INT TERM; do
  cut_short "an exact count" $signal space count mobilenet_v3 --where "flops <= 83e6" --exact
  cut_short "samples that are not found" $signal space sample mobilenet_v3 --where "flops / params < 1e-9"
done
exit $failed
