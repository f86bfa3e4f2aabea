#!/bin/sh
# labels: long
# A run that is killed at any instant leaves a store that is sound and holds every trial that was finished, none of them
# twice: without an evaluator, with a program and with a table. HWNAS_KILLS sets how often each is killed.
set -u
hwnas=${HWNAS:?}
kills=${HWNAS_KILLS:-20}
failed=0
# A sanitizer makes every start ten times as slow.
"$hwnas" --version | grep -q sanitizers && [ "$kills" -gt 8 ] && kills=8

run_file() { # MEMBERS
  cat >run.json <<END
{"format": "hwnas-run/1", "space": {"use": "nasbench201"}, "strategy": {"use": "random", "repeats": true}, "out": "run",
 "budget": {"proposals": 1000000000}, $1}
END
}

# The store after a kill. No trial is left out, none is there twice, and each has all that it should have: what was known of
# it before, and what the evaluator said if it is done. Folders with a `done` are trials whose program came to its end.
# Prints how many trials are there; nothing if the run had not begun.
cat >look.py <<'END'
import os, sqlite3, sys
db = sqlite3.connect("run/run.db")
if not db.execute("select 1 from sqlite_master where name = 'trials'").fetchone():
    sys.exit(0)
trials = dict(db.execute("select id, status from trials"))
done = {id for id, status in trials.items() if status == 1}
metrics = {}
for trial, name in db.execute("select trial, name from metrics"):
    metrics.setdefault(trial, []).append(name)
known = [name for name, quantum in db.execute("select name, quantum from metric_info") if quantum > 0]
reported = [name for name, quantum in db.execute("select name, quantum from metric_info") if not quantum > 0]
bad = []
if db.execute("pragma integrity_check").fetchone()[0] != "ok":
    bad.append("the file is not sound")
if sorted(trials) != list(range(1, len(trials) + 1)):
    bad.append("there is a gap among the trials")
for id in trials:
    expected = known + (reported if id in done else [])
    if sorted(metrics.get(id, [])) != sorted(expected):
        bad.append(f"trial {id} has the metrics {metrics.get(id)}, not {expected}")
folders = os.listdir("run/trials") if os.path.isdir("run/trials") else []
ended = {int(name) for name in folders if os.path.exists(f"run/trials/{name}/done")}
# One may have ended just before the kill and not be known yet.
if len(ended - done) > 1:
    bad.append(f"the trials {sorted(ended - done)} had ended and are not kept")
if {int(name) for name in folders} - set(trials):
    bad.append("a trial was evaluated that is not in the store")
print(len(trials))
sys.exit("; ".join(bad[:5]) if bad else 0)
END

# Kills the run at a random instant of its first quarter of a second, counted from its first sign of life. On a slow
# machine the time grows as long as fewer than half of the runs have a trial by then.
kill_often() { # NAME SIGN: the file that shows that it lives
  i=0
  begun=0
  window=250
  while [ $i -lt "$kills" ]; do
    i=$((i + 1))
    rm -rf run
    "$hwnas" run run.json --seed $i >out 2>err </dev/null &
    pid=$!
    tries=0
    until [ -e "$2" ] || [ $tries -ge 6000 ]; do
      tries=$((tries + 1))
      sleep 0.005
    done
    sleep "$(awk -v s=$i -v window=$window 'BEGIN { srand(s * 7919); printf "%.3f", rand() * window / 1000 }')"
    kill -KILL $pid
    wait $pid 2>/dev/null
    found=
    if [ -e run/run.db ] && ! found=$(python3 look.py 2>looked); then
      echo "not ok $1, at kill $i: $(cat looked)"
      failed=1
      return
    fi
    [ "${found:-0}" -gt 0 ] && begun=$((begun + 1))
    [ $((begun * 2)) -ge $i ] || window=$((window * 2))
    [ -n "$found" ] || continue
    if ! "$hwnas" trials run --json >trials 2>err || [ "$(wc -l <trials)" -ne "$found" ]; then
      echo "not ok $1, at kill $i: hwnas reads $(wc -l <trials) of $found trials: $(cat err)"
      failed=1
      return
    fi
  done
  if [ $((begun * 4)) -gt "$kills" ]; then
    echo "ok $1, killed $kills times, $begun of them with trials"
  else
    echo "not ok $1: only $begun of $kills runs had trials"
    failed=1
  fi
}

run_file '"constraints": ["params <= 1e6"], "objectives": [{"metric": "flops"}]'
kill_often "no evaluator" run/run.db

cat >program <<'END'
#!/bin/sh
echo '{"accuracy": 0.5, "final": true}'
touch done
END
chmod +x program
run_file '"objectives": [{"metric": "accuracy", "goal": "maximize"}, {"metric": "flops"}],
 "evaluator": {"use": "command", "run": ["program"]}'
kill_often "a program" run/trials/1

"$hwnas" space sample nasbench201 -n 400 --seed 5 2>/dev/null | sort -u |
  awk '{ printf "{\"sample\": %s, \"metrics\": {\"accuracy\": %s}}\n", $0, NR / 1024 }' >table.jsonl
run_file '"objectives": [{"metric": "accuracy", "goal": "maximize"}, {"metric": "flops"}],
 "evaluator": {"use": "table", "table": "table.jsonl"}'
kill_often "a table" run/run.db
exit $failed
