"""Outputs, compared as people compare them."""

import re

AS_LETTERS = str.maketrans("0123456789", "ABCDEFGHIJ")  # which nothing replaces


def loosely(text):
    """The same for outputs that differ in numbers of several digits, durations, identifiers, and in white space that makes
    up for them. A digit alone is what people chose or counted, as a weight, and a port says which backend is meant."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{8,}\b", "0", text)
    text = re.sub(r"(?<=localhost:)[0-9]+", lambda port: port[0].translate(AS_LETTERS), text)
    text = re.sub(r"[0-9]+(?:[.,:][0-9]+)+|[0-9]{2,}|[0-9](?= ?(?:us|µs|ms|s|min|h)\b)", "0", text)
    text = re.sub(r"\b0 ?(?:us|µs|ms|s|min|h)\b", "0 s", text)
    text = re.sub(r"[█▏▎▍▌▋▊▉]+", "█", text)
    return re.sub(r"\s+", " ", text).strip()


def fits(shown, line):
    return loosely(line).startswith(loosely(shown[:-3])) if shown.endswith("...") else loosely(shown) == loosely(line)


def difference(shown, printed):
    """Where the output is not as shown: (offset of the line, what is there instead). `...` stands for any lines."""
    shown, at, gap = [line.rstrip() for line in shown], 0, False
    while shown and not shown[-1]:
        shown.pop()
    while printed and not printed[-1].strip():
        printed.pop()
    for offset, line in enumerate(shown):
        if line.strip() == "...":
            gap = True
            continue
        while gap and at < len(printed) and not fits(line, printed[at]):
            at += 1
        if at >= len(printed) or not fits(line, printed[at]):
            return offset, printed[at] if at < len(printed) else "nothing more"
        at, gap = at + 1, False
    return None if gap or at == len(printed) else (len(shown) - 1, printed[at])
