"""An HTTP backend that keeps one file and tells events one by one, on threads of this process."""

import http.server
import pathlib
import queue
import re
import shutil
import threading

PIECE = 64 * 1024


class FileServer(http.server.ThreadingHTTPServer):
    """Runs for as long as the `with` block.

    PUT /file keeps the body; GET /file sends it back, or the range that is asked for, and GET /stream does so in
    chunks. PUT /refused is answered with 417 before its body. GET /events sends what is put into `events`, until None.
    """

    daemon_threads = True  # a connection that its client keeps does not hold up the end

    def __init__(self, stored):
        super().__init__(("127.0.0.1", 0), Handler)
        self.port = self.server_address[1]
        self.stored = pathlib.Path(stored)
        self.newest_request = {}  # its headers; health checks aside
        self.events = queue.Queue()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self._thread.join()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves one connection."""

    protocol_version = "HTTP/1.1"

    def parse_request(self):
        understood = super().parse_request()
        if understood and self.path != "/health":
            self.server.newest_request = self.headers
        return understood

    def handle_expect_100(self):
        if self.path == "/refused":
            self.send_error(417)
            return False
        return super().handle_expect_100()

    def do_GET(self):
        """Sends what the path stands for."""
        if self.path == "/health":
            self._begin(200, {"Content-Length": "0"})
        elif self.path == "/file":
            self._send_file()
        elif self.path == "/stream":
            self._send_chunks()
        elif self.path == "/events":
            self._send_events()
        else:
            self.send_error(404)

    do_HEAD = do_GET

    def do_PUT(self):
        """Keeps the body."""
        with open(self.server.stored, "wb") as file:
            for piece in self._body():
                file.write(piece)
        self._begin(201, {"Content-Length": "0"})

    def _body(self):
        """The request's body, piece by piece."""
        if self.headers.get("Transfer-Encoding") != "chunked":
            yield from self._exactly(int(self.headers["Content-Length"]))
            return
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield from self._exactly(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers

    def _exactly(self, size):
        while size > 0:
            piece = self.rfile.read(min(size, PIECE))
            if not piece:
                raise ConnectionError("the body ended early")
            yield piece
            size -= len(piece)

    def _begin(self, status, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_file(self):
        whole = self.server.stored.stat().st_size
        first, last = 0, whole - 1
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked:
            first, last = int(asked[1]), int(asked[2] or last)
        headers = {"Content-Length": str(last + 1 - first), "Accept-Ranges": "bytes"}
        if asked:
            headers["Content-Range"] = f"bytes {first}-{last}/{whole}"
        self._begin(206 if asked else 200, headers)
        if self.command == "HEAD":
            return
        with open(self.server.stored, "rb") as file:
            file.seek(first)
            if asked:
                self.wfile.write(file.read(last + 1 - first))
            else:
                shutil.copyfileobj(file, self.wfile, PIECE)

    def _send_chunks(self):
        self._begin(200, {"Transfer-Encoding": "chunked"})
        with open(self.server.stored, "rb") as file:
            while piece := file.read(PIECE):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def _send_events(self):
        self.close_connection = True
        self._begin(200, {"Content-Type": "text/event-stream", "Connection": "close"})
        while (text := self.server.events.get(timeout=30)) is not None:
            self.wfile.write(f"data: {text}\n\n".encode())

    def log_message(self, *_):
        """Says nothing: the checks look at what the client saw."""
