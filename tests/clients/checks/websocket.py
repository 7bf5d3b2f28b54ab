"""WebSockets, with the client that Python programs use."""

import asyncio
import os

import websockets

from .expect import expect, expect_equal

PATIENCE = 20  # seconds
MANY = 100


def connect(stage, path="/"):
    """A connection through the balancer."""
    return websockets.connect(f"ws://{stage.echo}{path}", max_size=stage.echo_server.LARGEST)


def in_time(story):
    """Runs a coroutine, which has to end in time."""
    asyncio.run(asyncio.wait_for(story, PATIENCE))


async def echo(socket, message):
    """Sends a message, which has to come back."""
    await socket.send(message)
    expect(await socket.recv() == message, f"a message of {len(message)} did not come back as it was sent")


def messages(stage):
    """websockets: text and 1 MiB of bytes come back"""

    async def story():
        async with connect(stage) as socket:
            await echo(socket, "Grüße, 世界")
            await echo(socket, os.urandom(1 << 20))

    in_time(story())


def ping(stage):
    """websockets: a ping is answered"""

    async def story():
        async with connect(stage) as socket:
            await (await socket.ping(b"are you there?"))

    in_time(story())


def client_closes(stage):
    """websockets: the backend sees the client's code and reason of closing"""

    async def story():
        async with connect(stage, "/done") as socket:
            await echo(socket, "hello")
            await socket.close(4000, "done")

    in_time(story())
    seen = stage.echo_server.closed["/done"].get(timeout=PATIENCE)
    expect_equal(seen, (4000, "done"), "code and reason at the backend")


def backend_closes(stage):
    """websockets: the client sees the backend's code and reason of closing"""

    async def story():
        async with connect(stage, "/goodbye") as socket:
            await socket.wait_closed()
            expect_equal((socket.close_code, socket.close_reason), stage.echo_server.GOODBYE, "code and reason")

    in_time(story())


def many(stage):
    """websockets: a hundred at once"""

    async def story():
        sockets = await asyncio.gather(*(connect(stage) for _ in range(MANY)))
        await asyncio.gather(*(echo(socket, f"from {number}") for number, socket in enumerate(sockets)))
        await asyncio.gather(*(socket.close() for socket in sockets))

    in_time(story())


CHECKS = [messages, ping, client_closes, backend_closes, many]
