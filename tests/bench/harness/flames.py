"""A flame graph as SVG: stacks of which the widest took the most time, whoever called at the bottom."""

import re
from xml.sax.saxutils import escape

WIDTH, FRAME, MARGIN, HEAD = 1200, 17, 10, 44  # pixels
LETTER = 6.4  # pixels of one, on average
LEAST = 0.005  # share of all samples below which a frame is left out
LONGEST = 160  # letters of a name
KERNEL, OURS, OTHERS = "#8ab4d8", "#f0a35e", "#eacb6b"
PARTS = re.compile(r"[<>()]")


class Frame:
    """A function called along one path, with how often it was met there."""

    def __init__(self, name="", colour=OTHERS):
        self.name = name
        self.colour = colour
        self.samples = 0
        self.callees = {}

    def add(self, stack):
        """One more sample; `stack`: names and colours from the outermost on."""
        self.samples += 1
        frame = self
        for name, colour in stack:
            frame = frame.callees.setdefault(name, Frame(name, colour))
            frame.samples += 1

    def depth(self, least):
        """Of those that are met often enough."""
        return 1 + max((callee.depth(least) for callee in self.callees.values() if callee.samples >= least), default=0)


def brief(symbol):
    """A C++ name without arguments of templates and functions."""
    kept, level = [], 0
    symbol = re.sub(r"operator(<<=?|>>=?|<=>?|>=?|->\*?|<|\(\))", "operator", symbol).replace("(anonymous namespace)::", "")
    for at, part in zip(PARTS.split(symbol), [*PARTS.findall(symbol), ""]):
        if level == 0:
            kept.append(at)
        level += (part in "<(") - (part in ">)") if part else 0
    name = "".join(kept).strip()
    name = re.sub(r"^.* (?=[\w~:]+$)", "", re.sub(r" (const|\[clone .*)$", "", name)) or symbol
    return re.sub(r"\b(boost::asio::(detail::)?|loadex::)", "", name)[:LONGEST]


def colour_of(module):
    """By whose code it is."""
    if module.startswith("[") and "vdso" not in module:
        return KERNEL
    return OURS if module.endswith("/loadbalancer") else OTHERS


def stacks(text):
    """The samples in what `perf script -F ip,sym,dso` says: names and colours from the outermost frame on."""
    for sample in re.split(r"\n\s*\n", text):
        frames = re.findall(r"^\s*[0-9a-f]+ (.+) \(([^()]*(?:\(deleted\))?)\)$", sample, re.MULTILINE)
        if frames:
            yield [(brief(symbol), colour_of(module)) for symbol, module in reversed(frames)]


def draw_frame(frame, left, level, scale, least, bottom):
    """It and what it called, as lines of SVG."""
    width = frame.samples * scale
    top = bottom - (level + 1) * FRAME
    share = width / (WIDTH - 2 * MARGIN)
    yield (f'<g><title>{escape(frame.name)} {share:.1%}</title>'
           f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{FRAME - 1}" fill="{frame.colour}"/>')
    if (room := int((width - 4) / LETTER)) >= 4:
        words = frame.name if len(frame.name) <= room else frame.name[:room - 1] + "…"
        yield f'<text x="{left + 3:.1f}" y="{top + 12}">{escape(words)}</text>'
    yield "</g>"
    for callee in sorted(frame.callees.values(), key=lambda callee: callee.name):
        if callee.samples >= least:
            yield from draw_frame(callee, left, level + 1, scale, least, bottom)
        left += callee.samples * scale


def draw(root, title):
    """The whole picture."""
    least = root.samples * LEAST
    height = HEAD + root.depth(least) * FRAME + MARGIN
    key = "".join(f'<rect x="{x}" y="27" width="10" height="10" fill="{colour}"/><text x="{x + 14}" y="36">{words}</text>'
                  for x, colour, words in ((MARGIN, OURS, "Loadex"), (80, OTHERS, "libraries"), (160, KERNEL, "kernel")))
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
             'font-family="sans-serif" font-size="11">',
             f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
             f'<text x="{MARGIN}" y="18" font-size="14">{escape(title)}</text>', key,
             *draw_frame(root, MARGIN, 0, (WIDTH - 2 * MARGIN) / root.samples, least, height - MARGIN), "</svg>"]
    return "\n".join(lines) + "\n"
