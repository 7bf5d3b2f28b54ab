"""A process we started: measured through /proc, ended by its id."""

import os
import pathlib
import re
import socket
import subprocess
import time
import urllib.request


def free_port():
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """Runs for as long as the `with` block, on one core if it is given; what it says goes to a log file."""

    def __init__(self, name, command, log, core=None):
        self.name = name
        self._log = log
        with open(log, "wb") as output:
            # A session of its own: Ctrl-C reaches only us, and we end it.
            self._child = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                                           stderr=subprocess.STDOUT, start_new_session=True,
                                           preexec_fn=lambda: core is None or os.sched_setaffinity(0, {core}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._child.terminate()
        try:
            self._child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    @property
    def pid(self):
        return self._child.pid

    def signal(self, number):
        self._child.send_signal(number)

    def await_end(self):
        self._child.wait(timeout=10)

    def await_answer(self, url, patience=15):
        """Waits until GET `url` is answered with 200, for so many seconds at most."""

        def answers():
            try:
                with urllib.request.urlopen(url, timeout=1) as response:
                    return response.status == 200
            except OSError:
                return False

        self._await(answers, "does not answer", patience)

    def await_line(self, pattern):
        """Waits until its log matches `pattern`; the match."""
        return self._await(lambda: re.search(pattern, self._log.read_text()), f"does not say {pattern}")

    def _await(self, condition, otherwise, patience=15):
        """Waits until the condition is true, for so many seconds at most; what it gave."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and self._child.poll() is None:
            if result := condition():
                return result
            time.sleep(0.05)
        raise SystemExit(f"{self.name} {otherwise}. Its last words:\n{self._log.read_text()[-2000:]}")

    def cpu_ns(self):
        """Time all its threads have spent on a CPU, those of its child processes included."""
        return sum(int(task.joinpath("schedstat").read_text().split()[0]) for task in self._tasks())

    def resident_kib(self):
        """Resident memory, that of its child processes included (pages that they share count for each)."""
        return sum(int(line.split()[1]) for pid in self._pids()
                   for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS:"))

    def _pids(self):
        """Its own id and those of its descendants, such as nginx's worker."""
        found = [self._child.pid]
        for pid in found:  # grows as we go
            for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                found += task.joinpath("children").read_text().split()
        return found

    def _tasks(self):
        return [task for pid in self._pids() for task in pathlib.Path(f"/proc/{pid}/task").iterdir()]
