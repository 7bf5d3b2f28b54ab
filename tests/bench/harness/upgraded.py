"""Proxies in whose place another process comes while they serve, each by its own way."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

from .generation import Generation, adopt_orphans
from .process import Process
from .proxies import HAPROXY, LOADEX, all_proxies

PATIENCE = 30  # seconds for one upgrade


def await_that(condition, words):
    """Waits until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: {words} within {PATIENCE} s")
        time.sleep(0.002)


class Upgraded:
    """Serves for as long as the `with` block."""

    HOW = ""  # in a word for the page

    def __init__(self, proxy, port, backend_ports, folder, core):
        self.name = proxy.name
        self.port = port
        self._folder = folder
        self._core = core
        self._command = proxy.configure(port, backend_ports, folder)
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        self.first = self.start()
        self.first.await_answer(f"http://127.0.0.1:{self.port}/")
        return self

    def __exit__(self, *_):
        self._stack.close()

    def start(self, *more):
        """Another process; it ends with us."""
        return self._stack.enter_context(Process(self.name, [*self._command, *more], self._folder / f"{self.name}.log",
                                                 self._core))

    def upgrade(self):
        """Returns once the new process serves."""
        raise NotImplementedError


class Loadex(Upgraded):
    """By `loadex upgrade`."""

    HOW = "`loadex upgrade`"

    def __init__(self, programs, *where):
        proxy = all_proxies(programs)[0]
        with_handover = LOADEX.replace("[global]\n", '[global]\nhandover="{folder}/handover.sock"\n')
        super().__init__(proxy._replace(template=with_handover), *where)
        self._program = programs / "loadex"

    def __enter__(self):
        adopt_orphans()
        return super().__enter__()

    def upgrade(self):
        said = subprocess.run([self._program, "upgrade", "--url", f"http://127.0.0.1:{self.port}", "--output", "json"],
                              capture_output=True, text=True, check=False, timeout=PATIENCE)
        if said.returncode != 0:
            raise SystemExit(f"bench: `loadex upgrade` ended with {said.returncode}: {said.stdout}{said.stderr}")
        self._stack.callback(Generation(json.loads(said.stdout)["now"]["process"]).end)


class HAProxy(Upgraded):
    """By a new process that has the sockets sent by the old one, and then tells it to finish."""

    HOW = "`haproxy -x SOCKET -sf PID`"

    def __init__(self, programs, *where):
        _, proxy, _ = all_proxies(programs)
        with_socket = HAPROXY.replace("global\n", "global\n    stats socket {folder}/haproxy.sock mode 600 level admin "
                                                  "expose-fd listeners\n", 1)
        super().__init__(proxy._replace(template=with_socket), *where)
        self._socket = self._folder / "haproxy.sock"

    def upgrade(self):
        new = self.start("-x", self._socket, "-sf", self.serving())
        await_that(lambda: self.serving() == new.pid, "HAProxy's new process does not serve")

    def serving(self):
        """The process that has the socket of statistics."""
        with socket.socket(socket.AF_UNIX) as to, contextlib.suppress(ConnectionError):
            to.connect(str(self._socket))
            to.sendall(b"show info\n")
            said = to.makefile().read()
            return next(int(line.split()[1]) for line in said.splitlines() if line.startswith("Pid:"))
        return None  # just between two


class Nginx(Upgraded):
    """By a reload: the same program, but new workers. Its way to upgrade needs it to be a daemon of its own."""

    HOW = "reload by SIGHUP"

    def __init__(self, programs, *where):
        *_, proxy = all_proxies(programs)
        super().__init__(proxy, *where)

    def upgrade(self):
        before = set(self.workers())
        os.kill(self.first.pid, signal.SIGHUP)
        await_that(lambda: set(self.workers()) - before, "nginx has no new worker")

    def workers(self):
        """Its children."""
        return pathlib.Path(f"/proc/{self.first.pid}/task/{self.first.pid}/children").read_text().split()


ALL = (Loadex, HAProxy, Nginx)
