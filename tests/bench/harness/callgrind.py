"""Callgrind, a tool of Valgrind: counts the instructions that a program executes in user space."""

import collections
import re
import subprocess


def counting(command, profile):
    """The command that counts what `command` executes, all its threads together, into the file `profile`."""
    return ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", *command]


def total(profile):
    """All instructions of a program that has ended."""
    if not profile.exists() or not (found := re.search(r"^summary: (\d+)$", profile.read_text(), re.MULTILINE)):
        raise SystemExit("bench: Callgrind has left no count: was the program killed?")
    return int(found[1])


def calls(profile, functions):
    """How often functions of these names were called."""
    names, called, count = {}, "", 0
    with profile.open() as lines:
        for line in lines:
            if found := re.match(r"c?fn=\((\d+)\)(?: (.*))?$", line):
                name = names.setdefault(found[1], found[2])
                called = name if line.startswith("c") else called
            elif line.startswith("calls=") and called in functions:
                count += int(line[len("calls="):].split()[0])
    return count


def by_function(profile):
    """Instructions of each function, those of its callees not included."""
    said = subprocess.run(["callgrind_annotate", "--threshold=100", "--auto=no", profile], capture_output=True,
                          text=True, check=True).stdout
    counts = collections.Counter()
    for count, name in re.findall(r"^ *([\d,]+) \(.*?%\)  \S*?:(.*?)(?: \[\S+\])?$", said, re.MULTILINE):
        counts[name] += int(count.replace(",", ""))
    return counts
