"""What most clients do: small requests, uploads, downloads."""

import asyncio
import time
import zlib

from .client import PATIENCE
from .http1 import Connection, Wrong, ask_once


async def keep_alive(me):
    """Many small requests on one connection; when Loadex says that it ends, on another."""
    async with Connection(me.ports["main"]) as connection:
        for _ in range(me.chance.randint(20, 400)):
            begun = time.monotonic()
            await asyncio.wait_for(connection.ask("GET", f"/{me.chance.randrange(1000)}"), PATIENCE)
            me.count(time.monotonic() - begun)
            if me.is_over or not connection.is_kept:
                return
            await me.pause(0.1)


async def new_connection(me):
    """One request on a connection of its own."""
    begun = time.monotonic()
    await asyncio.wait_for(ask_once(me.ports["main"], "GET", "/"), PATIENCE)
    me.count(time.monotonic() - begun)


async def upload(me):
    """A body, whose checksum comes back."""
    body = me.chance.randbytes(me.chance.choice((1_000, 70_000, 1_000_000)))
    size = me.chance.choice((100, 4_000, 50_000))
    sent = [body[i:i + size] for i in range(0, len(body), size)] if me.chance.random() < 0.5 else body
    async with Connection(me.ports["main"]) as connection:
        answer = await asyncio.wait_for(connection.ask("POST", "/files/sum", sent), PATIENCE)
    if int(answer.body) != zlib.crc32(body):
        raise Wrong(f"an upload of {len(body):,} bytes has not arrived as it was sent")
    me.count()


async def download(me):
    """Up to some MiB, whose checksum has come before."""
    size = me.chance.choice((10_000, 300_000, 4_000_000))
    async with Connection(me.ports["main"]) as connection:
        answer = await asyncio.wait_for(connection.ask("GET", f"/files/bytes/{size}"), PATIENCE)
    if len(answer.body) != size or zlib.crc32(answer.body) != int(answer.headers["x-sum"]):
        raise Wrong(f"a download of {size:,} bytes has not arrived as it was sent")
    me.count()


async def at_extra(me):
    """A request at the listener that comes and goes: who comes too late is refused."""
    await asyncio.wait_for(ask_once(me.ports["extra"], "GET", "/"), PATIENCE)
    me.count()
