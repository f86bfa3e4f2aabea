#!/bin/sh
# labels: long
# Every published network of the hub is a sample of its space.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"

published='import json, sys
for name in json.load(open(sys.argv[1])).get("published", {}):
    print(name)'
n=0
for file in "$HWNAS_SOURCE_DIR"/spaces/*.json; do
  space=$(basename "$file" .json)
  for name in $(python3 -c "$published" "$file"); do
    run profile "$space" --metrics flops,params --published "$name" --json
    [ "$status" -eq 0 ] && grep -q '^{"flops":[1-9][0-9]*,"params":[1-9][0-9]*}$' out
    verdict "$space: $name" $?
    n=$((n + 1))
  done
done
[ $n -ge 34 ]
verdict "there are $n" $?
exit $failed
