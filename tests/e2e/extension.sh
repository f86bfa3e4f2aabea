#!/bin/sh
# An extension package, built outside the tree from an installed SDK, used by name; hwnas itself is not rebuilt.
set -u
source=$HWNAS_SOURCE_DIR
check() { # NAME COMMAND...
  name=$1
  shift
  if "$@" > output.txt 2>&1; then echo "ok $name"; else echo "not ok $name"; cat output.txt; exit 1; fi
}
check installs_the_sdk sh -c "cmake -S '$source/sdk' -B sdk-build -DCMAKE_INSTALL_PREFIX='$PWD/prefix' && cmake --install sdk-build"
cp -r "$source/examples/energy_pack" pack
check builds_outside_the_tree sh -c "cmake -S pack -B pack-build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH='$PWD/prefix' && cmake --build pack-build && cmake --install pack-build --prefix '$PWD/prefix'"
plugins=$PWD/prefix/lib/hwnas-1/plugins
check is_listed sh -c "'$HWNAS' plugin inspect energy --plugin-path '$plugins' | grep -q mJ"
check prices_the_space "$HWNAS" space check pack/space.json --plugin-path "$plugins"
check runs_by_name "$HWNAS" run pack/search.json --plugin-path "$plugins" --out out
check the_same_formula_as_data "$HWNAS" space check "$source/examples/formula_as_data.json"
