"""Traffic: requests by wrk or by our own lean load, clients that only keep a connection open, and clients that send all
too slowly."""

import contextlib
import itertools
import json
import os
import re
import socket
import subprocess
import threading
import time
from typing import NamedTuple

CONNECTIONS = 64


class Traffic(NamedTuple):
    """What one run of wrk saw."""

    requests: int
    seconds: float
    p50_us: float
    p90_us: float
    p99_us: float


UNITS = {"us": 1.0, "ms": 1e3, "s": 1e6, "m": 60e6}


def microseconds(text):
    """A time as wrk writes it."""
    number, unit = re.fullmatch(r"([\d.]+)([a-z]+)", text).groups()
    return float(number) * UNITS[unit]


def failures(text):
    """How many answers that are not 2xx or 3xx, and broken connections, wrk reports."""
    reports = re.findall(r"^\s*(?:Non-2xx|Socket errors).*$", text, re.MULTILINE)
    return sum(int(number) for report in reports for number in re.findall(r" (\d+)(?:,|$)", report))


def parse(text):
    """Reads wrk's report."""
    requests, seconds = re.search(r"(\d+) requests in ([\d.]+\w+),", text).groups()
    percentiles = (microseconds(re.search(rf"^\s*{p}%\s+(\S+) *$", text, re.MULTILINE)[1]) for p in (50, 90, 99))
    if int(requests) == 0:
        raise SystemExit("bench: no request was answered")
    return Traffic(int(requests), microseconds(seconds) / 1e6, *percentiles)


def on_core(core, command, seconds):
    """Runs what takes so many seconds, on one core if it is given."""
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, timeout=seconds + 30,
                          preexec_fn=lambda: core is None or os.sched_setaffinity(0, {core}))


def wrk(port, seconds, core=None, connections=CONNECTIONS, more=()):
    """Its report on small GETs over so many connections, for so many whole seconds."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", *more, f"http://127.0.0.1:{port}/"]
    done = on_core(core, command, seconds)
    done.check_returncode()
    return done.stdout


def void_if(failed, said):
    """A request that is not answered as it should be makes the whole measurement void."""
    if failed:
        raise SystemExit(f"bench: {failed} requests were not answered as they should be:\n{said}")


def drive(port, seconds, core=None, connections=CONNECTIONS, script=None, more=()):
    """Likewise over kept connections, as the Lua script has them, if there is one. No answer may be other than 2xx or 3xx,
    and no connection break."""
    said = wrk(port, seconds, core, connections, [*more, *(["-s", str(script)] if script else [])])
    void_if(failures(said), said)
    return parse(said)


def drive_lean(program, port, seconds, core=None, connections=CONNECTIONS):
    """The same by our own program, which sees whether every answer is a 200 with the body that it should have."""
    done = on_core(core, [program, "clients", port, connections, seconds], seconds)
    if done.returncode:
        raise SystemExit(f"bench: {done.stderr}")
    seen = json.loads(done.stdout)
    void_if(seen.pop("errors") or not seen["requests"], done.stdout)
    return Traffic(**seen)


@contextlib.contextmanager
def idle_clients(port, count):
    """So many clients that have each been answered once and now keep silent."""
    with contextlib.ExitStack() as clients:
        for _ in range(count):
            client = clients.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            if not client.recv(65536).startswith(b"HTTP/1.1 200 "):
                raise SystemExit("bench: a client was not answered with 200")
        yield


class Dripping(threading.Thread):
    """Sends a request head byte by byte to every connection: one to each in PAUSE seconds, spread evenly over it."""

    PAUSE = 0.1
    BATCH = 20
    BEGINNING = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Drip: "

    def __init__(self, clients, core):
        super().__init__()
        self.sent = 0  # bytes
        self.cut_off = False
        self.stopping = threading.Event()
        self._clients = clients
        self._core = core

    def run(self):
        os.sched_setaffinity(0, {self._core})  # this thread only
        due = time.monotonic()
        for byte in itertools.chain(self.BEGINNING, itertools.repeat(ord("x"))):
            for first in range(0, len(self._clients), self.BATCH):
                if self.stopping.wait(due - time.monotonic()):
                    return
                due += self.PAUSE * self.BATCH / len(self._clients)
                try:
                    for client in self._clients[first:first + self.BATCH]:
                        client.send(bytes([byte]))
                        self.sent += 1
                except OSError:
                    self.cut_off = True
                    return


@contextlib.contextmanager
def dripping_clients(port, count, core):
    """So many clients that drip a request head and never come to its end."""
    with contextlib.ExitStack() as stack:
        dripping = Dripping([stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
                             for _ in range(count)], core)
        dripping.start()
        try:
            yield dripping
        finally:
            dripping.stopping.set()
            dripping.join()
        if dripping.cut_off:
            raise SystemExit("bench: a client that drips was cut off, so nothing was measured beside it")
