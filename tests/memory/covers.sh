#!/bin/sh
# Every function of the public library must be called somewhere in this folder.
set -u
cd "${1:?}" || exit 1
functions=$(cat core/include/hwnas/*.h | tr '\n' ' ' | grep -oE 'HWNAS_API [^;()]*\(' | grep -oE 'hwnas_[a-z0-9_]+ ?\($' | tr -d ' (' | sort -u)
[ "$(echo "$functions" | wc -l)" -gt 60 ] || { echo "not ok the list of functions is too short"; exit 1; }
missing=
for function in $functions; do
  grep -q "$function(" tests/memory/*.c || missing="$missing $function"
done
if [ -n "$missing" ]; then
  echo "not ok functions that never run out of memory in a test:$missing"
  exit 1
fi
echo "ok every public function runs out of memory in a test"
