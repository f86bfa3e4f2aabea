#!/bin/sh
# Runs every command of the README's tour and compares what it prints; "..." stands for anything.
set -u
cp -r "$HWNAS_SOURCE_DIR/examples" .
cat > tour.py <<'END'
import os, re, subprocess, sys
text = open(sys.argv[1]).read()
blocks = re.findall(r"```console\n(.*?)```", text, re.S)
steps = []
for line in "".join(blocks).splitlines():
    if line.startswith("$ "):
        steps.append((line[2:], []))
    else:
        steps[-1][1].append(line)
bad = 0
for command, lines in steps:
    run = command.replace("hwnas", '"$HWNAS"', 1)
    got = subprocess.run(run, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    got = "\n".join(l.rstrip() for l in got.replace("\r", "\n").splitlines() if not re.match(r"hwnas: \d+ trials", l))
    want = ".*".join(re.escape(p) for p in "\n".join(lines).split("..."))
    good = re.fullmatch(want + r"\s*", got, re.S) is not None
    print(("ok " if good else "not ok ") + command)
    if not good:
        bad = 1
        print("--- expected\n" + "\n".join(lines) + "\n--- got\n" + got)
sys.exit(bad if steps else 1)
END
python3 tour.py "$HWNAS_SOURCE_DIR/README.md"
