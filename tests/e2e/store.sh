#!/bin/sh
# What a run folder survives: a full disk, a lock, folders that cannot be written, other versions.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_TEST_SOURCE_DIR:?}/tests/verdict.sh"
shown=told

ask() { # DIR SQL
  sqlite3 "$1/run.db" "$2"
}

# The run has ended with an error of the store and exit status 1, and says so in run.db.
stopped_for() { # DIR WORDS
  [ "$status" -eq 1 ] && grep -q "^hwnas: error\[E0500\]: .*$2 ($1/run.db)$" err && grep -q '^  .*next: ' err &&
    [ "$(ask "$1" "SELECT value FROM meta WHERE key = 'status'")" = failed ] &&
    ask "$1" "SELECT value FROM meta WHERE key = 'reason'" | grep -q "$2"
}

# What was committed is there: ids without a gap, every trial with all its metrics, and it can be read.
is_whole() { # DIR METRICS_PER_TRIAL
  [ "$(ask "$1" 'PRAGMA integrity_check')" = ok ] && n=$(ask "$1" 'SELECT count(*) FROM trials') && [ "$n" -gt 0 ] &&
    [ "$(ask "$1" 'SELECT max(id) FROM trials')" = "$n" ] &&
    [ "$(ask "$1" 'SELECT count(*) FROM metrics')" = $((n * $2)) ] &&
    [ "$(ask "$1" "SELECT value FROM meta WHERE key = 'accepted'")" = "$n" ] &&
    "$hwnas" trials "$1" --json >told 2>>err && [ "$(wc -l <told)" = "$n" ]
}

cat >endless.json <<'END_OF_RUN'
{"format": "hwnas-run/1", "space": {"use": "mobilenet_v3"}, "objectives": [{"metric": "entropy"}],
 "constraints": ["flops <= 400e6"], "budget": {"proposals": 1000000000}}
END_OF_RUN
cat >short.json <<'END_OF_RUN'
{"format": "hwnas-run/1", "space": {"use": "nasbench201"}, "objectives": [{"metric": "params"}], "budget": {"trials": 40}}
END_OF_RUN

# ---- a full disk ---------------------------------------------------------------------------------------------

(ulimit -f 16000 && exec "$hwnas" run endless.json --out limited) >out 2>err </dev/null
status=$?
stopped_for limited 'disk I/O error' && is_whole limited 2
verdict "a limit on the size of files" $?

# Mounts need a namespace of their own, which not every machine gives.
if unshare -rm true 2>/dev/null; then
  mkdir small
  # shellcheck disable=SC2016 # the inner shell expands
  unshare -rm sh -c 'mount -t tmpfs -o size=4M none small || exit 99
    "$0" run endless.json --out small/run >out 2>err </dev/null
    status=$?
    "$0" trials small/run --json >trials_when_full 2>>err || exit 98
    cp -r small/run full
    exit $status' "$hwnas"
  status=$?
  sed -i 's,small/run/,full/,' err
  stopped_for full 'database or disk is full' && is_whole full 2 && cmp -s told trials_when_full
  verdict "a full disk" $?
  # shellcheck disable=SC2016
  unshare -rm sh -c 'mount -t tmpfs -o ro none small || exit 99
    "$0" run short.json --out small/run >out 2>err </dev/null' "$hwnas"
  [ $? -eq 2 ] && grep -q 'error\[E0003\]: cannot make the run folder: Read-only file system (small/run)' err
  verdict "a disk that cannot be written" $?
else
  echo "# not tested: full and read-only disks, as no namespace for a mount is to be had here"
fi

mkdir deaf
ln -s /dev/full deaf/run.log
run run short.json --out deaf
[ $status -eq 0 ] && [ "$(grep -c 'warning: .*cannot write run.log: No space left on device' err)" -eq 1 ] && is_whole deaf 1 &&
  [ "$(ask deaf "SELECT group_concat(kind, ' ') FROM events")" = "start end" ]
verdict "a log that takes no more costs a warning" $?

# ---- a lock --------------------------------------------------------------------------------------------------

cat >lock.py <<'END_OF_PROGRAM'
"""Holds run.db for longer than a writer waits for it, and tells how many trials were done by then."""
import sqlite3, sys, time

db = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
for _ in range(1000):
    db.execute("BEGIN EXCLUSIVE")
    done = db.execute("SELECT count(*) FROM trials WHERE status = 1").fetchone()[0]
    if done > 3:
        break
    db.execute("ROLLBACK")
    time.sleep(0.05)
print(done)
time.sleep(7)
db.execute("ROLLBACK")
END_OF_PROGRAM
cat >trained.json <<'END_OF_RUN'
{"format": "hwnas-run/1", "space": {"use": "nasbench201"}, "objectives": [{"metric": "accuracy", "goal": "maximize"}],
 "evaluator": {"use": "command", "run": ["sh", "-c", "sleep 0.05; echo '{\"accuracy\": 0.5, \"final\": true}'"]},
 "executor": {"use": "inline", "batch": 4}, "budget": {"trials": 10000}}
END_OF_RUN
"$hwnas" run trained.json --out locked >out 2>err </dev/null &
pid=$!
tries=0
until [ -n "$(ask locked 'SELECT 1 FROM trials LIMIT 1' 2>/dev/null)" ] || [ $tries -ge 600 ]; do
  tries=$((tries + 1))
  sleep 0.1
