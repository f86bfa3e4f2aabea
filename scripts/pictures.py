"""pictures.py COMMAND [--check]: the pictures of the pages in docs/, drawn by the built COMMAND.

A page shows pictures/NAME.svg for a listing of its own, `file=NAME.json`. NAME.dot beside it is what `hwnas space show
NAME.json --dot` prints; `dot` of Graphviz makes the SVG of it, where it changed. With --check nothing is written: a picture
that is not what the command prints now is told, and Graphviz is not needed.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile
import zlib

DOCS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs")
SHOWN = re.compile(r"!\[[^]]*\]\(([^)]*pictures/(\w+)\.svg)\)")
LISTING = re.compile(r"^```json file=(\w+)\.json\n(.*?)^```$", re.S | re.M)


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def stamp(dot):
    """The last line of an SVG says which text it was made of."""
    return f"<!-- of {zlib.crc32(dot.encode()):08x} -->\n"


def shown_pictures():
    """(path of the SVG, listing) of every picture that a page shows."""
    for page in sorted(glob.glob(f"{DOCS}/**/*.md", recursive=True)):
        listings = dict(LISTING.findall(read(page)))
        for target, name in SHOWN.findall(read(page)):
            if name not in listings:
                sys.exit(f"{page}: a picture of {name}, but no listing file={name}.json")
            yield os.path.normpath(os.path.join(os.path.dirname(page), target)), listings[name]


def draw(command, name, listing):
    with tempfile.TemporaryDirectory() as folder:
        write(f"{folder}/{name}.json", listing)
        arguments = [command, "space", "show", f"./{name}.json", "--dot"]
        return subprocess.run(arguments, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout


def renew(svg, dot):
    write(svg.removesuffix("svg") + "dot", dot)
    if read(svg).endswith(stamp(dot)):
        return
    made = subprocess.run(["dot", "-Tsvg"], input=dot, check=True, stdout=subprocess.PIPE, text=True).stdout
    write(svg, made + stamp(dot))
    print(svg)


def main():
    command, check = os.path.abspath(sys.argv[1]), "--check" in sys.argv
    there = set(glob.glob(f"{DOCS}/**/*.svg", recursive=True))
    shown, stale = set(), []
    for svg, listing in shown_pictures():
        dot = draw(command, os.path.basename(svg)[:-4], listing)
        shown.add(svg)
        if not check:
            renew(svg, dot)
        elif read(svg.removesuffix("svg") + "dot") != dot or not read(svg).endswith(stamp(dot)):
            stale.append(svg)
    lines = [f"{svg} is stale: ./dev pictures" for svg in stale]
    lines += [f"{svg} is on no page" for svg in sorted(there - shown)]
    if not shown:
        lines.append("no page shows a picture")
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


sys.exit(main())
