"""A process that may have been started by one that we started: a daemon in whose place another has come."""

import contextlib
import ctypes
import os
import signal
import time

PR_SET_CHILD_SUBREAPER = 36
ENDING = 3  # seconds, before it is asked again and then killed


def adopt_orphans():
    """From now on a process whose father has ended is our child, as long as it is a descendant."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class Generation:
    """One of them, by its id."""

    def __init__(self, pid):
        self.pid = pid
        self.handed_over = None  # time.monotonic()
        self.ended = None  # likewise
        self.code = None  # with which it has ended; None also as long as its father has not told us

    def look(self):
        """Notes its end, if that has come."""
        if self.ended is not None and self.code is not None:
            return
        told = 0
        with contextlib.suppress(ChildProcessError):  # a child of the one before it, which is still there
            told, status = os.waitpid(self.pid, os.WNOHANG)
        if told:
            self.code = os.waitstatus_to_exitcode(status)
        if self.ended is None and (told or self._is_gone()):
            self.ended = time.monotonic()

    def _is_gone(self):
        try:
            with open(f"/proc/{self.pid}/stat", encoding="latin-1") as file:
                return file.read().rpartition(") ")[2].startswith("Z")
        except FileNotFoundError:
            return True

    def end(self):
        """In order if it can, and soon."""
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):  # the second one means "at once"
            self.look()
            if self.ended is not None:
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
            deadline = time.monotonic() + ENDING
            while self.ended is None and time.monotonic() < deadline:
                time.sleep(0.05)
                self.look()
