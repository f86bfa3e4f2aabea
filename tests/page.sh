#!/bin/sh
# page.sh PAGE: does what a page says (page.py), in a folder that looks like the top of the source tree to it, with a home
# of its own: nothing of the machine's user, and nothing of another page, is there.
set -eu
page=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -r "$HWNAS_SOURCE_DIR/examples" "$folder/examples"
ln -s "$HWNAS_SOURCE_DIR/sdk" "$folder/sdk"
mkdir "$folder/home"
HOME=$folder/home
export HOME
unset HWNAS_PLUGIN_PATH HWNAS_SPACE_PATH XDG_DATA_HOME
cd "$folder"
python3 "$HWNAS_SOURCE_DIR/tests/page.py" "$page"
