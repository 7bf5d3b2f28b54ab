"""Clients that nobody likes: slow ones, some that fall silent, some that leave half way."""

import asyncio
import socket
import time

from .client import PATIENCE
from .http1 import Connection, Wrong

REQUEST = b"GET /files/slow HTTP/1.1\r\nHost: localhost\r\n\r\n"
SLOW_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SECONDS_OF_HEAD = 3


async def slow_head(me):
    """A head that comes byte by byte, and is answered all the same."""
    async with Connection(me.ports["main"]) as connection:
        begun, sent = time.monotonic(), 0
        while sent < len(SLOW_HEAD):
            await asyncio.sleep(SECONDS_OF_HEAD / len(SLOW_HEAD))
            # By the clock: on a busy machine it is some bytes at a time, and not a head that comes too late.
            due = int((time.monotonic() - begun) / SECONDS_OF_HEAD * len(SLOW_HEAD))
            connection.writer.write(SLOW_HEAD[sent:due])
            sent = due
        status, headers = await asyncio.wait_for(connection.read_head(), PATIENCE)
        if status != 200 or not [piece async for piece in connection.pieces(headers)]:
            raise Wrong(f"a slow head is answered with {status}")
        me.count()


async def slow_reader(me):
    """A download that is read in small pieces, through a small buffer."""
    size = 500_000
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", me.ports["main"]))
    async with Connection(None, sock) as connection:
        await connection.send("GET", f"/files/bytes/{size}")
        await asyncio.wait_for(connection.read_head(), PATIENCE)
        left = size
        while left > 0 and not me.is_over:
            piece = await asyncio.wait_for(connection.reader.read(8192), PATIENCE)
            if not piece:
                raise Wrong(f"a slow download ended {left:,} bytes early")
            left -= len(piece)
            await asyncio.sleep(0.05)
        me.count()


async def silent(me):
    """Half a head and no more: is told 408."""
    async with Connection(me.ports["main"]) as connection:
        connection.writer.write(REQUEST[:-9])
        status, _ = await asyncio.wait_for(connection.read_head(), 2 * PATIENCE)  # first Loadex has some
        if status != 408:
            raise Wrong(f"half a head is answered with {status}")
        me.count()


async def half_closer(me):
    """Says that nothing more will come, and waits for its answer."""
    async with Connection(me.ports["main"]) as connection:
        await connection.send("GET", "/")
        connection.writer.write_eof()
        status, headers = await asyncio.wait_for(connection.read_head(), PATIENCE)
        if status != 200 or not [piece async for piece in connection.pieces(headers)]:
            raise Wrong(f"a client that has sent all it has is answered with {status}")
        me.count()


async def leaver(me):
    """Goes without a word: with half a head sent, before the answer, in the middle of a download or an upload, out of a
    tunnel."""
    how = me.chance.choice((half_a_head, before_the_answer, in_a_download, in_an_upload, out_of_a_tunnel))
    async with Connection(me.ports["main"]) as connection:
        await asyncio.wait_for(how(connection), PATIENCE)
        if me.chance.random() < 0.5:
            connection.leave()
    me.count()


async def half_a_head(connection):
    connection.writer.write(REQUEST[:20])


async def before_the_answer(connection):
    connection.writer.write(REQUEST)
    await asyncio.sleep(0.05)


async def in_a_download(connection):
    await connection.send("GET", "/files/bytes/4000000")
    await connection.reader.readexactly(100_000)


async def in_an_upload(connection):
    connection.writer.write(b"POST /files/sum HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
    connection.writer.write(bytes(100_000))
    await connection.writer.drain()


async def out_of_a_tunnel(connection):
    await connection.send("GET", "/sockets/", headers=["Connection: Upgrade", "Upgrade: websocket",
                                                       "Sec-WebSocket-Version: 13",
                                                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="])
    await connection.read_head()
