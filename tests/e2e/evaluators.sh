#!/bin/sh
# labels: threads
# Evaluators: a program and a table; what they do wrong is a failed trial with its reason, and the run goes on.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"
shown=trials

any_alive() { # PID...: one of them runs; a zombie does not
  for pid in "$@"; do
    grep -q '^State:.[^ZX]' "/proc/$pid/status" 2>/dev/null && return 0
  done
  return 1
}

program() { # NAME: standard input becomes a script that evaluators can run
  cat >"$1"
  chmod +x "$1"
}

run_file() { # EVALUATOR TRIALS
  cat >run.json <<END
{"format": "hwnas-run/1", "space": {"use": "nasbench201"}, "evaluator": $1, "budget": {"trials": $2}, "out": "runs",
 "objectives": [{"metric": "accuracy", "goal": "maximize"}, {"metric": "flops"}]}
END
}

search() { # EVALUATOR TRIALS [OPTION]...: leaves out, err, status and trials
  run_file "$1" "$2"
  shift 2
  rm -rf runs
  "$hwnas" run run.json "$@" >out 2>err </dev/null
  status=$?
  "$hwnas" trials runs --json >trials 2>>err
}

fails_with() { # NAME REASON: every trial has failed for it, and the search went on to the end
  [ $status -eq 1 ] && [ "$(wc -l <trials)" -eq 3 ] && [ "$(grep -c '"status":"failed"' trials)" -eq 3 ] &&
    grep -q "all 3 trials failed" err && [ "$(grep -cE "\"reason\":\"$2" trials)" -eq 3 ]
  verdict "$1" $?
}

# ---- a program that works ------------------------------------------------------------------------------------
program good <<'END'
#!/bin/sh
cat >given.json
echo "some words"
echo "more words" >&2
echo '{"step": 1, "accuracy": 0.25}'
echo '{"accuracy": 0.5, "extra": 7, "final": true}'
echo "$1 $2 $GREETING" >arguments
END
search '{"use": "command", "run": ["good", "{trial}", "{dir}"], "env": ["GREETING=hello"]}' 3
[ $status -eq 0 ] && [ "$(grep -c '"status":"done","metrics":{"flops":[0-9]*,"accuracy":0.5}' trials)" -eq 3 ]
verdict "reports become metrics" $?
folder=$(pwd -P)/runs/trials/2
[ "$(cat "$folder/arguments")" = "2 $folder hello" ] && cmp -s "$folder/given.json" "$folder/trial.json" &&
  grep -q '"trial":2,"seed":[0-9]*,"sample":{.*},"space":"nasbench201","metrics":{"flops":[0-9]*},"out":"'"$folder"'"' \
    "$folder/trial.json"
verdict "the program is given its trial" $?
[ "$(sort "$folder/log" | tr '\n' ' ')" = "more words some words " ]
verdict "everything else goes to the log" $?
python3 - <<'END'
import sqlite3, sys
rows = sqlite3.connect("runs/run.db").execute("select step, name, value from reports where trial = 3").fetchall()
sys.exit(sorted(rows) != [(-1, "extra", 7.0), (1, "accuracy", 0.25)])
END
verdict "reports on the way are kept" $?
cp trials first
search '{"use": "command", "run": ["good", "{seed}", "{dir}"], "env": ["GREETING=hello"]}' 3
cmp -s first trials && cut -d' ' -f1 runs/trials/*/arguments | sort -u | wc -l | grep -q '^3$'
verdict "the same seed gives the same trials, every trial another seed" $?

program shows_devices <<'END'
#!/bin/sh
echo "$CUDA_VISIBLE_DEVICES" >devices
echo '{"accuracy": 0.5, "final": true}'
END
CUDA_VISIBLE_DEVICES=7 search '{"use": "command", "run": ["shows_devices"], "devices": ["2,3", "4"]}' 3
[ $status -eq 0 ] && [ "$(cat runs/trials/*/devices | sort -u)" = "2,3" ]
verdict "the one worker has the first of the devices" $?
program quiet <<'END'
#!/bin/sh
sleep 0.5
echo '{"accuracy": 0.5, "final": true}'
END
search '{"use": "command", "run": ["quiet"], "silence": 0.2}' 1
[ $status -eq 0 ] && grep -q 'trial 1 has written nothing for 0 s' err
verdict "a trial that is silent for long is told of" $?

