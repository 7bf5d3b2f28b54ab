"""Connections that last: WebSockets, Server-Sent Events, the pages and the scraper of Loadex itself."""

import asyncio
import time

import websockets

from .client import PATIENCE
from .http1 import Connection, Wrong, ask_once

LONGEST = 30  # seconds that one lasts


async def websocket(me):
    """Messages of all sizes that have to come back, then a close handshake."""
    until = time.monotonic() + me.chance.uniform(1, LONGEST)
    async with websockets.connect(f"ws://127.0.0.1:{me.ports['main']}/sockets/", compression=None,
                                  open_timeout=PATIENCE, close_timeout=PATIENCE) as socket:
        while time.monotonic() < until and not me.is_over:
            message = me.chance.randbytes(me.chance.choice((10, 1_000, 100_000)))
            await socket.send(message)
            if await asyncio.wait_for(socket.recv(), PATIENCE) != message:
                raise Wrong(f"a message of {len(message):,} bytes did not come back as it was sent")
            me.count()
            await me.pause(0.3)


async def events(me):
    """All that were asked for, in order."""
    count = me.chance.randint(2, LONGEST * 5)
    async with Connection(me.ports["main"]) as connection:
        await connection.send("GET", f"/files/events/{count}")
        status, headers = await asyncio.wait_for(connection.read_head(), PATIENCE)
        if status != 200:
            raise Wrong(f"events are answered with {status}")
        expected = 0
        async for piece in connection.pieces(headers):
            if piece != b"data: %d\n\n" % expected:
                raise Wrong(f"event {expected} came as {piece[:50]}")
            expected += 1
            me.count()
            if me.is_over:
                return
    if expected != count:
        raise Wrong(f"{expected} of {count} events came")


async def page(me):
    """The dashboard, and what it shows, second by second. An upgrade may end that, but not break it off."""
    await asyncio.wait_for(ask_once(me.ports["admin"], "GET", "/dashboard/"), PATIENCE)
    until = time.monotonic() + me.chance.uniform(1, LONGEST)
    async with Connection(me.ports["admin"]) as connection:
        await connection.send("GET", "/loadex/v1/live", headers=["Accept: text/event-stream"])
        status, headers = await asyncio.wait_for(connection.read_head(), PATIENCE)
        if status != 200:
            raise Wrong(f"the page's stream is answered with {status}")
        async for _ in connection.pieces(headers):
            me.count()
            if me.is_over or time.monotonic() > until:
                return


async def scrape(me):
    """As Prometheus does."""
    answer = await asyncio.wait_for(ask_once(me.ports["admin"], "GET", "/metrics"), PATIENCE)
    if b"golb_build_info" not in answer.body:
        raise Wrong("a page of metrics is not whole")
    me.count()
