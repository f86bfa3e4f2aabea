#!/bin/sh
# Limits that users can set: --limit on the command line and "limits" in a run file.
set -u
failed=0
hwnas=${HWNAS:?}
space_arguments=./small.json

verdict() { # NAME: of the last command
  if [ $? -eq 0 ]; then
    echo "ok $1"
  else
    echo "not ok $1"
    head -c 3000 err
    failed=1
  fi
}

# says NAME STATUS ARGUMENT...: exit status, and exactly the standard input on standard error
says() {
  name=$1 want=$2
  shift 2
  cat >expected
  "$hwnas" "$@" >out 2>err </dev/null
  [ $? -eq "$want" ] && cmp -s expected err
  verdict "$name"
}

accepts() { # NAME ARGUMENT...
  name=$1
  shift
  "$hwnas" "$@" >out 2>err </dev/null
  verdict "$name"
}

space() { # FILE MEMBERS
  printf '{"format": "hwnas-space/1", "input": {"x": [1, 3, 8, 8]},\n%s}' "$2" >"$1"
}

# ---- Each limit: too low, and raised as the message says ----------------------------------------------------

relu='{"op": "relu"}'
space small.json "\"network\": [$relu, $relu, $relu]"
says "modules" 2 space check $space_arguments --limit modules=3 <<'END'
hwnas: error[E0108]: more than 3 modules (./small.json:2:45)
  to allow more: --limit modules=6
END
accepts "modules as advised" space check $space_arguments --limit modules=6
space turns.json '"network": [{"op": "relu", "when": false, "for": {"i": "=range(3)", "j": "=range(3)"}}]'
says "turns of for" 2 space check ./turns.json --limit modules=7 <<'END'
hwnas: error[E0108]: more than 7 turns of 'for' in one space (./turns.json:2:69)
  to allow more: --limit modules=14
END
accepts "turns of for as advised" space check ./turns.json --limit modules=14

space memory.json "\"network\": {\"op\": \"relu\", \"when\": \"=choice('d', range(300)) > 1\"}"
says "memory" 2 space check ./memory.json --limit memory=1 <<'END'
hwnas: error[E0108]: the space takes more than 1 MiB of memory (./memory.json:2:1)
  the module named here was the last that was begun
  shrink domains and loops, or make values depend on fewer choices at once
  to allow more: --limit memory=2
END
accepts "memory as advised" space check ./memory.json --limit memory=2

space steps.json '"network": {"op": "relu", "when": "=sum(range(200)) > 1"}'
says "steps" 2 space check ./steps.json --limit steps=150 <<'END'
hwnas: error[E0108]: the expressions of this space take more than 150 steps to compute (./steps.json:2:27)
  an expression is computed once per combination of the choices that it reads: give what does not depend on them a name under "let", or shrink domains
  to allow more: --limit steps=300
END
accepts "steps as advised" space check ./steps.json --limit steps=300

space table.json "\"network\": {\"op\": \"relu\", \"when\": \"=choice('a', range(4)) * choice('b', range(8)) > 5\"}"
says "table" 2 space check ./table.json --limit table=31 <<'END'
hwnas: error[E0209]: a value depends on 2 choices at once (./table.json:2:27)
  choices: a, b
  at most 31 combinations of at most 24 choices fit into one table
  to allow more: --limit table=62
END
accepts "table as advised" space check ./table.json --limit table=62
says "a table of one cell" 2 space check ./table.json --limit table=1 <<'END'
hwnas: error[E0209]: a value depends on 1 choice at once (./table.json:2:27)
  choices: a
  at most 1 combinations of at most 24 choices fit into one table
  to allow more: --limit table=4
END

space choices.json "\"network\": [{\"op\": \"relu\", \"for\": {\"i\": [1, 2, 3]}, \"when\": \"=choice('{i}', [0, 1]) > 0\"}]"
says "choices" 2 space check ./choices.json --limit choices=2 <<'END'
hwnas: error[E0108]: more than 2 choices (./choices.json:2:53)
  to allow more: --limit choices=4
