#!/bin/sh
# The C library as others use it: installed, found by CMake and pkg-config, with an example built outside the tree.
set -u
source=$HWNAS_SOURCE_DIR
failed=0
check() { # NAME COMMAND...: its output goes to output.txt
  name=$1
  shift
  if "$@" >output.txt 2>&1; then
    echo "ok $name"
    return 0
  fi
  echo "not ok $name"
  cat output.txt
  failed=1
  return 1
}
need() { check "$@" || exit 1; } # nothing can follow

# Nothing but the installation itself may tell where plugins and spaces are.
unset HWNAS_PLUGIN_PATH HWNAS_SPACE_PATH

# The compiler of the build, and its sanitizers: a program links those that its library was built with.
cached() { sed -n "s/^$1:[A-Z]*=//p" "$HWNAS_BINARY_DIR/CMakeCache.txt"; }
compiler=$(cached CMAKE_C_COMPILER)
sanitizers=$(cached HWNAS_SANITIZE)
flags="-std=c11 -Wall -Wextra -Wpedantic -Werror ${sanitizers:+-fsanitize=$sanitizers}"

need installs cmake --install "$HWNAS_BINARY_DIR" --prefix "$PWD/first"
mv first prefix # an installation may be moved
prefix=$PWD/prefix

# ---- What is exported ----------------------------------------------------------------------------------------

library=$prefix/lib/libhwnas.so
grep -hoE '^HWNAS_API .*' "$source"/core/include/hwnas/*.h | sed -E 's/^[^(]*[ *](hwnas_[a-z0-9_]+)\(.*/\1/' |
  sort >declared.txt
nm -D --defined-only "$library" | awk '{ print $3 }' | sort >exported.txt
check declares_something test "$(wc -l <declared.txt)" -gt 80
check exports_what_the_headers_declare_and_no_more diff declared.txt exported.txt
for header in "$source"/core/include/hwnas/*.h; do
  name=$(basename "$header")
  printf '#include <hwnas/%s>\nextern int unused;\n' "$name" >one.c
  # shellcheck disable=SC2086 # flags are split on purpose
  check "stands_alone_$name" "$compiler" $flags -fsyntax-only -I"$prefix/include/hwnas-1" one.c
done

# ---- The example ---------------------------------------------------------------------------------------------

cp -r "$source/examples/c_api" program
need builds_with_cmake sh -c "cmake -S program -B program-build -G Ninja -DCMAKE_C_COMPILER='$compiler' \
  -DCMAKE_C_FLAGS='$flags' -DCMAKE_PREFIX_PATH='$prefix' && cmake --build program-build"
PKG_CONFIG_PATH=$prefix/lib/pkgconfig
export PKG_CONFIG_PATH
# shellcheck disable=SC2046,SC2086
need builds_with_pkg_config "$compiler" $flags program/main.c -o by_pkg_config $(pkg-config --cflags --libs libhwnas)
check the_sdk_is_another_package sh -c "pkg-config --exists hwnas-1 && ! pkg-config --libs hwnas-1 | grep -q hwnas"

need runs program-build/c_api
cp output.txt results.txt
check runs_from_another_folder sh -c "cd / && LD_LIBRARY_PATH='$prefix/lib' '$PWD/by_pkg_config' | diff - '$PWD/results.txt'"
value() { sed -n "s/^$1 //p" results.txt; }
value sample >sample.json
value file >tiny.json
"$HWNAS" profile mobilenet_v3 --param num_labels=100 --metrics flops,params --samples sample.json >profile.json
check profiles_like_the_command grep -qxF "{\"flops\":$(value flops),\"params\":$(value params)}" profile.json
check draws_like_the_command sh -c \
  "'$HWNAS' space sample mobilenet_v3 --param num_labels=100 -n 1 --seed 1 | diff - sample.json"
# Width (2), and for each depth d one of three things in each of d blocks: a kernel of 3 or 5, or nothing.
check counts_its_own_space test "$(value networks)" = $((2 * (3 + 9 + 27)))
check writes_a_space_file sh -c "'$HWNAS' space count ./tiny.json --json | grep -q '\"networks\":\"$(value networks)\"'"

# ---- The library in the build tree ---------------------------------------------------------------------------

check finds_a_build_tree_as_well sh -c "LD_LIBRARY_PATH='$HWNAS_BINARY_DIR/lib' ./by_pkg_config | diff - results.txt"
exit $failed
