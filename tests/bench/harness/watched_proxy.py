"""Loadex and HAProxy with the same settings of health checks, and how many requests each has sent to a backend."""

import re
import socket
import threading
import time
import urllib.request

from .proxies import Proxy, loadex

LASTING = 5  # looks

LOADEX = """\
[global]
address=["127.0.0.1"]
port={port}
workers=1
algo="roundrobin"
backends=[{backends}]
[health]
interval=1s
unsettled-interval=1s
timeout=500ms
fall=2
rise=2
traffic-failures=1
slow-start=0s
[proxy]
connect-timeout=500ms
response-timeout=2s
"""

HAPROXY = """\
global
    nbthread 1
    stats socket {{folder}}/haproxy.sock
defaults
    mode http
    option http-keep-alive
    option forwardfor
    option redispatch
    retries 3
{retry}
    http-reuse always
    timeout connect 500ms
    timeout client 75s
    timeout server 2s
    timeout check 500ms
frontend entrance
    bind 127.0.0.1:{{port}}
    default_backend pool
backend pool
    balance roundrobin
    option httpchk GET /health
    default-server check inter 1s fall 2 rise 2 observe {layer} error-limit 1 on-error mark-down
{{backends}}
"""


def loadex_sent(port, _folder, backend):
    """Requests that Loadex has begun to send to the backend on that port."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as page:
        text = page.read().decode()
    series = re.findall(rf'^golb_(?:requests_total|failures_total|backend_in_flight)'
                        rf'{{[^}}]*backend="http://127\.0\.0\.1:{backend}"[^}}]*}} (\S+)$', text, re.M)
    return sum(float(value) for value in series)


def haproxy_sent(_port, folder, backend):
    """The same of HAProxy: sessions at the server, and connections tried again there."""
    with socket.socket(socket.AF_UNIX) as stats:
        stats.settimeout(2)
        stats.connect(str(folder / "haproxy.sock"))
        stats.sendall(b"show stat\n")
        lines = b"".join(iter(lambda: stats.recv(65536), b"")).decode().splitlines()
    names = lines[0].lstrip("# ").split(",")
    row = next(dict(zip(names, line.split(","))) for line in lines if f",s{backend}," in line)
    return float(row["stot"]) + float(row["wretr"])


def haproxy(name, layer, retry=""):
    """HAProxy, which takes a server out for the first error it observes at that layer."""
    return Proxy(name, HAPROXY.format(layer=layer, retry=retry), "    server s{port} 127.0.0.1:{port}", "\n",
                 ("haproxy", "-db", "-f", "{file}"), ("haproxy", "-v"))


def contestants(programs):
    """Each proxy with the function that tells how much it has sent to a backend."""
    return (
        (loadex(programs)._replace(template=LOADEX), loadex_sent),
        (haproxy("HAProxy", "layer4"), haproxy_sent),
        (haproxy("HAProxy, layer7", "layer7", "    retry-on conn-failure empty-response"), haproxy_sent),
    )


class Sent:
    """Looks every 10 ms, for as long as the `with` block, how many requests have been sent to a backend."""

    def __init__(self, count):
        self._count = count
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._seen = []  # (time.monotonic(), count) of each look

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def within(self, begin, end):
        """How many were sent in that time, and when the last was."""
        rises = self._rises()
        before = max((count for at, count in rises if at < begin), default=0)
        during = [(at, count) for at, count in rises if begin <= at < end]
        return (during[-1][1] - before, during[-1][0]) if during else (0, begin)

    def _rises(self):
        """When the count rose, and to what. A request that ends is for a moment counted twice or not at all: a rise is one
        that lasts."""
        seen, rises = list(self._seen), [(0.0, 0)]
        for i, (at, _) in enumerate(seen):
            lasting = min(count for _, count in seen[i:i + LASTING])
            if lasting > rises[-1][1]:
                rises.append((at, lasting))
        return rises

    def _look(self):
        while not self._stop.wait(0.01):
            count = self._count()
            self._seen.append((time.monotonic(), count))
