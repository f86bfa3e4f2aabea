#!/bin/sh
# Files that mean harm: refused with exit status 2, a located error and in little time and memory.
set -u
failed=0
hwnas=${HWNAS:?}

repeat() { # TEXT N: the text n times
  awk -v text="$1" -v n="$2" 'BEGIN { while (n-- > 0) printf "%s", text }'
}

# The address space is limited where no sanitizer needs it all.
# shellcheck disable=SC3045 # a shell without it is left to the time limit of the test
limited() {
  case $("$hwnas" --version) in
    *sanitizers*) ;;
    *) ulimit -v 2000000 2>/dev/null ;;
  esac
  "$hwnas" "$@"
}

# refused NAME PATTERN FILE [VERB...]: `space check` unless another verb is given
refused() {
  name=$1 pattern=$2 file=$3
  shift 3
  [ $# -gt 0 ] || set -- space check
  (limited "$@" "./$file") >out 2>err </dev/null
  status=$?
  if [ $status -eq 2 ] && grep -q "^hwnas: error.*$pattern" err && grep -q "$file" err; then
    echo "ok $name"
  else
    echo "not ok $name (status $status)"
    head -c 2000 err
    failed=1
  fi
}

space() { # FILE MEMBERS
  printf '{"format": "hwnas-space/1", "input": {"x": [1, 3, 8, 8]},\n%s}' "$2" >"$1"
}

# ---- Texts ----------------------------------------------------------------------------------------------------

{ repeat '[' 10000 && repeat ']' 10000; } >deep.json
refused "10000 arrays in each other" "E0108.*nested more than 256 levels deep (./deep.json:1:257)" deep.json
repeat '{"a":' 10000 >deep_objects.json
refused "10000 objects in each other" "E0108.*nested more than 256 levels deep" deep_objects.json
printf '{"a":\n 9223372036854775808}' >large_integer.json
refused "an integer past 2^63" "E0108.*9223372036854775808 is too large (./large_integer.json:2:2)" large_integer.json
printf '{"a": 1e999}' >large_number.json
refused "1e999" "E0108.*1e999 is too large (./large_number.json:1:7)" large_number.json
for word in NaN Infinity -Infinity; do
  printf '{"a": %s}' "$word" >word.json
  refused "$word" "E0100.*(./word.json:1:7)" word.json
done
printf '{"a": 1,\n "a": 2}' >twice.json
refused "a key twice" 'E0107.*"a" stands twice in one object (./twice.json:2:2)' twice.json
printf '{"a": "\377\376"}' >bytes.json
refused "invalid UTF-8" "E0100.*(./bytes.json:1:8)" bytes.json
printf '{"a": "\355\240\200"}' >surrogate.json
refused "a surrogate in UTF-8" "E0100.*(./surrogate.json:1:8)" surrogate.json
printf '{"a": 1}\000' >zero.json
refused "a zero byte" "E0100.*a byte of value 0 (./zero.json:1:9)" zero.json
: >empty.json
refused "an empty file" "E0100.*(./empty.json:1:1)" empty.json
head -c 100000 /dev/urandom >noise.json
refused "random bytes" "E01" noise.json

# ---- Spaces ---------------------------------------------------------------------------------------------------

space loops.json '"network": [{"op": "relu", "for": {"i": "=range(1000)", "j": "=range(1000)", "k": "=range(1000)"}}]'
refused "10^9 turns of for" "E0108.*(./loops.json:2:" loops.json
space repeats.json '"network": {"repeat": {"repeat": {"repeat": {"op": "relu"}, "count": 1000}, "count": 1000}, "count": 1000}'
refused "10^9 turns of repeat" "E0108.*(./repeats.json:2:" repeats.json
ten='{"block": "NEXT"}, {"block": "NEXT"}, {"block": "NEXT"}, {"block": "NEXT"}, {"block": "NEXT"}'
blocks='"b9": {"body": {"op": "relu"}}'
for i in 0 1 2 3 4 5 6 7 8; do
  calls=$(echo "$ten, $ten" | sed "s/NEXT/b$((i + 1))/g")
  blocks="$blocks, \"b$i\": {\"body\": [$calls]}"
done
space blocks.json "\"blocks\": {$blocks}, \"network\": {\"block\": \"b0\"}"
refused "10^9 calls of blocks" "E0108.*(./blocks.json:2:" blocks.json
space recursion.json '"blocks": {"b": {"body": {"block": "b"}}}, "network": {"block": "b"}'
refused "a block in itself" "E0218.*block 'b' contains itself (./recursion.json:2:" recursion.json
space cycle.json '"let": {"a": "=b", "b": "=a"}, "network": {"op": "relu", "when": "=a"}'
refused "definitions in a circle" "E0803.*'a' is needed to compute itself (./cycle.json:2:" cycle.json
space endless.json '"let": {"f(n)": "=f(n + 1)"}, "network": {"op": "relu", "when": "=f(0)"}'
refused "a function without end" "E0108.*too many definitions need each other.*(./endless.json:2:" endless.json
space domain.json "\"network\": {\"op\": \"relu\", \"when\": \"=choice('d', range(10000000)) > 1\"}"
refused "a domain of 10^7 values" "E0802.*a list of more than 65536 entries (./domain.json:2:" domain.json
space domains.json "\"network\": {\"op\": \"relu\", \"when\": \"=choice('d', range(65536)) > 1\"}"
refused "a domain computed 65536 times" "E0108.*(./domains.json:2:" domains.json
doubled='"a0": 1'
i=0
while [ $i -lt 40 ]; do
  doubled="$doubled, \"a$((i + 1))\": \"=[a$i, a$i]\""
  i=$((i + 1))
done
space doubled.json "\"let\": {$doubled}, \"network\": {\"op\": \"relu\", \"when\": \"=a40 == a39\"}"
refused "lists of 2^40 entries" "E0802.*a list of more than 65536 entries (./doubled.json:2:" doubled.json
space powers.json '"network": {"op": "relu", "when": "=9 ** 9 ** 9 ** 9"}'
refused "towers of powers" "E0802.*the result is too large (./powers.json:2:" powers.json
space wide.json "\"network\": {\"op\": \"relu\", \"when\": \"=any(false for i in range(65536) for j in range(65536))\"}"
refused "loops of 2^32 turns" "E0802.*more than 4194304 steps.*(./wide.json:2:" wide.json
space label.json "\"network\": {\"op\": \"relu\", \"when\": \"=choice('$(repeat x 2000)', [0, 1]) > 0\"}"
refused "a label of 2000 bytes" "E0108.*a label or name of 2000 bytes; 1024 are allowed (./label.json:2:" label.json
space name.json "\"network\": [{\"op\": \"relu\", \"name\": \"$(repeat x 2000)\"}]"
refused "a name of 2000 bytes" "E0108.*a label or name of 2000 bytes; 1024 are allowed (./name.json:2:" name.json
for verb in count show; do
  refused "space $verb refuses too" "E0108.*(./loops.json:2:" loops.json space $verb
done

# What is allowed must not take for ever: thousands of choices that have nothing to do with each other.
awk 'BEGIN {
  printf "{\"format\": \"hwnas-space/1\", \"input\": {\"x\": [1, 4, 8, 8]}, \"network\": [";
  for (i = 0; i < 3000; i++)
    printf "%s{\"op\": \"conv2d\", \"out_channels\": 4, \"kernel_size\": 1, \"when\": \"=choice(%cc%d%c, [0, 1]) > 0\"}",
           i ? ", " : "", 39, i, 39;
  printf "]}" }' >many.json
