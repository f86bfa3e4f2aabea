#!/bin/sh
# profile: values, breakdown, files of samples and what is wrong in them.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"
sample='{"cell/0_1":"conv_1x1","cell/0_2":"conv_3x3","cell/1_2":"conv_3x3","cell/0_3":"conv_1x1","cell/1_3":"conv_1x1","cell/2_3":"conv_3x3"}'
value='{"flops":130269834,"params":886426}'

run() { # ARGUMENT...: profiles nasbench201, leaves out, err and status
  "$hwnas" profile nasbench201 "$@" >out 2>err </dev/null
  status=$?
}

run --metrics flops,params --sample "$sample" --json
[ "$(cat out)" = "$value" ] && [ $status -eq 0 ] && [ ! -s err ]
verdict "value" $?
run --metrics flops,params --sample "$sample"
grep -q '^flops *130269834 *130.3 M *FLOP$' out && grep -q '^params *886426 ' out
verdict "table" $?
run --metrics 'params,f=flops(count_bias=false)' --sample "$sample" --json
[ "$(cat out)" = '{"params":886426,"f":130269824}' ]
verdict "order, options and another name" $?

run --metrics flops,params --sample "$sample" --breakdown
awk '$1 == "total" { total = $2 } $2 ~ /^[a-z]/ && $1 ~ /\./ { sum += $(NF - 3) } END { exit !(total == 130269834 && sum == total) }' out
verdict "breakdown sums to the total" $?
run --metrics params --sample "$sample" --breakdown --json
tr ',{}' '\n\n\n' <out | awk -F: '/^"[a-z0-9_]*\./ { sum += $2 } /^"params":[0-9]/ { total = $2 } END { exit !(total == 886426 && sum == total) }'
verdict "breakdown as JSON sums to the total" $?

i=0
while [ $i -lt 1500 ]; do
  echo "$sample"
  i=$((i + 1))
done >many.jsonl
run --metrics flops,params --samples many.jsonl
[ $status -eq 0 ] && [ "$(wc -l <out)" -eq 1500 ] && [ "$(sort -u out)" = "$value" ]
verdict "a file of several batches" $?
"$hwnas" profile nasbench201 --metrics flops,params --samples - <many.jsonl >out 2>err
[ $? -eq 0 ] && [ "$(wc -l <out)" -eq 1500 ]
verdict "standard input" $?
"$hwnas" space sample nasbench201 -n 20 2>err | "$hwnas" profile nasbench201 --metrics flops --samples - >out 2>>err
[ "$(grep -c '^{"flops":[0-9]*}$' out)" -eq 20 ]
verdict "what sample draws, profile reads" $?

printf '%s\n\n%s\n{"cell/0_1": "conv_9x9"}\n%s\n' "$sample" "$sample" "$sample" >bad.jsonl
run --metrics flops,params --samples bad.jsonl
[ $status -eq 2 ] && [ "$(wc -l <out)" -eq 2 ] && grep -q 'error\[E0206\].*(bad.jsonl:4:2)' err
verdict "a bad line is named, lines before it are answered" $?
printf '%s\n{"cell/0_1": \n' "$sample" >broken.jsonl
run --metrics flops --samples broken.jsonl
[ $status -eq 2 ] && grep -q 'error\[E0100\].*broken.jsonl:2:' err
verdict "a line that is no JSON" $?
run --metrics flops --samples nowhere.jsonl
[ $status -eq 2 ] && grep -q 'error\[E0003\].*nowhere.jsonl' err
verdict "a file that is not there" $?

run --metrics flopz --sample "$sample"
[ $status -eq 2 ] && grep -q "did you mean 'flops'" err
verdict "misspelt metric" $?
run --metrics 'flops(count_bia=false)' --sample "$sample"
[ $status -eq 2 ] && grep -q "did you mean 'count_bias'" err
verdict "misspelt option of a metric" $?
run --metrics flops --sample '{"cell/0_1":"conv_1x1"}'
[ $status -eq 2 ] && [ "$(grep -c 'error\[E0205\]' err)" -eq 5 ]
verdict "all missing labels at once" $?
stranger=$(echo "$sample" | sed 's/^{/{"cell\/9_9":1,/')
run --metrics flops --sample "$stranger" --json
[ $status -eq 2 ] && grep -q 'error\[E0204\]' err
verdict "unknown label" $?
run --metrics flops --sample "$stranger" --lenient --json
[ $status -eq 0 ] && [ "$(cat out)" = '{"flops":130269834}' ]
verdict "lenient" $?

"$hwnas" profile mobilenet_v3 --metrics flops --published mobilenetv3-small-100 --json >out 2>err
[ $? -eq 0 ] && grep -q '^{"flops":[0-9]*}$' out
verdict "a published network" $?
cp out small
"$hwnas" profile mobilenet_v3 --metrics flops --published mobilenetv3-small-100 --param resolution=160 --json >out 2>err
[ $? -eq 0 ] && [ "$(tr -dc 0-9 <out)" -lt "$(tr -dc 0-9 <small)" ]
verdict "--param goes before the published parameters" $?

run --metrics 'macs,nni=flops,full=flops(convention=full)' --sample "$sample" --json
cp out separately
run --compare --sample "$sample" --json
python3 - <<'EOF' 2>err && [ $status -eq 0 ]
import json
compared, separately = json.load(open("out")), json.load(open("separately"))
operators = compared.pop("operators")
assert compared == separately, (compared, separately)
for name, value in separately.items():
    assert sum(operator[name] for operator in operators.values()) == value, name
assert operators["conv2d"]["uses"] > 0 and operators["batch_norm2d"]["macs"] == 0
EOF
verdict "conventions side by side" $?
run --compare --sample "$sample"
[ $status -eq 0 ] && head -n 1 out | grep -q '^operator *uses *macs *flops nni *flops full$' &&
  tail -n 1 out | grep -q '^total .* 130269834 ' && grep -q '^all others ' out
verdict "conventions side by side, for people" $?
for option in '--metrics flops' '--breakdown' '--samples -'; do
  # shellcheck disable=SC2086 # a list of words
  run --compare --sample "$sample" $option
  [ $status -eq 2 ] && grep -q 'error\[E0700\].*give only one of' err
  verdict "--compare with $option" $?
done
exit $failed