done
python3 lock.py locked/run.db >done_before
wait $pid
status=$?
stopped_for locked 'database is locked' && grep -q 'another process holds the database; next: ' err &&
  [ "$(ask locked 'SELECT count(*) FROM trials WHERE status = 1')" = "$(cat done_before)" ] &&
  [ "$(ask locked 'PRAGMA integrity_check')" = ok ] && "$hwnas" trials locked --best 1 | grep -q ' done '
verdict "another process holds the database" $?

# ---- places where no run can be ------------------------------------------------------------------------------

# Root may write everywhere unless it gives up that right.
humble=
if [ "$(id -u)" -eq 0 ]; then humble='setpriv --bounding-set=-dac_override,-dac_read_search'; fi
mkdir -p closed/run
chmod 555 closed/run closed
if $humble true 2>/dev/null && ! $humble touch closed/file 2>/dev/null; then
  $humble "$hwnas" run short.json --out closed/run >out 2>err </dev/null
  [ $? -eq 1 ] && grep -q 'error\[E0500\]: cannot create the store: Permission denied (closed/run/run.db)' err &&
    grep -q '^  next: ' err
  verdict "a run folder that cannot be written" $?
  $humble "$hwnas" run short.json --out closed/new/run >out 2>err </dev/null
  [ $? -eq 2 ] && grep -q 'error\[E0003\]: cannot make the run folder: Permission denied (closed/new)' err &&
    grep -q '^  next: ' err
  verdict "a run below a folder that cannot be written" $?
  [ "$(find closed | wc -l)" -eq 2 ]
  verdict "nothing is left behind" $?
  run run short.json --out 'a #1 run?'
  chmod 555 'a #1 run?'
  $humble "$hwnas" trials 'a #1 run?' --json >out 2>err && [ "$(wc -l <out)" -eq 40 ] &&
    [ "$(find 'a #1 run?' -type f | wc -l)" -eq 2 ]
  verdict "a run is read where nothing can be written" $?
  chmod 755 'a #1 run?'
else
  echo "# not tested: folders that cannot be written, as setpriv is missing or permissions do not count here"
fi
chmod 755 closed closed/run

touch file
for place in /dev/full file file/below; do
  run run short.json --out "$place"
  [ $status -eq 2 ] && grep -q "error\[E0003\]: cannot make the run folder: Not a directory ($place)" err
  verdict "not a folder: $place" $?
done
mkdir -p taken/run.log
run run short.json --out taken
[ $status -eq 2 ] && grep -q 'error\[E0003\]: cannot write the log: Is a directory (taken/run.log)' err &&
  [ "$(find taken | wc -l)" -eq 2 ]
verdict "a start that fails leaves nothing of its own" $?

start_twice() { # 0 if exactly one of two runs takes the folder, and has all of it
  rm -rf twice
  "$hwnas" run short.json --out twice >/dev/null 2>err_1 </dev/null &
  pid=$!
  run run short.json --out twice
  wait $pid
  both="$status $?"
  [ "$both" = "0 2" ] || [ "$both" = "2 0" ] || return 1
  cat err_1 >>err
  [ "$(grep -c 'error\[E0502\]' err)" -eq 1 ] && is_whole twice 1 && [ "$n" -eq 40 ]
}
i=0
while [ $i -lt 10 ] && start_twice; do i=$((i + 1)); done
[ $i -eq 10 ]
verdict "of two runs at once in one folder one takes it" $?

# ---- other versions ------------------------------------------------------------------------------------------

mkdir old
ask old 'PRAGMA journal_mode = WAL' >/dev/null
ask old ".read $HWNAS_SOURCE_DIR/tests/unit/store/schema_1.sql"
cp old/run.db kept.db
run trials old --best 1 --json
[ $status -eq 0 ] && grep -q '^{"id":4,.*"accuracy":0.6979' out && cmp -s old/run.db kept.db
verdict "a run of an earlier version is read and not changed" $?
ask old "UPDATE meta SET value = 1000 WHERE key = 'schema'; UPDATE meta SET value = '99.1' WHERE key = 'version'"
run trials old
[ $status -eq 2 ] && grep -q 'error\[E0501\]: .* schema 1000 by hwnas 99.1 (old/run.db)' err &&
  grep -q '^  next: use hwnas 99.1' err
verdict "a run of a later version is refused" $?

# A module with a byte more is another build. The tree is copied, as two folders with one plugin are a conflict.
mkdir -p tree/bin tree/lib tree/libexec
cp "$hwnas" tree/bin
cp -r "$HWNAS_BINARY_DIR/lib/hwnas-1" tree/lib
cp -r "$HWNAS_BINARY_DIR/libexec/hwnas-1" tree/libexec
printf x >>tree/lib/hwnas-1/plugins/random.so
(unset HWNAS_PLUGIN_PATH && exec tree/bin/hwnas run short.json --out other) >out 2>err </dev/null
builds='SELECT name, build_id FROM plugins ORDER BY name'
ask deaf "$builds" >builds
ask other "$builds" >other_builds
[ -s builds ] && ! grep -qvE '^[a-z_0-9]+\|[0-9a-f]{16}$' builds && [ "$(diff builds other_builds | grep -c '^> random|')" -eq 1 ] &&
  [ "$(diff builds other_builds | grep -c '^>')" -eq 1 ]
verdict "builds of a plugin are told apart" $?
exit $failed
