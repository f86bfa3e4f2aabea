#!/bin/sh
# What a space lacks or gets wrong is told with its place, what the shape depends on, and three ways out.
set -u
# shellcheck source=tests/verdict.sh
. "${HWNAS_SOURCE_DIR:?}/tests/verdict.sh"

space() { # NETWORK [MORE]: space.json, of an input that a choice decides
  printf '{"format": "hwnas-space/1", "input": {"x": [1, 3, "=choice('"'r'"', [8, 4])", 8]}%s,\n "network": [\n%s\n]}' "${2-}" "$1" \
    >space.json
}

tells() { # NAME ERROR TEXT...: the error, its place, each of the texts, and the ways
  name=$1
  expected="error[$2]: $3"
  n=$(grep -c 'error\[' err)
  bad=0
  [ "$status" -eq 2 ] && [ "$n" -eq 1 ] || bad=1
  grep -qF "error[$2]: $3" err || bad=1
  shift 3
  for text in "$@" '  input shape [' 'Either  ' 'or      '; do
    grep -qF -- "$text" err || { bad=1; expected="$text"; }
  done
  [ "$(grep -c '^  or      ' err)" -eq 2 ] || bad=1
  verdict "$name" $bad
}

space '{"name": "attention", "op": "my_attention", "heads": 3}'
run space check ./space.json
tells "a missing formula" E0210 "no shape formula for operator 'my_attention' (./space.json:3:1, module attention)" \
  '[1, 3, {8,4}, 8]   (depends on: r)' '"formulas": {"my_attention": '

space '{"name": "a", "op": "mine"}, {"name": "b", "op": "mine"}' ', "formulas": {"mine": {"shape": ["=in0"]}}'
run profile ./space.json --metrics flops --sample '{"r": 4}'
tells "a missing cost" E0300 "no cost for operator 'mine' in metric 'flops' (./space.json:3:1, module a)" \
  '[1, 3, {8,4}, 8]   (depends on: r)' '2 modules of that type' '"cost": 0'

space '{"op": "flatten"}, {"name": "c", "op": "conv2d", "out_channels": 4, "kernel_size": 3}'
run space check ./space.json
tells "a wrong rank" E0211 "operator 'conv2d' refuses its input [1, 192]: it takes a tensor of rank 4" \
  '(./space.json:3:20, module c)' '[1, {192,96}]   (depends on: r)' 'the same for 2 of 2 combinations of r' \
  'change what goes into it'

space '{"name": "c", "op": "conv2d", "out_channels": 4, "kernel_size": "=choice('"'k'"', [3, 7])", "padding": 1}'
run space check ./space.json
tells "a window that does not fit" E0211 "operator 'conv2d' refuses its input [1, 3, 4, 8]: a kernel over 7" \
  '(./space.json:3:1, module c)' '[1, 3, {8,4}, 8]   (depends on: r)' '"constraints": ["not (r == 4 and k == 7)"]' \
  'a network that gets there: {"r":4,"k":7}'
space '{"name": "c", "op": "conv2d", "out_channels": 4, "kernel_size": "=choice('"'k'"', [3, 7])", "padding": 1}' \
  ', "constraints": ["not (r == 4 and k == 7)"]'
run space count ./space.json --json
grep -q '"feasible":"3"' out
verdict "and the constraint that it proposes mends it" $?

space '{"name": "c", "op": "conv2d", "out_channels": 4, "kernel_size": "=choice('"'k'"', [3, '"'three'"'])"}'
run space check ./space.json
tells "a wrong attribute" E0212 "option 'kernel_size' of operator 'conv2d' must be integer or list of integers 1..1000000, not 'three'" \
  '(./space.json:3:1, module c)' "\"constraints\": [\"not (k == 'three')\"]"
space '{"name": "c", "op": "conv2d", "out_channels": 0, "kernel_size": 3}'
run space check ./space.json
tells "an attribute that is always wrong" E0212 "option 'out_channels' of operator 'conv2d' must be integer 1.." 'change the attributes'

space '{"name": "res", "residual": {"op": "conv2d", "out_channels": "=choice('"'w'"', [3, 8])", "kernel_size": 1}}'
run space check ./space.json
tells "shapes that do not fit" E0211 "operator 'add' refuses its input [1, 8, 8, 8], [1, 3, 8, 8]" \
  '(./space.json:3:1, module res.add)' '[1, {3,8}, {8,4}, 8], [1, 3, {8,4}, 8]   (depends on: r, w)' \
  '"constraints": ["not (w == 8)"]'

modules=
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  modules="$modules${modules:+, }{\"name\": \"m$i\", \"op\": \"unknown_$i\"}"
done
space "$modules"
run space check ./space.json
[ "$status" -eq 2 ] && [ "$(grep -c 'error\[E0210\]: no shape formula' err)" -eq 20 ] && grep -q "'unknown_20' (./space.json:3:[0-9]*, module m20)" err
verdict "twenty missing formulas are told at once" $?
space "$modules" ', "formulas": {'"$(echo "$modules" | sed 's/{"name": "[a-z0-9]*", "op": \("[a-z0-9_]*"\)}/\1: {"shape": ["=in0"]}/g')"'}'
run profile ./space.json --metrics flops --sample '{"r": 4}'
[ "$status" -eq 2 ] && [ "$(grep -c 'error\[E0300\]: no cost for operator' err)" -eq 20 ]
verdict "and twenty missing costs" $?
exit $failed
