"""The daemon: the process that serves, and those before it that finish what they have."""

import json
import os
import signal
import subprocess
import time

from bench.harness.generation import Generation, adopt_orphans
from bench.harness.process import Process

PATIENCE = 90  # seconds for an upgrade, on a machine that does other things as well


class Daemon:
    """Serves for as long as the `with` block."""

    def __init__(self, programs, file, log, admin_port):
        self._programs = programs
        self._file = file
        self.log = log
        self._admin = f"http://127.0.0.1:{admin_port}"
        self.generations = []
        self.upgrades = []  # how long each took, in seconds

    def __enter__(self):
        adopt_orphans()
        first = Process("loadbalancer", [self._programs / "loadbalancer", f"--config-file={self._file}"], self.log)
        self.generations.append(Generation(first.pid))
        try:
            first.await_line('"ready"')
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for one in reversed(self.generations):
            one.end()

    @property
    def current(self):
        return self.generations[-1]

    def lingering(self):
        """Those that have handed over and not ended."""
        for one in self.generations:
            one.look()
        return [one for one in self.generations[:-1] if one.ended is None]

    def signal(self, number):
        """To the process that serves."""
        os.kill(self.current.pid, number)

    def upgrade(self, by_signal):
        """Has another process take over."""
        begun = time.monotonic()
        successor = self._upgrade_by_signal() if by_signal else self._upgrade_by_command()
        now = time.monotonic()
        self.upgrades.append(now - begun)
        self.current.handed_over = now
        self.generations.append(Generation(successor))

    def _upgrade_by_command(self):
        said = subprocess.run([self._programs / "loadex", "upgrade", "--url", self._admin, "--output", "json"],
                              capture_output=True, text=True, check=False, timeout=PATIENCE)
        if said.returncode != 0:
            raise RuntimeError(f"`loadex upgrade` ended with {said.returncode}: {said.stdout}{said.stderr}")
        return json.loads(said.stdout)["now"]["process"]

    def _upgrade_by_signal(self):
        old, read = self.current.pid, self.log.stat().st_size
        self.signal(signal.SIGUSR2)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for line in self.lines(read):
                if line.get("msg") == "handed over":
                    return line["to"]
                if line.get("msg") == "no upgrade":
                    raise RuntimeError(f"SIGUSR2 has brought no upgrade: {line}")
            time.sleep(0.05)
        raise RuntimeError(f"process {old} has not handed over {PATIENCE} s after SIGUSR2")

    def lines(self, since=0):
        """What the log says from that byte on; `unread` is a line that is none of the log's."""
        with open(self.log, "rb") as file:
            file.seek(since)
            for line in file:
                if not line.endswith(b"\n"):
                    return  # half of it
                try:
                    yield json.loads(line)
                except ValueError:
                    yield {"unread": line.decode(errors="replace").rstrip()}
