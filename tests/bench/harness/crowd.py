"""Clients that GET again and again, each on its own connection, with a pause in between."""

import asyncio
import random
import re
import threading
import time
from typing import NamedTuple

REQUEST = b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n"
ANSWERED_BY = re.compile(rb"backend: http://[^:]+:(\d+)")


CLOSED = "closed meanwhile"  # a kept connection, before anything of the answer came: who asks may ask again


class CutShort(Exception):
    """An answer that broke off."""


class Asked(NamedTuple):
    """One request and what became of it."""

    ended: float  # time.monotonic()
    seconds: float
    backend: int  # the port of whoever answered; 0 if it failed
    failure: str  # in words, or empty


class Crowd:
    """So many clients in one thread, for as long as the `with` block."""

    def __init__(self, port, clients, pause, patience):
        self._port = port
        self._clients = clients
        self._pause = pause  # seconds on average
        self._patience = patience  # seconds to wait for an answer
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)
        self.asked = []  # of Asked, in order

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def first_answer_of(self, backend, since):
        """When that backend first answered a request that was sent after `since`; None if it has not yet."""
        return next((a.ended for a in list(self.asked) if a.backend == backend and a.ended - a.seconds >= since), None)

    async def _all(self):
        await asyncio.gather(*(self._one() for _ in range(self._clients)))

    async def _one(self):
        connection = None
        await asyncio.sleep(random.uniform(0, self._pause))
        while not self._stop.is_set():
            begun = time.monotonic()
            kept = connection is not None
            try:
                if not kept:
                    connection = await asyncio.open_connection("127.0.0.1", self._port)
                keep, backend, failure = await asyncio.wait_for(self._ask(*connection), self._patience)
            except asyncio.TimeoutError:
                keep, backend, failure = False, 0, "no answer"
            except (ConnectionError, asyncio.IncompleteReadError, CutShort) as error:
                unanswered = not isinstance(error, CutShort) and not getattr(error, "partial", b"")
                keep, backend, failure = False, 0, CLOSED if kept and unanswered else "broken off"
            ended = time.monotonic()
            self.asked.append(Asked(ended, ended - begun, backend, failure))
            if not keep and connection is not None:
                connection[1].close()
                connection = None
            await asyncio.sleep(random.uniform(0.5, 1.5) * self._pause)
        if connection is not None:
            connection[1].close()

    @staticmethod
    async def _ask(reader, writer):
        """Whether the connection stays, the port of the backend that answered, and what is wrong with the answer."""
        writer.write(REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        try:
            body = await (reader.readexactly(int(length[1])) if length else reader.read())
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise CutShort from error
        keep = length is not None and not re.search(rb"(?i)\r\nconnection: *close", head)
        status = head.split(b" ", 2)[1].decode()
        if status != "200":
            return keep, 0, status
        return keep, int(ANSWERED_BY.search(body)[1]), ""