awk 'BEGIN { for (turn = 1; turn <= 3; turn++) {
  printf "{";
  for (i = 0; i < 3000; i++) printf "%s\"c%d\": %d", i ? ", " : "", i, i % turn == 0;
  print "}" } }' >many.jsonl
limited profile ./many.json --metrics flops --samples many.jsonl >out 2>err
status=$?
if [ $status -eq 0 ] && [ "$(tr '\n' ' ' <out)" = '{"flops":3840000} {"flops":1920000} {"flops":1280000} ' ]; then
  echo "ok 3000 modules that may be left out"
else
  echo "not ok 3000 modules that may be left out (status $status)"
  cat out err
  failed=1
fi
metrics=flops
for i in 1 2 3 4 5 6 7 8; do metrics="$metrics,a$i=flops,b$i=flops,c$i=flops,d$i=flops,e$i=flops,f$i=flops,g$i=flops,h$i=flops"; done
space good.json "\"network\": {\"op\": \"relu\", \"when\": \"=choice('d', [1, 2, 3]) > 1\"}"
"$hwnas" profile ./good.json --metrics $metrics --sample '{"d": 2}' >out 2>err
status=$?
if [ $status -eq 2 ] && grep -q "E0108.*65 metrics at once; 64 are allowed" err; then
  echo "ok 65 metrics"