# ---- programs that do not -------------------------------------------------------------------------------------
program sleeper <<'END'
#!/bin/sh
trap '' TERM
sleep 600 &
echo $! >>"$1"
wait
END
start=$(date +%s)
search "{\"use\": \"command\", \"run\": [\"sleeper\", \"$PWD/children\"], \"timeout\": 0.3, \"grace\": 0.2}" 3
fails_with "a time-out" "it took longer than 0.3 s"
# shellcheck disable=SC2046 # a list of numbers
[ $(($(date +%s) - start)) -lt 30 ] && [ "$(wc -l <children)" -eq 3 ] && ! any_alive $(cat children)
verdict "children of a trial do not outlive it" $?
program crasher <<'END'
#!/bin/sh
kill -SEGV $$
END
search '{"use": "command", "run": ["crasher"]}' 3
fails_with "a crash" "the command was ended by signal 11"
search '{"use": "command", "run": ["sh", "-c", "exit 3"]}' 3
fails_with "an exit status" "the command ended with exit status 3"
search '{"use": "command", "run": ["true"]}' 3
fails_with "no report" "the command ended without a final report"
search '{"use": "command", "run": ["echo", "{\"step\": 1, \"accuracy\": 0.5}"]}' 3
fails_with "no final report" "the command ended without a final report"
search '{"use": "command", "run": ["echo", "{\"loss\": 0.5, \"final\": true}"]}' 3
fails_with "a report without the objective" "the final report lacks the metric 'accuracy'"
search '{"use": "command", "run": ["echo", "{\"accuracy\": NaN, \"final\": true}"]}' 3
fails_with "not a number" "the final report is malformed"
search '{"use": "command", "run": ["echo", "{\"accuracy\": \"high\", \"final\": true}"]}' 3
fails_with "a word for a number" "a value of the final report is no number"
search '{"use": "command", "run": ["head", "-c", "3000000", "/dev/urandom"]}' 3
fails_with "garbage" "the command ended without a final report"
search '{"use": "command", "run": ["yes"], "output_limit": 1000000, "grace": 0.1}' 3
fails_with "too much output" "it wrote more than 1000000 bytes"
search '{"use": "command", "run": ["head", "-c", "1000000000", "/dev/zero"], "grace": 0.1}' 3
fails_with "a gigabyte of output" "it wrote more than 67108864 bytes"
[ "$(du -sm runs | cut -f1)" -lt 300 ]
verdict "a gigabyte of output does not fill the disk" $?
rm -rf runs
search '{"use": "command", "run": ["no_such_program_at_all"]}' 3
fails_with "a program that is not there" "cannot run 'no_such_program_at_all': No such file"
program forker <<'END'
#!/bin/sh
sleep 600 &
echo $! >>"$1"
echo '{"accuracy": 0.5, "final": true}'
END
rm -f children
start=$(date +%s)
search "{\"use\": \"command\", \"run\": [\"forker\", \"$PWD/children\"]}" 3
# shellcheck disable=SC2046
[ $status -eq 0 ] && [ $(($(date +%s) - start)) -lt 20 ] && [ "$(grep -c '"status":"done"' trials)" -eq 3 ] &&
  ! any_alive $(cat children)
verdict "a grandchild that stays alive" $?
program moody <<'END'
#!/bin/sh
[ $(($1 % 2)) -eq 0 ] && exit 1
echo "{\"accuracy\": 0.$1, \"final\": true}"
END
search '{"use": "command", "run": ["moody", "{trial}"]}' 5
[ $status -eq 0 ] && grep -q "2 trials failed" out && [ "$(grep -c '"status":"done"' trials)" -eq 3 ] &&
  [ "$("$hwnas" trials runs --failed --json | wc -l)" -eq 2 ] && "$hwnas" trials runs --best 1 --json | grep -q '"id":5'
verdict "some trials fail, the others count" $?

wait_for() { # FILE: until it is there, a minute at most
  tries=0
  until [ -e "$1" ] || [ $tries -ge 3000 ]; do
    tries=$((tries + 1))
    sleep 0.02
  done
}

