"""Who plays a story again and again, and what came of it."""

import array
import asyncio
import collections
import random
import time
from typing import Callable, NamedTuple

from websockets.exceptions import WebSocketException

from .http1 import Wrong

PATIENCE = 30  # seconds for a step of a story, on a machine that does other things as well

# What a story may end with that is to be told of, and not a mistake of ours.
MISHAPS = (OSError, EOFError, asyncio.TimeoutError, Wrong, WebSocketException)


class Kind(NamedTuple):
    """Clients that do the same."""

    name: str
    clients: int
    pause: float  # seconds between two stories, on average
    story: Callable
    is_judged: bool = True  # nothing of it may fail


class Failure(NamedTuple):
    """What should not have been."""

    at: float  # time.monotonic()
    kind: str
    words: str


class Tally:
    """What all clients have done."""

    def __init__(self):
        self.done = collections.Counter()  # steps by kind
        self.left = collections.Counter()  # stories by kind that have ended by a mishap, and may
        self.failures = []
        self.took = collections.defaultdict(lambda: array.array("f"))  # seconds, by what was on meanwhile
        self.stretch = ""

    @property
    def steps(self):
        return sum(self.done.values())


class Client:
    """One of them, as its story sees it."""

    def __init__(self, kind, ports, chance, stopping, tally):
        self.ports = ports
        self.chance = chance
        self._kind = kind
        self._stopping = stopping
        self._tally = tally

    @property
    def is_over(self):
        return self._stopping.is_set()

    def count(self, seconds=None):
        """A step is done; how long a small request took."""
        self._tally.done[self._kind.name] += 1
        if seconds is not None:
            self._tally.took[self._tally.stretch].append(seconds)

    async def pause(self, seconds):
        """About so long, and no longer than the traffic goes on."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds * self.chance.uniform(0.5, 1.5))
        except asyncio.TimeoutError:
            pass

    async def play(self):
        """Until the traffic is over."""
        await self.pause(self._kind.pause)
        while not self.is_over:
            begun = time.monotonic()
            try:
                await self._kind.story(self)
            except MISHAPS as mishap:
                if self._kind.is_judged:
                    words = f"{type(mishap).__name__}: {mishap} ({time.monotonic() - begun:.1f} s after its begin)"
                    self._tally.failures.append(Failure(time.monotonic(), self._kind.name, words))
                else:
                    self._tally.left[self._kind.name] += 1
            await self.pause(self._kind.pause)


class Traffic:
    """All clients, for as long as the `async with` block."""

    def __init__(self, kinds, ports, seed):
        self.tally = Tally()
        self._stopping = asyncio.Event()
        self._clients = [Client(kind, ports, random.Random(f"{seed} {kind.name} {n}"), self._stopping, self.tally)
                         for kind in kinds for n in range(kind.clients)]
        self._playing = []

    async def __aenter__(self):
        self._playing = [asyncio.create_task(client.play()) for client in self._clients]
        return self.tally

    async def __aexit__(self, *_):
        self._stopping.set()
        # What breaks off a story here is a mistake of ours, and raised.
        await asyncio.wait_for(asyncio.gather(*self._playing), 2 * PATIENCE)
