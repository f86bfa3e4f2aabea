#!/bin/sh
# A run that is killed at any instant leaves a store that can be read and that holds every trial it had committed.
set -u
kills=${HWNAS_KILLS:-50}
# A sanitizer makes every start ten times as slow.
"$HWNAS" --version | grep -q sanitizers && kills=10
cat > run.json <<'END'
{"format": "hwnas-run/1", "space": {"use": "mobilenet_v3"}, "objectives": [{"metric": "entropy"}],
 "constraints": ["flops <= 400e6"], "budget": {"proposals": 1000000000}}
END
check() {
  sqlite3 "$1/run.db" 'PRAGMA integrity_check;' > integrity.txt 2>&1 && [ "$(cat integrity.txt)" = ok ] || return 1
  # Ids without a gap, and every trial with all its metrics.
  n=$(sqlite3 "$1/run.db" 'SELECT count(*) FROM trials;')
  max=$(sqlite3 "$1/run.db" 'SELECT coalesce(max(id), 0) FROM trials;')
  metrics=$(sqlite3 "$1/run.db" 'SELECT count(*) FROM metrics;')
  [ "$n" = "$max" ] && [ "$metrics" = $((n * 2)) ] || { echo "$n trials, last $max, $metrics metrics"; return 1; }
  "$HWNAS" trials "$1" --best 1 > best.txt 2>&1 || return 1
}
i=0
stored=0
while [ "$i" -lt "$kills" ]; do
  i=$((i + 1))
  "$HWNAS" run run.json --out "out$i" --seed "$i" > /dev/null 2>&1 &
  pid=$!
  # The store comes first, after loading; the instants that matter are those after it.
  tries=0
  until [ -e "out$i/run.db" ] || [ "$tries" -ge 600 ]; do
    tries=$((tries + 1))
    sleep 0.01
  done
  sleep "0.$(awk -v s="$i" 'BEGIN { srand(s * 7919); printf "%03d", int(rand() * 250) }')"
  kill -9 "$pid"
  wait "$pid" 2> /dev/null
  [ -e "out$i/run.db" ] || continue
  # Killed before the tables were there: nothing had begun.
  sqlite3 "out$i/run.db" 'SELECT 1 FROM trials LIMIT 1;' > /dev/null 2>&1 || continue
  check "out$i" || { echo "not ok kill_$i"; exit 1; }
  stored=$((stored + 1))
  rm -rf "out$i"
done
[ "$stored" -gt $((kills / 2)) ] || { echo "not ok only $stored of $kills runs had begun"; exit 1; }
echo "ok killed $kills runs, $stored of them with trials"
