"""A crowd: wrk, which asks for something small on kept connections, as fast as it is served."""

import asyncio
import os
import re
import time

from .client import Failure

NAME = "crowd"
TIMEOUT = 20  # seconds for an answer


class Crowd:
    """So many connections for the next `seconds`, to the port; what came of it goes to the tally when they are over."""

    def __init__(self, connections, port, seconds, tally):
        self._command = ["wrk", "--threads=1", f"--connections={connections}", f"--duration={int(seconds)}s",
                         f"--timeout={TIMEOUT}s", f"http://127.0.0.1:{port}/"]
        self._tally = tally
        self._running = None

    async def __aenter__(self):
        self._running = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT, start_new_session=True, preexec_fn=lambda: os.nice(5))
        return self

    async def __aexit__(self, *trouble):
        if trouble[0] is not None:
            self._running.terminate()
        said = (await self._running.communicate())[0].decode()
        if trouble[0] is None:
            self._count(said)

    def _count(self, said):
        requests = re.search(r"(\d+) requests in", said)
        if self._running.returncode != 0 or not requests:
            raise SystemExit(f"soak: wrk has ended with {self._running.returncode}: {said}")
        self._tally.done[NAME] += int(requests[1])
        self._tally.failures += [Failure(time.monotonic(), NAME, line.strip()) for line in said.splitlines()
                                 if "Socket errors" in line or "Non-2xx" in line]
