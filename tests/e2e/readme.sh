#!/bin/sh
# Runs every command of the README's tour and compares what it prints.
set -u
sh "$HWNAS_SOURCE_DIR/tests/page.sh" "$HWNAS_SOURCE_DIR/README.md"
