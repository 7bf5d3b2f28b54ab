"""A recording as a picture that moves: SVG with animations in CSS, which needs no script and moves in an <img> as well."""

import html
import re
from typing import NamedTuple

from .terminal import COLUMNS

LONGEST_PAUSE = 1.5  # seconds in which nothing changes; what a pause has beyond is shown
FASTER = 4           # times as fast
BLINK = 0.03         # seconds that what is overwritten at once is not shown
HOLD = 5             # seconds that the end stands before it begins anew

LETTER, LINE, MARGIN, BAR, GAP = 8.43, 19, 16, 30, 10  # in pixels, of a font of 14

STYLE = """
svg { --page: #f6f8fa; --edge: #d0d7de; --text: #1f2328; --faint: #59636e; --typed: #0550ae; --dead: #cf222e }
@media (prefers-color-scheme: dark) {
svg { --page: #0d1117; --edge: #3d444d; --text: #e6edf3; --faint: #9198a1; --typed: #79c0ff; --dead: #ff7b72 }
}
rect { fill: var(--page); stroke: var(--edge) }
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
text { fill: var(--text); white-space: pre }
.caption { font-size: 12px }
.faint { fill: var(--faint) }
.typed { fill: var(--typed) }
.dead { fill: var(--dead); font-weight: bold }
.past { visibility: hidden }
"""


class Line(NamedTuple):
    """What a row of a terminal has for a while."""

    terminal: int
    row: int
    text: str
    begin: float
    end: float | None  # None: it is there at the end


def without_pauses(frames):
    """The same frames at the times when they are shown, from 0 on; what is overwritten at once is left out."""
    shown, now, before = [], 0.0, frames[0][0]
    for seconds, rows in frames:
        pause = seconds - before
        now += min(pause, LONGEST_PAUSE) + max(pause - LONGEST_PAUSE, 0) / FASTER
        before = seconds
        if shown and now - shown[-1][0] < BLINK:
            shown[-1] = (shown[-1][0], rows)
        else:
            shown.append((now, rows))
    return shown


def lines_of(frames):
    """Every line with the time for which it is there."""
    there = {}
    for seconds, terminals in frames:
        texts = {(t, r): text for t, rows in enumerate(terminals) for r, text in enumerate(rows) if text.strip()}
        for place in [place for place, (text, _) in there.items() if texts.get(place) != text]:
            text, begin = there.pop(place)
            yield Line(*place, text, begin, seconds)
        for place in texts.keys() - there.keys():
            there[place] = (texts[place], seconds)
    yield from (Line(*place, text, begin, None) for place, (text, begin) in there.items())


def marked(text):
    """As SVG: what was typed and who is dead stand out."""
    escaped = html.escape(text, quote=False)
    escaped = re.sub(r"^(\$ )(.+)", r'\1<tspan class="typed">\2</tspan>', escaped)
    return re.sub(r"\bdead\b", '<tspan class="dead">dead</tspan>', escaped)


def animation(name, line, length):
    """Shows a line in its time. Without animations there is what stands at the end."""
    times = [(line.begin, "visible"), *([(line.end, "hidden")] if line.end else [])]
    steps = "".join(f"{100 * seconds / length:.3f}%{{visibility:{what}}}" for seconds, what in times)
    return f"@keyframes {name}{{0%{{visibility:hidden}}{steps}}}.{name}{{animation-name:{name}}}"


def svg(frames, titles, caption):
    """The picture: the terminals below one another, each with its title."""
    frames = without_pauses(frames)
    length = frames[-1][0] + HOLD
    heights = [max(len(rows[t]) for _, rows in frames) for t in range(len(titles))]
    tops = [sum(BAR + height * LINE + MARGIN + GAP for height in heights[:t]) for t in range(len(titles) + 1)]
    width, height = round(COLUMNS * LETTER + 2 * MARGIN), tops[-1] + LINE
    names, moves, texts = {}, [], []
    for t, title in enumerate(titles):
        texts.append(f'<rect x=".5" y="{tops[t] + .5}" width="{width - 1}" height="{tops[t + 1] - tops[t] - GAP}" rx="8"/>')
        texts.append(f'<text class="faint" x="{MARGIN}" y="{tops[t] + LINE}">{html.escape(title)}</text>')
    for line in sorted(lines_of(frames), key=lambda line: (line.terminal, line.row, line.begin)):
        kind = ""
        if line.begin > 0 or line.end:
            if (span := (line.begin, line.end)) not in names:
                names[span] = f"t{len(names)}"
                moves.append(animation(names[span], line, length))
            kind = f' class="moves {"past " if line.end else ""}{names[span]}"'
        y = tops[line.terminal] + BAR + (line.row + 1) * LINE
        texts.append(f'<text{kind} x="{MARGIN}" y="{y}">{marked(line.text)}</text>')
    texts.append(f'<text class="faint caption" x="{MARGIN}" y="{height - GAP / 2}">{html.escape(caption)}</text>')
    motion = ("@media (prefers-reduced-motion: no-preference) {\n"
              f'.moves {{ animation: {length:.2f}s step-end infinite }}\n' + "\n".join(moves) + "\n}\n")
    return (f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}">\n<title>{html.escape(caption)}</title>\n<style>{STYLE}{motion}</style>\n'
            + "\n".join(texts) + "\n</svg>\n")


def speed():
    """What a caption has to say of the time."""
    return f"Beyond {LONGEST_PAUSE} s a pause passes {FASTER} times as fast."
