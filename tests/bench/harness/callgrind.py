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


def by_function(profile):
    """Instructions of each function, those of its callees not included."""
    said = subprocess.run(["callgrind_annotate", "--threshold=100", "--auto=no", profile], capture_output=True,
                          text=True, check=True).stdout
    counts = collections.Counter()
    for count, name in re.findall(r"^ *([\d,]+) \(.*?%\)  \S*?:(.*?)(?: \[\S+\])?$", said, re.MULTILINE):
        counts[name] += int(count.replace(",", ""))
    return counts
