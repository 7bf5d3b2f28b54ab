"""A backend that can be made ill in every way that is measured, and be cured."""

import os
import signal
import socket
import socketserver
import struct
import threading
import urllib.request

from .process import Process, free_port

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: a close is a reset


class DemoBackend:
    """bin/backend on a port that it keeps when it is started again."""

    def __init__(self, programs, folder):
        self.port = free_port()
        self._command = [programs / "backend", "-port", self.port]
        self._log = folder / f"backend-{self.port}.log"
        self._process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        os.kill(self._process.pid, signal.SIGCONT)
        self._process.__exit__()

    def start(self):
        self._process = Process("backend", self._command, self._log)
        self._process.await_line("listening")

    def signal(self, number):
        self._process.signal(number)

    def kill(self):
        self._process.signal(signal.SIGKILL)
        self._process.await_end()

    def restart(self):
        self._process.signal(signal.SIGTERM)
        self._process.await_end()
        self.start()

    def answer_health_with(self, status):
        urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health?status={status}", data=b"", timeout=5).close()


class Conversation(socketserver.StreamRequestHandler):
    """One connection: answers, or resets it as soon as a request for anything but /health comes."""

    disable_nagle_algorithm = True

    def handle(self):
        while request := self.rfile.readline():
            while self.rfile.readline() not in (b"\r\n", b""):
                pass
            if self.server.resets and b" /health " not in request:
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                self.request.close()
                return
            self.request.sendall(self.server.answer)


class ResettingBackend(socketserver.ThreadingTCPServer):
    """Answers as the demo backend does; while `resets` is set, it breaks every request but those for its health."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.port = self.server_address[1]
        self.resets = False
        body = f"Response from backend: http://localhost:{self.port}\n".encode()
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def shutdown_request(self, request):
        """A connection that was reset is closed already."""
        if request.fileno() >= 0:
            super().shutdown_request(request)

    def handle_error(self, *_):
        """A proxy that goes away is no error."""
