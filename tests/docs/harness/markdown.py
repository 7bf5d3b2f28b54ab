"""What a Markdown page says that can be checked: its fenced blocks, inline code, links and anchors, each with its line."""

import re
from typing import NamedTuple

FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1``` *$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CODE = re.compile(r"(?<!`)(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*([^)\s]+)[^)]*\)|(?:href|src)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6} +(.*?) *#*$", re.MULTILINE)


class Piece(NamedTuple):
    """A block, a word in backticks or the target of a link."""

    line: int  # where it begins
    text: str
    language: str = ""  # of a block


def blank(match):
    """White space with the same lines."""
    return re.sub(r"[^\n]", " ", match[0])


def slug(heading):
    """The anchor that GitHub gives to a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors_of(prose):
    """Those of all headings; of several that are alike, the second is the first with -1."""
    seen = {}
    for heading in HEADING.finditer(prose):
        name = slug(heading[1])
        seen[name] = seen.get(name, -1) + 1
        yield f"{name}-{seen[name]}" if seen[name] else name
    yield from re.findall(r"<a (?:id|name)=\"([^\"]+)\"", prose)


class Page:
    """A page, taken apart."""

    def __init__(self, top, name, text):
        self.path = top / name
        self.name = name  # from the top of the tree
        self.lines = text.count("\n")

        def line_of(offset):
            return text.count("\n", 0, offset) + 1

        self.blocks = [Piece(line_of(fence.start(3)), fence[3], fence[2]) for fence in FENCE.finditer(text)]
        prose = COMMENT.sub(blank, FENCE.sub(blank, text))
        self.code = [Piece(line_of(code.start(2)), re.sub(r"\s+", " ", code[2]).strip().replace("\\|", "|"))
                     for code in CODE.finditer(prose)]
        self.anchors = set(anchors_of(prose))
        heads = [line_of(head.start()) for head in re.finditer(r"^## ", prose, re.MULTILINE)]
        begins = [0, *heads, self.lines + 2]
        self.sections = [[block for block in self.blocks if begin <= block.line < end]  # what each has; of the first, what
                         for begin, end in zip(begins, begins[1:])]                     # stands before all headings
        without_code = CODE.sub(lambda code: re.sub(r"[^\n]", "x", code[0]), prose)
        self.links = [Piece(line_of(link.start()), link[1] or link[2]) for link in LINK.finditer(without_code)]

    def complaint(self, piece, problem):
        """A line for people about a piece of this page."""
        return f"{self.name}:{piece.line}: {problem}"
