"""How a process stands, as /proc has it."""

import collections
import pathlib
from typing import NamedTuple

TCP_STATES = {"01": "established", "02": "connecting", "04": "fin-wait-1", "05": "fin-wait-2", "08": "close-wait",
              "09": "last-ack", "0A": "listening", "0B": "closing"}


class Sample(NamedTuple):
    """At one moment."""

    at: float  # seconds since the begin
    stretch: str
    pid: int
    memory_kib: int  # of its own: pages of files are not in it
    descriptors: int
    threads: int
    sockets: dict  # TCP, by state
    lingering: int  # processes that have handed over and not ended
    steps: int  # of the traffic, so far

    @property
    def open(self):
        """Descriptors but those that listen, which the configuration has more of or fewer."""
        return self.descriptors - self.sockets.get("listening", 0)


def look(pid):
    """Memory, descriptors, threads, sockets of a process."""
    process = pathlib.Path(f"/proc/{pid}")
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    targets = [read_link(file) for file in (process / "fd").iterdir()]
    inodes = {target[len("socket:["):-1] for target in targets if target.startswith("socket:[")}
    states = collections.Counter()
    for line in (process / "net" / "tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[9] in inodes:
            states[TCP_STATES.get(fields[3], fields[3])] += 1
    return int(status["RssAnon"].split()[0]), len(targets), int(status["Threads"]), dict(states)


def read_link(file):
    """Where a descriptor leads; it may be closed by now."""
    try:
        return str(file.readlink())
    except FileNotFoundError:
        return ""
