#!/bin/sh
# labels: long
# The list of operators: each has a formula, cases computed by hand, a line in the documentation and, where torch has it,
# random cases that are compared with torch; and no operator is missing in the list.
set -u
hwnas=${HWNAS:?}
source=${HWNAS_SOURCE_DIR:?}
failed=0

sed '/^#/d' "$source/tests/plugins/operators.txt" >list
cut -d' ' -f1 list | sort >listed
"$hwnas" plugin list --json | grep '"kind":"shape formula"' | sed 's/.*"name":"\([^"]*\)".*/\1/' | sort -u >formulas
xargs -n 1 "$hwnas" plugin inspect --json <formulas 2>err | grep '"kind":"shape formula"' | grep -o '"op_types":\[[^]]*\]' |
  grep -o '"[a-z0-9_]*"' | tr -d '"' | grep -v '^op_types$' | sort -u >served

verdict() { # NAME FILE: the file must be empty
  if [ -s "$2" ]; then
    echo "not ok $1: $(tr '\n' ' ' <"$2")"
    failed=1
  else
    echo "ok $1"
  fi
}

[ "$(wc -l <listed)" -gt 50 ] || { echo "not ok the list is too short"; exit 1; }
comm -23 listed served >missing
verdict "each has a formula" missing
comm -13 listed served >missing
verdict "each formula is in the list" missing
: >missing
while read -r op; do
  grep -q "\"$op\"" "$source"/tests/plugins/test_*.c || echo "$op" >>missing
done <listed
verdict "each has a case computed by hand" missing
# What these tables must have of each operator, shapes, work, weights, batches and ranks, their test says.
sed -n '/ examples\[\] = {/,/^};/s/^    [A-Z_0-9]*[({]"\([a-z0-9_]*\)", .*/\1/p' "$source/tests/plugins/examples.h" | sort >shown
comm -23 listed shown >missing
verdict "each has an example" missing
comm -13 listed shown >missing
verdict "each example is of one, the only one" missing
sed -n '/ by_rank\[\] = {/,/^};/s/^    {"\([a-z0-9_ ]*\)",.*/\1/p' "$source/tests/plugins/examples.h" | tr ' ' '\n' | sort -u >ranked
comm -3 listed ranked >missing
verdict "each says which ranks it takes" missing
: >missing
while read -r op; do
  grep -q "\`$op\`" "$source/docs/operators.md" || echo "$op" >>missing
done <listed
verdict "each is documented" missing
: >missing
while read -r op torch; do
  [ "$torch" = - ] || grep -q "\"$op\"" "$source"/tests/parity/*_cases.py || echo "$op" >>missing
done <list
verdict "each of torch is compared with it" missing
exit $failed
