#!/bin/sh
# labels: long
# Values do not depend on limits: with tables that are too small for them they are made of derived variables, or refused.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"

for hub in mobilenet_v3 proxyless_nas nasbench201 shufflenet autoformer "enas --param num_cells=1" \
  "nasbench101 --param max_num_vertices=4"; do
  # shellcheck disable=SC2086 # words
  "$hwnas" space sample $hub -n 50 --seed 1 >samples.jsonl 2>err
  for what in "space count $hub --json" "space check $hub --json" "space show $hub --json" \
    "profile $hub --metrics flops,params,macs --samples samples.jsonl"; do
    # shellcheck disable=SC2086 # words
    "$hwnas" $what >plain.txt 2>err
    for cells in 8 64 512 1024 4096 16777216; do
      # shellcheck disable=SC2086
      "$hwnas" $what --limit table=$cells >other.txt 2>err </dev/null
      status=$?
      { [ $status -eq 0 ] && { cmp -s plain.txt other.txt || grep -q '"derived"' other.txt; }; } ||
        { [ $status -eq 2 ] && [ $cells -lt 16777216 ] && [ ! -s other.txt ] && grep -q '^hwnas: error\[E0209\].*(.*)' err; }
      verdict "$what, tables of $cells cells, exit status $status" $?
    done
  done
done
exit $failed
