#!/bin/sh
# Verbs about plugins.
set -u
failed=0
hwnas=${HWNAS:?}

verdict() { # NAME STATUS
  if [ "$2" -eq 0 ]; then
    echo "ok $1"
  else
    echo "not ok $1"
    cat out err
    failed=1
  fi
}

run() { # ARGUMENT...: leaves out, err and status
  "$hwnas" plugin "$@" >out 2>err </dev/null
  status=$?
}

run list
[ $status -eq 0 ] && grep -q '^profiler *flops ' out && grep -q '^shape formula *conv ' out
verdict "list" $?
run list --json
grep -q '^{"kind":"profiler","name":"flops","summary":".*"file":"/.*"known":true}$' out
verdict "list as JSON" $?

run inspect flops
[ $status -eq 0 ] && grep -q 'metric flops in FLOP, per use, less is better' out &&
  grep -q '^  count_bias *true or false *true ' out
verdict "inspect a profiler" $?
run inspect conv2d
grep -q '^conv (shape formula)' out && grep -q 'operators: .*conv2d' out && grep -q 'kernel_size .* required ' out
verdict "inspect an op type" $?
run inspect flops --json
grep -q '"abi":"1\.' out && grep -q '"name":"count_bias","type":"true or false","required":false,"default":true' out
verdict "inspect as JSON" $?
run inspect flop
[ $status -eq 2 ] && grep -q 'error\[E0400\]' err && grep -q "did you mean 'flops'" err
verdict "inspect what is not there" $?

mkdir more
echo "no module" >more/junk.so
run paths --plugin-path more
[ $status -eq 0 ] && grep -q "^$PWD/more  *--plugin-path  *read  *1" out
verdict "paths" $?
run paths --plugin-path more --plugin-path absent --json
sed -n 1p out | grep -q "^{\"path\":\"$PWD/more\",\"origin\":\"--plugin-path\",\"state\":\"read\",\"files\":1}" &&
  sed -n 2p out | grep -q '"state":"missing"'
verdict "paths as JSON, in order" $?
run list --failed --plugin-path more
[ $status -eq 0 ] && grep -q "^$PWD/more/junk.so  *E04" out
verdict "failed files" $?
run list --failed --json --plugin-path=more
grep -q "^{\"file\":\"$PWD/more/junk.so\",\"error\":\"E04[0-9]*\",\"what\":\"" out
verdict "failed files as JSON" $?
exit $failed
