"""Many backends in one thread, for probes alone: each answers what it is asked and closes the connection."""

import contextlib
import selectors
import socket
import threading
import time

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nOK\n"


class ProbedPool:
    """Listens on so many free ports for as long as the `with` block, and notes when each probe came."""

    def __init__(self, size):
        self._selector = selectors.DefaultSelector()
        self._listeners = [socket.create_server(("127.0.0.1", 0), backlog=16) for _ in range(size)]
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.ports = [listener.getsockname()[1] for listener in self._listeners]
        self.came = []  # time.monotonic() of each connection, in order

    def __enter__(self):
        for listener in self._listeners:
            listener.setblocking(False)
            self._selector.register(listener, selectors.EVENT_READ, self._accept)
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._wake.close()
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()
        self._selector.close()

    def came_within(self, begin, end):
        """The times of the connections from `begin` until `end`."""
        return [at for at in list(self.came) if begin <= at < end]

    def _serve(self):
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    return
                key.data(key.fileobj)

    def _accept(self, listener):
        with contextlib.suppress(BlockingIOError):
            client, _ = listener.accept()
            self.came.append(time.monotonic())
            client.setblocking(False)
            self._selector.register(client, selectors.EVENT_READ, self._answer)

    def _answer(self, client):
        """A probe's head comes in one piece; a tcp probe ends with none."""
        with contextlib.suppress(ConnectionError):
            if client.recv(4096):
                client.sendall(ANSWER)
        self._selector.unregister(client)
        client.close()