else
  echo "not ok 65 metrics (status $status)"
  cat out err
  failed=1
fi

space two.json '"network": [{"op": "conv2d", "out_channels": "=choice(%cw%c, [8, 12])", "kernel_size": 1},
 {"op": "conv2d", "out_channels": "=choice(%cw%c, [8, 16])", "kernel_size": 1}]'
sed -i "s/%c/'/g" two.json
refused "one label with two domains" "E0203.*label 'w' has two domains (./two.json:3:" two.json
shapes() { # NAME PATTERN NETWORK: with %c for a quote; what is refused is shown by a network that gets there
  space shapes.json "\"network\": $(echo "$3" | sed "s/%c/'/g")"
  refused "$1" "$2" shapes.json
  grep -q '^  a network that gets there: {"' err || {
    echo "not ok $1 has a witness"
    failed=1
  }
}
shapes "groups that do not divide" "E0211.*8 input and 8 output channels do not divide into 3 groups (./shapes.json:2:.*, module 1)" \
  '[{"op": "conv2d", "out_channels": 8, "kernel_size": 1}, {"op": "conv2d", "out_channels": 8, "kernel_size": 1, "groups": "=choice(%cg%c, [1, 3])"}]'
shapes "tensors that do not add" "E0211.*do not broadcast (./shapes.json:2:.*, module add)" \
  '{"residual": {"op": "conv2d", "out_channels": "=choice(%cw%c, [3, 5])", "kernel_size": 1}}'
shapes "a kernel larger than its map" "E0211.*a kernel over 9 .* is larger than the input of 8 .*(./shapes.json:2:.*, module 0)" \
  '[{"op": "conv2d", "out_channels": 4, "kernel_size": "=choice(%ck%c, [3, 9])"}]'
grep -q '{"k":9}' err || { echo "not ok the witness has the kernel"; failed=1; }
space rank.json '"network": {"choose": "c", "of": {"a": {"op": "flatten"}, "b": {"op": "relu"}}}'
refused "a candidate of another rank" "E0213.*rank 2 and 4 (./rank.json:2:.*, the whole network)" rank.json
{ printf '{"format": "hwnas-space/1", "input": {"x": [1, 3, 8, 8]}, "network":\n' && repeat '{"repeat":' 10000 &&
  printf '{"op": "relu"}' && repeat ', "count": 1}' 10000 && printf '}'; } >nested.json
refused "10000 containers in each other" "E0108.*nested more than 256 levels deep (./nested.json:2:" nested.json
head -c 104857600 /dev/zero | tr '\0' ' ' >large.json
refused "a file of 100 MiB" "E0108.*larger than 64 MiB" large.json
rm large.json

# ---- Samples and run files --------------------------------------------------------------------------------------

space good.json "\"network\": {\"op\": \"relu\", \"when\": \"=choice('d', [1, 2, 3]) > 1\"}"
for sample in '{"d": 1, "d": 2}' '{"d": 1e999}' '{"d": NaN}' '[' '{"d": {}}' "$(repeat '[' 300)"; do
  "$hwnas" profile ./good.json --metrics flops --sample "$sample" >out 2>err
  status=$?
  if [ $status -eq 2 ] && grep -q '^hwnas: error.*(--sample' err; then
    echo "ok sample $(echo "$sample" | cut -c1-20)"
  else
    echo "not ok sample $sample (status $status)"
    cat err
    failed=1
  fi
done
run_file() { # FILE MEMBERS
  printf '{"format": "hwnas-run/1", "space": {"use": "./good.json"}, "out": "never",\n%s}' "$2" >"$1"
}
run_file deep_run.json "\"constraints\": [\"$(repeat '(' 5000)flops\"]"
refused "a deep constraint" "E0800.*nested deeper than 200.*(./deep_run.json:2:" deep_run.json run --check
run_file space_run.json '"seed": 99999999999999999999'
refused "a seed past 2^64" "E0108.*too large (./space_run.json:2:9)" space_run.json run --check
printf '{"format": "hwnas-run/1", "space": {"use": "./loops.json"}, "out": "never"}' >loops_run.json
refused "a run on a hostile space" "E0108.*(./\(\./\)*loops.json:2:" loops_run.json run --check

exit $failed