# ---- stopping and killing -------------------------------------------------------------------------------------
program slow <<'END'
#!/bin/sh
sleep 0.1
echo "{\"accuracy\": 0.5, \"final\": true}"
END
run_file '{"use": "command", "run": ["slow"]}' 1000
rm -rf runs
"$hwnas" run run.json >out 2>err </dev/null &
search=$!
wait_for runs/trials/4
kill -INT $search
wait $search
status=$?
"$hwnas" trials runs --json >trials
[ $status -eq 130 ] && grep -q '"status":"done"' trials && ! grep -q '"status":"running"' trials &&
  grep -q '"reason":"the run ended before the trial began"' trials
verdict "a signal stops the search and keeps what was found" $?

# ---- a table --------------------------------------------------------------------------------------------------
"$hwnas" space sample nasbench201 -n 40 --seed 5 2>/dev/null | sort -u >samples
python3 - <<'END'
import json
rows = [json.loads(line) for line in open("samples")]
labels = sorted(rows[0])
with open("table.csv", "w") as csv, open("table.jsonl", "w") as lines:
    csv.write(",".join(labels + ["accuracy", "note"]) + "\r\n")
    for i, row in enumerate(rows):
        csv.write(",".join(row[l] for l in labels) + f",{i / 64},\r\n")
        lines.write(json.dumps({"sample": row, "metrics": {"accuracy": i / 64}}) + "\n")
END
search '{"use": "table", "table": "table.csv"}' 3000
cp trials by_csv
search '{"use": "table", "table": "table.jsonl"}' 3000
sed 's/table.csv/table.jsonl/' by_csv | cmp -s - trials && [ $status -eq 0 ] && grep -q 'is not in the table' trials &&
  grep '"status":"done"' trials | grep -q '"accuracy":0.'
verdict "CSV and JSON Lines say the same" $?

bad_table() { # NAME MESSAGE: standard input is the table; evaluator and profiler refuse it before anything starts
  cat >bad.csv
  run_file '{"use": "table", "table": "bad.csv"}' 3
  "$hwnas" run run.json --check >out 2>err </dev/null
  [ $? -eq 2 ] && grep -q "^hwnas: error\[E0104\]: evaluator 'table' cannot start.*$2.*(run.json:1:" err
  verdict "$1" $?
  "$hwnas" profile nasbench201 --metrics 'a=table(table=bad.csv)' --samples /dev/null >out 2>err
  [ $? -eq 2 ] && grep -q "^hwnas: error\[E0104\]: profiler 'table' cannot serve this space.*$2.*(--metrics)" err
  verdict "$1, for the profiler" $?
}
bad_table "an empty table" "is empty" </dev/null
bad_table "a table without metrics" "there is no metric" <<'END'
cell/0_1,cell/0_2
END
header='cell/0_1,cell/0_2,cell/1_2,cell/0_3,cell/1_3,cell/2_3,accuracy'
bad_table "a row that is too short" "bad.csv:2: the line has not as many fields" <<END
$header
none,none,none
END
bad_table "a value outside the domain" "bad.csv:2: .*conv_9x9.*cell/2_3" <<END
$header
none,none,none,none,none,conv_9x9,0.5
END
bad_table "a metric that is no number" "bad.csv:2: a metric is not a number" <<END
$header
none,none,none,none,none,none,high
END
bad_table "one network twice" "rows 1 and 2 are of the same network" <<END
$header
none,none,none,none,none,none,0.5
none,none,none,none,none,none,0.6
END
bad_table "two columns of one name" "bad.csv:1: two columns have the same name" <<END
$header,accuracy
END
bad_table "a column without a name" "bad.csv:1: a column has no name" <<END
$header,
END
bad_table "a row that lacks an active label" "bad.csv:2: .*cell/2_3" <<END
$header
none,none,none,none,none,,0.5
END
bad_table "a row of JSON without a sample" "bad.csv:2: the row has no 'sample'" <<END
{"sample": {$(echo "$header" | sed 's/,accuracy//; s/\([^,]*\)/"\1": "none"/g')}, "metrics": {"accuracy": 1}}
{"metrics": {"accuracy": 1}}
END

