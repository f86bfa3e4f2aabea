"""dot.py FILE: checks a picture for Graphviz, and prints it for a test to compare: one line per frame and per edge.

Braces must close, every node of an edge must be declared, once, and no edge may stand in a frame, for it would pull its
nodes in there. Nodes are named by what is written on them, joins as `o`.
"""
import re
import sys

TOKEN = re.compile(r'\s*("(?:\\.|[^"\\])*"|[\w.]+|->|[][{};,=])', re.S)


class Picture:
    def __init__(self, text):
        self.tokens, at = [], 0
        text = text.rstrip()
        while at < len(text):
            token = TOKEN.match(text, at)
            assert token, f"no token: {text[at:at + 40]!r}"
            self.tokens.append(token[1])
            at = token.end()
        self.tokens.reverse()
        self.nodes, self.edges, self.frames = {}, [], []

    def take(self, *wanted):
        token = self.tokens.pop()
        assert not wanted or token in wanted, f"{token} instead of {wanted}"
        return token

    def value(self):
        return re.sub(r"\\(.)", lambda m: " " if m[1] == "n" else m[1], self.take().strip('"')).replace("&amp;", "&")

    def attributes(self):
        found = {}
        if self.tokens[-1] != "[":
            return found
        while self.take("[", ",", "]") != "]":
            key = self.take()
            self.take("=")
            found[key] = self.value()
        return found

    def statement(self, frame):
        word = self.take()
        if word == "subgraph":
            assert self.take() == f"cluster_{len(self.frames)}"
            inner = {"style": "", "label": ""}
            self.frames.append(inner)
            self.block(inner)
            return
        if self.tokens[-1] == "=":
            self.take("=")
            frame[word] = self.value()
        elif self.tokens[-1] == "->":
            assert frame is None, "an edge in a frame"
            self.take("->")
            self.edges.append((word, self.take(), self.attributes()))
        elif word not in ("graph", "node", "edge"):
            assert word not in self.nodes, f"{word} is declared twice"
            self.nodes[word] = self.attributes()
        else:
            self.attributes()
        self.take(";")

    def block(self, frame):
        self.take("{")
        while self.tokens[-1] != "}":
            self.statement(frame)
        self.take("}")

    def name(self, node):
        attributes = self.nodes[node]
        return "o" if attributes.get("shape") == "point" else re.sub(r" \[[^[]*\]$", "", attributes["label"])


def dashes(attributes):
    return "  - -" if "dashed" in attributes.get("style", "") else ""


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        picture = Picture(file.read())
    picture.take("digraph")
    picture.value()
    picture.block(None)
    assert not picture.tokens, "more after the end"
    for frame in picture.frames:
        print(f"[{frame['label']}]{dashes(frame)}")
    for source, target, attributes in picture.edges:
        label = f" {attributes['label']}:" if "label" in attributes else ""
        print(f"{picture.name(source)} ->{label} {picture.name(target)}{dashes(attributes)}")


main()
