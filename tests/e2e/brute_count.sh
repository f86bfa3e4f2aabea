#!/bin/sh
# labels: long
# What is said of all networks of hub spaces at once, against small ones network by network.
set -u
exec python3 "${HWNAS_SOURCE_DIR:?}/tests/brute/count.py" "${HWNAS:?}" "$HWNAS_SOURCE_DIR/spaces"
