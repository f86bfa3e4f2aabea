#!/bin/sh
# run_script.sh SCRIPT: runs one script in a fresh folder and judges it by its lines `ok NAME` and `not ok NAME`.
# A script that proves nothing fails, and so does one that exits with 77 (skipped) without a line `skip: REASON`.
set -u
script=$1
base=$(mktemp -d "${TMPDIR:-/tmp}/hwnas-e2e-XXXXXX") || exit 1
base=$(cd "$base" && pwd -P)
trap 'rm -rf "$base"' EXIT
trap 'exit 130' INT TERM
mkdir "$base/work" "$base/tmp"
TMPDIR=$base/tmp
export TMPDIR

(cd "$base/work" && sh "$script") >"$base/output" 2>&1
status=$?
cat "$base/output"
if [ $status -eq 77 ]; then
  grep -q '^skip: .' "$base/output" && exit 77
  echo "not ok skipped without a line 'skip: REASON'"
  exit 1
fi
if ! grep -qE '^(not )?ok .' "$base/output"; then
  echo "not ok the script ended with status $status before any check"
  exit 1
fi
grep -q '^not ok ' "$base/output" && exit 1
[ $status -eq 0 ] || echo "not ok the script ended with status $status"
exit $status
