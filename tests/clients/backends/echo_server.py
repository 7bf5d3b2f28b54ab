"""A WebSocket backend that sends back whatever it gets, on a thread of this process."""

import asyncio
import collections
import contextlib
import http
import queue
import threading

import websockets


class EchoServer:
    """Runs for as long as the `with` block. On /goodbye it closes at once, with GOODBYE."""

    GOODBYE = (4001, "enough")
    LARGEST = 2 << 20  # bytes in a message

    def __init__(self):
        self.port = None
        self.closed = collections.defaultdict(queue.Queue)  # by path: code and reason of each connection that has ended
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    def __enter__(self):
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self):
        async with websockets.serve(self._converse, "127.0.0.1", 0, process_request=self._answer_probe,
                                    max_size=self.LARGEST) as server:
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._stop.wait()

    @staticmethod
    async def _answer_probe(path, _):
        return (http.HTTPStatus.OK, [], b"OK\n") if path == "/health" else None

    async def _converse(self, socket):
        if socket.path == "/goodbye":
            await socket.close(*self.GOODBYE)
        with contextlib.suppress(websockets.ConnectionClosedError):  # which also stands for any code but 1000 and 1001
            async for message in socket:
                await socket.send(message)
        self.closed[socket.path].put((socket.close_code, socket.close_reason))
