"""page.py PAGE: does what a page of Markdown says, in the present folder, and compares.

The info string of a fenced block says what is done with it; a reader does not see it:
  console          its `$ ` commands (`> ` goes on with one) run one after the other, in one shell per page; what follows a
                   command is what it prints, and ... stands for anything
  LANG file=NAME   the listing is written to NAME
  LANG equals=PATH the listing is the file PATH of the source tree
  LANG within=PATH the listing is consecutive lines of that file
A command that fails is an error unless the page shows `hwnas: error[`. One line `ok NAME` or `not ok NAME` per check.
"""
import os
import re
import subprocess
import sys

MARK = "@@page.py@@"
PROGRESS = re.compile(r"hwnas: \d+ trials")
FENCE = re.compile(r"^```(\S*)[ ]?([^\n]*)\n(.*?)^```$", re.S | re.M)


def report(good, name, *details):
    print(("ok " if good else "not ok ") + name)
    if not good:
        print("\n".join(details))
    return good


def quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def read_steps(text):
    """[command, lines that it prints] for every `$ ` of a block."""
    steps = []
    for line in text.splitlines():
        if line.startswith("$ "):
            steps.append([line[2:], []])
        elif line.startswith("> ") and steps and not steps[-1][1]:
            steps[-1][0] += "\n" + line[2:]
        elif steps:
            steps[-1][1].append(line)
    return steps


class Shell:
    """One shell for all commands of a page, so that `cd` and `export` last."""

    def __init__(self):
        self.process = subprocess.Popen(["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True)

    def run(self, command):
        """What the command prints, and its exit status."""
        try:
            self.process.stdin.write(f"eval {quote(command)} </dev/null\nprintf '\\n{MARK}%d\\n' $?\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return "the shell is gone", 1
        lines = []
        for line in self.process.stdout:
            if line.startswith(MARK):
                return "".join(lines)[:-1], int(line[len(MARK):])
            lines.append(line)
        return "".join(lines), self.process.wait()


def visible(text):
    """What a command printed, without progress and blanks at the ends of lines."""
    lines = text.replace("\r", "\n").splitlines()
    return "\n".join(line.rstrip() for line in lines if not PROGRESS.match(line))


def run_step(shell, command, lines):
    printed, status = shell.run(command)
    printed, expected = visible(printed), "\n".join(lines)
    pattern = ".*".join(re.escape(part) for part in expected.split("..."))
    good = re.fullmatch(pattern + r"\s*", printed, re.S) is not None
    if status != 0 and "hwnas: error[" not in expected:
        good = False
    return report(good, command.splitlines()[0], f"--- expected\n{expected}", f"--- got, exit status {status}\n{printed}")


def check_listing(source, kind, path, text):
    with open(os.path.join(source, path), encoding="utf-8") as file:
        whole = file.read()
    good = text == whole if kind == "equals" else ("\n" + text) in ("\n" + whole)
    return report(good, f"listing {kind} {path}", f"--- the listing\n{text}")


def write_listing(shell, name, text):
    """Where a reader would put it: the page may have changed the folder."""
    path = os.path.join(shell.run("pwd")[0].strip(), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def run_block(shell, source, language, info, text):
    """A list of results, one per check."""
    results = []
    for word in info.split():
        kind, _, value = word.partition("=")
        if kind == "file" and value:
            write_listing(shell, value, text)
        elif kind in ("equals", "within") and value:
            results.append(check_listing(source, kind, value, text))
        else:
            results.append(report(False, f"info string {info}", f"unknown: {word}"))
    if language == "console":
        steps = read_steps(text)
        results += [run_step(shell, command, lines) for command, lines in steps]
        if not steps:
            results.append(report(False, "console block", "it has no command", text))
    return results


def main():
    page, source = sys.argv[1], os.environ["HWNAS_SOURCE_DIR"]
    os.environ["PATH"] = os.path.dirname(os.environ["HWNAS"]) + os.pathsep + os.environ["PATH"]
    shell, results = Shell(), []
    with open(page, encoding="utf-8") as file:
        blocks = FENCE.findall(file.read())
    for language, info, text in blocks:
        results += run_block(shell, source, language, info, text)
    if not results:
        report(False, f"page {page}", "it has nothing that could be checked")
    return 0 if results and all(results) else 1


sys.exit(main())