END
accepts "choices as advised" space check ./choices.json --limit choices=4

{ head -c 1048576 /dev/zero | tr '\0' ' ' && cat small.json; } >file.json
says "file" 2 space check ./file.json --limit file=1 <<'END'
hwnas: error[E0108]: larger than 1 MiB (./file.json)
  to allow more: --limit file=2
END
accepts "file as advised" space check ./file.json --limit file=2
accepts "file as is" space check ./file.json

# More than the defaults.
{ head -c 67108864 /dev/zero | tr '\0' ' ' && cat small.json; } >file.json
says "more than 64 MiB" 2 space check ./file.json <<'END'
hwnas: error[E0108]: larger than 64 MiB (./file.json)
  to allow more: --limit file=128
END
accepts "more than 64 MiB as advised" space check ./file.json --limit file=128
rm file.json
space many.json "\"network\": [{\"op\": \"relu\", \"for\": {\"i\": \"=range(5000)\"}, \"when\": \"=choice('c{i}', [0, 1]) > 0\"}]"
accepts "5000 choices" space count ./many.json --json --limit choices=8192
grep -qF "\"networks\":\"$(python3 -c 'print(2 ** 5000)')\"" out
verdict "5000 choices are counted"
# Too many for any value of the limit: no advice.
space large.json "\"network\": {\"op\": \"relu\", \"when\": \"=choice('a', range(5000)) > choice('b', range(5000))\"}"
says "no advice in vain" 2 space check ./large.json <<'END'
hwnas: error[E0209]: a value depends on 2 choices at once (./large.json:2:27)
  choices: a, b
  at most 1048576 combinations of at most 24 choices fit into one table
END

# ---- What is wrong with --limit -------------------------------------------------------------------------------

says "a typo" 2 space count ./small.json --limit modulse=5 <<'END'
hwnas: error[E0109]: no limit 'modulse' can be set (--limit modulse=5)
  did you mean 'modules'?
  the limits: modules, memory, steps, table, derive, choices, file
END
says "another name" 2 space count ./small.json --limit depth=5 <<'END'
hwnas: error[E0109]: no limit 'depth' can be set (--limit depth=5)
  the limits: modules, memory, steps, table, derive, choices, file
END
for value in 0 -5 1.5 1e30 99999999999999999999 10000001 many '"7"' '[7]' '' 7x; do
  says "modules=$value" 2 space count ./small.json --limit "modules=$value" <<END
hwnas: error[E0109]: 'modules' must be a whole number from 1 to 10000000 (--limit modules=$value)
  default: 200000 modules after unfolding; as many turns of all "for" together
END
done
says "no value" 2 space count ./small.json --limit modules <<'END'
hwnas: error[E0700]: 'modules' is not of the form NAME=VALUE (--limit)
END
says "several mistakes at once" 2 space count ./small.json --limit memory=0 --limit x=1 <<'END'
hwnas: error[E0109]: 'memory' must be a whole number from 1 to 1048576 (--limit memory=0)
  default: 512 MiB that the space takes
hwnas: error[E0109]: no limit 'x' can be set (--limit x=1)
  the limits: modules, memory, steps, table, derive, choices, file
END
accepts "1e6" space count ./small.json --limit modules=1e6
accepts "the last one holds" space count ./small.json --limit modules=1 --limit modules=10
for verb in "space show" "space check" "space count" "space sample" "profile" "run"; do
  arguments="./small.json --limit modules=1"
  [ "$verb" != "space sample" ] || arguments="$arguments -n 1"
  [ "$verb" != profile ] || arguments="$arguments --metrics flops --sample {}"
  if [ "$verb" = run ]; then
    printf '{"format": "hwnas-run/1", "space": {"use": "./small.json"}, "objectives": [{"metric": "flops"}]}' >run.json
    arguments="run.json --check --limit modules=1"
  fi
  # shellcheck disable=SC2086 # words
  "$hwnas" $verb $arguments >out 2>err
  [ $? -eq 2 ] && grep -q '^  to allow more: --limit modules=2$' err
  verdict "$verb has --limit"
  # shellcheck disable=SC2086
  "$hwnas" help $verb >help.txt
  for name in modules memory steps table choices file; do
    grep -q "^  $name  *[0-9].*  1\.\.[0-9]" help.txt
    verdict "help of $verb names $name"
  done
