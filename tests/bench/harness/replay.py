"""Fixed sequences of requests, replayed in lock step: one at a time over connections that take turns.

With only one request under way, what a proxy does for it depends on nothing but the request: no two of them meet in one
turn of its event loop, and no buffer is half full by chance."""

import contextlib
import socket
from typing import NamedTuple

from .origin import Origin

CONNECTIONS = 8
ORIGINS = 5

BROWSER = b"""\
Host: www.example.org\r
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r
Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r
Accept-Language: en-GB,en;q=0.7,de;q=0.3\r
Accept-Encoding: gzip, deflate, br\r
Referer: https://www.example.org/shop/shoes\r
Cookie: session=5f1c0b0e8e7a4d0d9a4c; theme=dark; consent=yes\r
Connection: keep-alive\r
"""

SERVER = b"""\
Server: origin\r
Date: Thu, 01 Jan 1970 00:00:00 GMT\r
Content-Type: text/html; charset=utf-8\r
Cache-Control: no-cache\r
"""


def message(start_line, fields, body=b""):
    """A message whose body is framed by Content-Length."""
    return b"%s\r\n%sContent-Length: %d\r\n\r\n%s" % (start_line, fields, len(body), body)


class Replay(NamedTuple):
    """One request, over and over, and what the backends answer."""

    name: str
    request: bytes
    answer: bytes


REPLAYS = (
    Replay("GET, small answer", b"GET /shop/shoes/42?colour=red HTTP/1.1\r\n" + BROWSER + b"\r\n",
           message(b"HTTP/1.1 200 OK", SERVER, b"<p>Sold out.</p>\n")),
    Replay("POST of 4 KiB", message(b"POST /shop/basket HTTP/1.1", BROWSER, b"x" * 4096),
           message(b"HTTP/1.1 200 OK", SERVER, b"<p>Thank you.</p>\n")),
    Replay("download of 64 KiB", b"GET /shop/shoes/42.webp HTTP/1.1\r\n" + BROWSER + b"\r\n",
           message(b"HTTP/1.1 200 OK", SERVER, b"x" * 65536)),
)


@contextlib.contextmanager
def origins(replay):
    """The ports of the backends that answer it."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Origin(replay.answer)).port for _ in range(ORIGINS)]


def read_answer(client, size):
    """A response of `size` bytes of body behind its head."""
    head = b""
    while (end := head.find(b"\r\n\r\n")) < 0:
        if not (piece := client.recv(65536)):
            raise SystemExit("bench: a connection ended early")
        head += piece
    if not head.startswith(b"HTTP/1.1 200 "):
        raise SystemExit(f"bench: not every request was answered: {head[:end].decode()}")
    left = size - (len(head) - end - 4)
    while left > 0:
        if not (piece := client.recv(left)):
            raise SystemExit("bench: a connection ended early")
        left -= len(piece)


def drive(replay, port, count):
    """Sends the request so many times."""
    size = len(replay.answer) - replay.answer.find(b"\r\n\r\n") - 4
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
                   for _ in range(CONNECTIONS)]
        for client in clients:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for i in range(count):
            client = clients[i % CONNECTIONS]
            client.sendall(replay.request)
            read_answer(client, size)
