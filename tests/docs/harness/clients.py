"""Clients that never pause for long, as there are some where anything is changed."""

import http.client
import threading

HOW_MANY = 4
PAUSE = 0.005  # seconds between two requests of one


class Clients:
    """Send requests to the balancer's usual port while something else happens. None may fail."""

    def __init__(self):
        self.failed = []
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self.ask, daemon=True) for _ in range(HOW_MANY)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def ask(self):
        """One request after the other over one connection."""
        connection = http.client.HTTPConnection("localhost", 8080, timeout=10)
        while not self.stopped.wait(PAUSE):
            try:
                connection.request("GET", "/")
                answer = connection.getresponse()
                answer.read()
                if answer.status >= 400:
                    self.failed.append(f"status {answer.status}")
            except (OSError, http.client.HTTPException) as failure:
                self.failed.append(f"{type(failure).__name__} {failure}")
                connection.close()
