#!/bin/sh
# One formula in three forms - of hwnas, as data, from a package that knows the SDK alone - gives one answer.
set -u
source=${HWNAS_SOURCE_DIR:?}
check() { # NAME COMMAND...
  name=$1
  shift
  if "$@" >output.txt 2>&1; then echo "ok $name"; else echo "not ok $name"; cat output.txt; exit 1; fi
}
check installs_the_sdk sh -c "cmake -S '$source/sdk' -B sdk-build -DCMAKE_INSTALL_PREFIX='$PWD/prefix' && cmake --install sdk-build"
check builds_the_package sh -c "cmake -S '$source/tests/thrice' -B build -G Ninja -DCMAKE_PREFIX_PATH='$PWD/prefix' && cmake --build build"
check five_operators_thrice python3 "$source/tests/thrice/compare.py" "$HWNAS" "$PWD/build/lib/hwnas-1/plugins"
tail -n 1 output.txt
