"""The backends: those of the demo, which are killed and come back, and one of our own, which stays."""

import pathlib
import signal
import sys

from bench.harness.process import Process

HERE = pathlib.Path(__file__).resolve().parent


class Backends:
    """Of the demo, by port; they end with `stack`."""

    def __init__(self, stack, program, ports, folder):
        self._stack = stack
        self._program = program
        self._folder = folder
        self._running = {}
        self.ports = ports
        for port in ports:
            self.start(port)

    def start(self, port):
        """Begins to listen before it returns."""
        process = Process("backend", [self._program, "-port", port], self._folder / f"backend-{port}.log")
        self._running[port] = self._stack.enter_context(process)
        process.await_line("listening on")

    def kill(self, port):
        """With whatever it is at."""
        process = self._running.pop(port)
        process.signal(signal.SIGKILL)
        process.await_end()

    def alive(self):
        return list(self._running)


def start_origin(stack, port, socket_port, folder):
    """Ends with `stack`."""
    process = Process("origin", [sys.executable, HERE.parent / "origin", port, socket_port], folder / "origin.log")
    stack.enter_context(process)
    process.await_answer(f"http://127.0.0.1:{port}/health")
