"""A backend of our own: answers whatever it is asked with the same bytes."""

import contextlib
import socketserver
import threading


class Conversation(socketserver.StreamRequestHandler):
    """One connection: reads request after request whole and answers each in one write."""

    disable_nagle_algorithm = True

    def handle(self):
        with contextlib.suppress(ConnectionError):
            while self.read_request():
                self.request.sendall(self.server.answer)

    def read_request(self):
        """Head and body; False if the connection has ended."""
        length = 0
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return line != b"" and len(self.rfile.read(length)) == length


class Origin(socketserver.ThreadingTCPServer):
    """Listens on a free port for as long as the `with` block."""

    daemon_threads = True

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answer = answer
        self.port = self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