# As a profiler: a column is a metric that is known before anything is evaluated, of the networks in the table.
printf '\357\273\277' >marked.csv
cat table.csv >>marked.csv
"$hwnas" profile nasbench201 --metrics 'acc=table(table=marked.csv,column=accuracy,quantum=1e-9),flops' --samples samples \
  >out 2>err
status=$?
python3 - <<'END' && [ $status -eq 0 ]
import csv, json, sys
rows = [float(row["accuracy"]) for row in csv.DictReader(open("table.csv"))]
sys.exit(rows != [json.loads(line)["acc"] for line in open("out")])
END
verdict "a column is a metric of the profiler" $?
"$hwnas" space sample nasbench201 -n 5 --seed 8 2>/dev/null | "$hwnas" profile nasbench201 --samples - \
  --metrics 'acc=table(table=table.csv,column=accuracy)' >out 2>err
[ $? -eq 0 ] && [ "$(sort -u out)" = '{"acc":null}' ]
verdict "a network that is not in the table has no value" $?
"$hwnas" profile nasbench201 --metrics 'flops,acc=table(table=table.csv,column=accuracy)' --breakdown \
  --sample "$(head -n 1 samples)" >out 2>err
[ $? -eq 2 ] && grep -q "error\[E0305\].*'acc'.*(--breakdown)" err
verdict "a metric of whole networks has no parts" $?
"$hwnas" profile nasbench201 --metrics 'acc=table(table=table.csv,column=acuracy)' --samples samples >out 2>err
[ $? -eq 2 ] && grep -q "no column 'acuracy'; it has: accuracy, note" err
verdict "a column that is not there" $?
cat >run.json <<'END'
{"format": "hwnas-run/1", "space": {"use": "nasbench201"}, "budget": {"proposals": 4000}, "out": "runs",
 "strategy": {"use": "random", "repeats": true},
 "profilers": {"acc": {"use": "table", "table": "table.csv", "column": "accuracy", "goal": "maximize"}},
 "constraints": ["0.1 <= acc < 0.5"], "objectives": [{"metric": "acc"}, {"metric": "flops"}]}
END
rm -rf runs
"$hwnas" run run.json >out 2>err </dev/null
status=$?
"$hwnas" trials runs --json >trials
[ $status -eq 0 ] && [ -s trials ] && ! grep -qv '"metrics":{"acc":0.[1-4][0-9]*,"flops":[0-9]*}' trials &&
  "$hwnas" trials runs --pareto --json | grep -q '"acc":0.[34]'
verdict "a search within limits on a column" $?
sed -i 's/"constraints": [^]]*\],//; s/4000/50/' run.json
rm -rf runs
"$hwnas" run run.json >out 2>err </dev/null
status=$?
"$hwnas" trials runs --failed --json >trials
[ $status -le 1 ] && [ "$(wc -l <trials)" -ge 45 ] && ! grep -qv "the metric 'acc' is unknown for this network" trials
verdict "a trial without its objective fails and says so" $?
run_file '{"use": "table", "table": "missing.csv"}' 3
"$hwnas" run run.json --check >out 2>err </dev/null
[ $? -ne 0 ] && grep -q "cannot be opened" err
verdict "a table that is not there" $?
run_file '{"use": "comand", "run": ["true"]}' 3
"$hwnas" run run.json --check >out 2>err </dev/null
[ $? -eq 2 ] && grep -q "did you mean 'command'" err && [ "$(grep -c 'error\[' err)" -eq 1 ]
verdict "a misspelt evaluator is one error, not also one of the metrics it reports" $?
run_file '{"use": "command", "run": ["true"], "time_out": 3}' 3
"$hwnas" run run.json --check >out 2>err </dev/null
[ $? -eq 2 ] && grep -q "did you mean 'timeout'" err && [ "$(grep -c 'error\[' err)" -eq 1 ]
verdict "a misspelt option of an evaluator is one error too" $?
sed 's/"evaluator": {.*}, "budget"/"budget"/' run.json >without.json
"$hwnas" run without.json --check >out 2>err </dev/null
[ $? -eq 2 ] && grep -q "no profiler provides the metric 'accuracy'" err && grep -q "an 'evaluator' can report" err
verdict "a metric without an evaluator that could report it" $?
exit $failed
