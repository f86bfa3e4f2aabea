#!/bin/sh
# The numbers of networks of hub spaces, by counting one by one.
set -u
exec python3 "${HWNAS_SOURCE_DIR:?}/tests/brute/count.py" "${HWNAS:?}" "$HWNAS_SOURCE_DIR/spaces"
