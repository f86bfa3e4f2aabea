#!/bin/sh
# labels: threads
# run and trials: results, exit statuses, signals.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"

cat >one.json <<'END'
{
  "format": "hwnas-run/1",
  "space": {"use": "nasbench201"},
  "constraints": ["flops <= 100e6"],
  "objectives": [{"metric": "params", "goal": "maximize"}],
  "strategy": {"use": "random"},
  "budget": {"trials": 40},
  "seed": 3
}
END

run run one.json --check
[ $status -eq 0 ] && grep -q '^space .*nasbench201: 6 choices, 15.6 k networks' out &&
  grep -q '^objectives *maximize params' out && [ ! -e runs ]
verdict "check says what it is and writes nothing" $?
run run one.json --check --json --seed 9
grep -q '^{"space":"nasbench201","strategy":"random".*"trials":40.*"seed":9' out
verdict "check as JSON" $?

run run one.json --out first
[ $status -eq 0 ] && grep -q '^best network: trial [0-9]' out && grep -q ' 40 accepted ' out &&
  grep -q '^next: hwnas trials first --best 5' out && grep -q '^flops ' out && grep -q '^stem ' out
verdict "run" $?
grep -q '^hwnas: 40 trials of [0-9]* proposals' err
verdict "progress in plain lines" $?
best=$(sed -n 's/^best network: trial \([0-9]*\)$/\1/p' out)
run run one.json --out second --json
[ $status -eq 0 ] && grep -q "^{\"folder\":\"[^\"]*second\",\"end\":\"budget\".*\"accepted\":40,.*\"best\":{\"id\":$best," out
verdict "same seed, same best; as JSON" $?
run run one.json --out third --set budget.trials=7
grep -q ' 7 accepted ' out
verdict "--set" $?
run run one.json --out first
[ $status -eq 2 ] && grep -q 'error\[E0502\]' err
verdict "a folder that holds a run" $?
run run one.json --set budgets.trials=7
[ $status -eq 2 ] && grep -q "did you mean 'budget'" err && [ ! -e runs ]
verdict "misspelt --set" $?
run run nowhere.json
[ $status -eq 2 ] && grep -q 'error\[E0003\]' err
verdict "a run file that is not there" $?

run trials first --json
[ $status -eq 0 ] && [ "$(grep -c '^{"id":[0-9]*,"sample":{.*},"status":"done","metrics":{.*}}$' out)" -eq 40 ]
verdict "trials as JSON" $?
run trials first --best 3 --json
[ "$(wc -l <out)" -eq 3 ] && sed -n 1p out | grep -q "^{\"id\":$best,"
verdict "best trials" $?
sed 's/.*"params":\([0-9]*\).*/\1/' out >values && sort -rn values | cmp -s - values
verdict "best first" $?
run trials first --best 2
[ "$(wc -l <out)" -eq 3 ] && sed -n 1p out | grep -q '^trial  status .*sample$'
verdict "table of trials" $?
run trials first --failed --json
[ $status -eq 0 ] && [ ! -s out ]
verdict "no failed trials" $?
run trials first --best 3 --pareto
[ $status -eq 2 ] && grep -q 'give only one of' err
verdict "two selections" $?
run trials absent
[ $status -eq 2 ] && grep -q 'error\[E0503\]' err
verdict "no run" $?

sed 's/"objectives": .*/"objectives": [{"metric": "params", "goal": "maximize"}, {"metric": "flops", "goal": "minimize"}],/' one.json >two.json
run run two.json --out two
[ $status -eq 0 ] && grep -q '^Pareto set: [0-9]* networks' out && grep -q '^next: hwnas trials two --pareto' out
verdict "several objectives" $?
run trials two --pareto --json
[ "$(wc -l <out)" -gt 1 ]
verdict "Pareto set" $?

run run one.json --out none --set 'constraints=["flops <= 0 * params"]' --set budget='{"proposals": 500}'
[ $status -eq 1 ] && grep -q 'error\[E0602\]' err && grep -q 'constraint: flops <= 0 \* params' err
verdict "nothing found: exit status 1" $?
run run one.json --out empty --set 'constraints=["flops <= 1"]'
[ $status -eq 1 ] && grep -q 'error\[E0308\]' err && grep -q 'flops is at least 8004234, that of {' err && [ ! -e empty/run.db ]
verdict "a range without networks is known before anything begins" $?
run run one.json --out rare --set space.use=mobilenet_v3 --set 'constraints=["flops <= 62e6"]' --set budget='{"proposals": 500}'
[ $status -eq 0 ] && grep -q '^500 proposed, 500 accepted (100.00%)' out
verdict "networks that one in a billion is are not looked for" $?

"$hwnas" run one.json --out stopped --set space.use=mobilenet_v3 --set 'constraints=["flops <= 0 * params"]' \
  --set budget='{"time": "100s"}' >out 2>err &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
  sleep 0.5
  [ ! -e stopped/run.db ] || break
done
sleep 0.3
kill -TERM $pid
wait $pid
status=$?
[ $status -eq 130 ] && grep -q 'error\[E0004\]' err && [ -e stopped/run.db ]
verdict "stopped by a signal: exit status 130" $?
run trials stopped
[ $status -eq 0 ]
verdict "a stopped run can be read" $?
exit $failed
