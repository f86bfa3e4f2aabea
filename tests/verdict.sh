# shellcheck shell=sh
# Sourced by tests that run the command. What it prints lies in `out` and `err`; they end with `exit $failed`. Files that
# tell more about every failure of a script stand in `shown`.
hwnas=${HWNAS:?}
failed=0
status=0
shown=

verdict() { # NAME STATUS [FILE...]: what was printed, and the files, tell more
  name=$1
  if [ "$2" -eq 0 ]; then
    echo "ok $name"
    return
  fi
  shift 2
  echo "not ok $name"
  echo "exit status $status${expected:+, expected: $expected}"
  # shellcheck disable=SC2086 # words
  head -n 40 out err $shown "$@" 2>/dev/null | cut -c1-400
  # shellcheck disable=SC2034 # read by the script
  failed=1
}

run() { # ARGUMENT...: leaves out, err and status
  "$hwnas" "$@" >out 2>err </dev/null
  status=$?
}
