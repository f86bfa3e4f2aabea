#!/bin/sh
# page.sh PAGE: does what a page says (page.py), in a folder that looks to it like the top of the source tree after
# `./dev build --release`, with a home of its own: nothing of the machine's user, and nothing of another page, is there.
set -eu
page=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -r "$HWNAS_SOURCE_DIR/examples" "$folder/examples"
ln -s "$HWNAS_SOURCE_DIR/sdk" "$folder/sdk"
mkdir "$folder/home" "$folder/build" "$folder/bin"
ln -s "$HWNAS_BINARY_DIR" "$folder/build/release"
HOME=$folder/home
export HOME

# A program links the sanitizers that the library was built with; a page need not know.
cached() { sed -n "s/^$1:[A-Z]*=//p" "$HWNAS_BINARY_DIR/CMakeCache.txt"; }
sanitizers=$(cached HWNAS_SANITIZE)
if [ -n "$sanitizers" ]; then
  printf '#!/bin/sh\nexec "%s" -fsanitize=%s "$@"\n' "$(cached CMAKE_C_COMPILER)" "$sanitizers" >"$folder/bin/cc"
  chmod +x "$folder/bin/cc"
  PATH=$folder/bin:$PATH
fi
unset HWNAS_PLUGIN_PATH HWNAS_SPACE_PATH XDG_DATA_HOME
cd "$folder"
python3 "$HWNAS_SOURCE_DIR/tests/page.py" "$page"
