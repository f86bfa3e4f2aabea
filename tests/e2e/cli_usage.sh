#!/bin/sh
# labels: threads
# Usage: help, misspelt words, exit statuses, explain.
set -u
failed=0
hwnas=${HWNAS:?}

check() { # NAME STATUS PATTERN ARGUMENT...: exit status, and a line of stdout or stderr that matches PATTERN
  name=$1
  want=$2
  pattern=$3
  shift 3
  "$hwnas" "$@" >out 2>err </dev/null
  got=$?
  if [ "$got" -eq "$want" ] && cat out err | grep -q -e "$pattern"; then
    echo "ok $name"
  else
    echo "not ok $name: exit status $got, expected $want and '$pattern'"
    cat out err
    failed=1
  fi
}

silent_on() { # NAME FILE: the last command wrote nothing there
  if [ -s "$2" ]; then
    echo "not ok $1"
    failed=1
  else
    echo "ok $1"
  fi
}

check "version" 0 '^ABI 1\.' --version
check "help lists the verbs" 0 'hwnas space sample SPACE' help
check "help of a verb" 0 '^usage: hwnas space sample SPACE' help space sample
check "help of a group" 0 'hwnas plugin paths' help plugin
check "--help after other words" 0 '^usage: hwnas profile SPACE' profile nasbench201 --metrics flops --help
silent_on "help writes no error" err
check "--help alone" 0 '^usage: hwnas VERB' --help

check "no verb" 2 'error\[E0700\]: a verb is missing'
silent_on "errors leave stdout empty" out
check "misspelt verb" 2 "did you mean 'profile'" profil
check "misspelt second word" 2 "did you mean 'sample'" space sampel nasbench201
check "group alone" 2 'known: list, show' space
check "option before the verb" 2 'stands where a verb belongs' --json space list
check "misspelt option" 2 "did you mean '--metrics'" profile nasbench201 --metrcs flops --sample '{}'
check "unknown option in help" 2 'error\[E0701\]' help nonsense
check "missing operand" 2 'expected: SPACE' space count
check "operand too many" 2 "'b' is one too many" space count a b
check "missing value" 2 '\-\-metrics needs a value' profile nasbench201 --metrics --json
check "value for a switch" 2 '\-\-json takes no value' space count nasbench201 --json=yes
check "option given twice" 2 '\-\-seed is given twice' space sample nasbench201 --seed 1 --seed=2
check "required option" 2 'one of --metrics or --compare is missing' profile nasbench201 --sample '{}'
check "no sample at all" 2 'one of --sample, --samples, --published or --expect is missing' profile nasbench201 --metrics flops
check "two kinds of samples" 2 'give only one of' profile nasbench201 --metrics flops --sample '{}' --samples -
check "count that is no number" 2 "not '-3'" space sample nasbench201 -n -3
check "count of zero" 2 'from 1 on' space sample nasbench201 -n 0
check "seed with letters" 2 "not '12x'" space sample nasbench201 --seed 12x
check "misspelt law" 2 "did you mean 'labels'" space sample nasbench201 --law lables
check "operands after --" 2 "no space '--json'" space count -- --json

check "explain" 0 'cause:' explain E0210
check "explain without a letter" 0 '^E0210: no shape formula' explain 210
check "explain all" 0 '^E0001  out of memory' explain
check "explain an unknown error" 2 "no error 'E9999'" explain E9999
check "explain a word" 2 "no error 'shape'" explain shape

for verb in "space list" "space show" "space check" "space count" "space sample" "space diff" profile run trials \
  "plugin list" "plugin inspect" "plugin paths" explain help; do
  # shellcheck disable=SC2086 # two words
  check "usage of $verb" 0 "^usage: hwnas $verb" $verb --help
done

if [ -w /dev/full ]; then
  "$hwnas" explain >/dev/full 2>err
  got=$?
  if [ $got -eq 1 ] && grep -q 'error\[E0702\]' err; then
    echo "ok full disk"
  else
    echo "not ok full disk: exit status $got"
    failed=1
  fi
fi
if "$hwnas" explain 2>err | head -n 1 >out && [ ! -s err ]; then
  echo "ok a reader that stops early is no error"
else
  echo "not ok a reader that stops early is no error"
  failed=1
fi
exit $failed
