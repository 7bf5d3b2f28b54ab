"""A client of HTTP/1.1: reads answers whole, and raises what is wrong with them."""

import asyncio
from typing import NamedTuple


class Wrong(Exception):
    """An answer that is not what was asked for."""


class Answer(NamedTuple):
    """All of it."""

    status: int
    headers: dict  # by name in small letters
    body: bytes


class Connection:
    """To a port of the loopback interface, for as long as the `async with` block."""

    def __init__(self, port, sock=None):
        self._port = port
        self._sock = sock
        self.reader = self.writer = None
        self.is_kept = True  # another request may follow

    async def __aenter__(self):
        where = {"sock": self._sock} if self._sock else {"host": "127.0.0.1", "port": self._port}
        self.reader, self.writer = await asyncio.open_connection(**where)
        return self

    async def __aexit__(self, *_):
        self.writer.close()

    def leave(self):
        """Resets it: whoever sends something is told at once."""
        self.writer.transport.abort()

    async def send(self, method, path, body=b"", headers=()):
        """A request; a body in a list is sent in chunks, one for each piece."""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
        if isinstance(body, list):
            lines.append("Transfer-Encoding: chunked")
            body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in body) + b"0\r\n\r\n"
        elif body or method in ("POST", "PUT", "PATCH"):
            lines.append(f"Content-Length: {len(body)}")
        self.writer.write("\r\n".join((*lines, "\r\n")).encode() + body)
        await self.writer.drain()

    async def read_head(self):
        """Status and headers of the next answer."""
        first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.is_kept = headers.get("connection", "").lower() != "close"
        return int(first.split(" ")[1]), headers

    async def pieces(self, headers):
        """The body of the answer that has these headers, as it comes."""
        if headers.get("transfer-encoding") == "chunked":
            while size := int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16):
                yield (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readuntil(b"\r\n")
        elif "content-length" in headers:
            left = int(headers["content-length"])
            while left > 0:
                piece = await self.reader.readexactly(min(left, 1 << 16))
                left -= len(piece)
                yield piece
        else:
            while piece := await self.reader.read(1 << 16):
                yield piece

    async def ask(self, method, path, body=b"", headers=(), expected=200):
        """A request and its answer, which has to have that status."""
        await self.send(method, path, body, headers)
        status, got = await self.read_head()
        answer = Answer(status, got, b"".join([piece async for piece in self.pieces(got)]))
        if expected and status != expected:
            raise Wrong(f"{method} {path} is answered with {status}: {answer.body[:300].decode('latin-1')}")
        return answer


async def ask_once(port, method, path, body=b"", headers=(), expected=200):
    """On a connection of its own."""
    async with Connection(port) as connection:
        return await connection.ask(method, path, body, (*headers, "Connection: close"), expected)