done

# ---- Run files ------------------------------------------------------------------------------------------------

run_file() { # LIMITS
  printf '{"format": "hwnas-run/1", "objectives": [{"metric": "flops"}], "budget": {"trials": 1},\n "space": {"use": "./small.json", "limits": %s}}' "$1" >run.json
}
run_file '{"modules": 3}'
says "a limit of a run file" 2 run run.json --check <<'END'
hwnas: error[E0108]: more than 3 modules (././small.json:2:45)
  to allow more: --limit modules=6
END
accepts "--limit wins over the file" run run.json --check --limit modules=6
accepts "--set wins over the file" run run.json --check --set space.limits.modules=6
says "--limit wins over --set" 2 run run.json --check --set space.limits.modules=6 --limit modules=2 <<'END'
hwnas: error[E0108]: more than 2 modules (././small.json:2:29)
  to allow more: --limit modules=4
END
run_file '{"modules": 100}'
says "--limit may be lower than the file" 2 run run.json --check --limit modules=3 <<'END'
hwnas: error[E0108]: more than 3 modules (././small.json:2:45)
  to allow more: --limit modules=6
END
run_file '{"modules": 1e2, "steps": 5000}'
accepts "1e2 in a run file" run run.json --check
run_file '{"modulse": 100, "file": "64", "table": 0, "steps": 2.5}'
says "every mistake in a run file" 2 run run.json --check <<'END'
hwnas: error[E0109]: no limit 'modulse' can be set (run.json:2:46)
  did you mean 'modules'?
  the limits: modules, memory, steps, table, derive, choices, file
hwnas: error[E0109]: 'file' must be a whole number from 1 to 1024 (run.json:2:62)
  default: 64 MiB of a space file
hwnas: error[E0109]: 'table' must be a whole number from 1 to 16777216 (run.json:2:76)
  default: 1048576 cells of a value: combinations of the choices it depends on
hwnas: error[E0109]: 'steps' must be a whole number from 1 to 1099511627776 (run.json:2:88)
  default: 33554432 steps to compute all expressions
END
run_file '[1]'
says "limits that are no object" 2 run run.json --check --limit modules=6 <<'END'
hwnas: error[E0101]: 'limits' must be an object, not an array (run.json:2:35)
END
printf '{"format": "hwnas-run/1", "objectives": [{"metric": "flops"}], "space": "./small.json"}' >run.json
says "a space that is no object" 2 run run.json --check --limit modules=6 <<'END'
hwnas: error[E0101]: 'space' must be an object, not a string (run.json:1:64)
END
run_file '{"modules": 3, "steps": 5000}'
accepts "a run" run run.json --limit modules=6 --out stored
sqlite3 stored/run.db 'SELECT value FROM meta;' >config.txt 2>err
grep -qF '"limits":{"modules":6,"steps":5000}' config.txt
verdict "the run folder says which limits held"

# ---- The header -----------------------------------------------------------------------------------------------

# Every line of the help stands in the comment of hwnas_context_set_limit, spaces aside.
tr -s ' ' <"$HWNAS_SOURCE_DIR/core/include/hwnas/context.h" >header.txt
"$hwnas" help run | sed -n '/^limits:/,$p' | sed 1d | tr -s ' ' >rows.txt
[ "$(wc -l <rows.txt)" -eq 7 ]
verdict "seven limits"
while read -r row; do
  grep -qF " * $row" header.txt
  verdict "header: $row"
done <rows.txt
exit $failed
