"""The proxies side by side, each set up as somebody would who wants its backends watched and failures hidden."""

import json
import signal
import socket
import subprocess
import urllib.request

from configurations import SHORT, WATCHFUL, caddy
from harness.process import Process, free_port

def get(url, data=None, method=None, headers=()):
    """What is answered, as text; None if that is no success."""
    request = urllib.request.Request(url, data=data, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return None


class Contestant:
    """A proxy in front of backends, known by their ports, for as long as the `with` block. `add`, `drain` and `reload`
    say whether it can do that."""

    short = False
    name = ""
    program = ""
    dashboard = None  # the path of its page

    def __init__(self, folder, backends, _programs):
        self.folder = folder
        self.backends = list(backends)
        self.port = free_port()
        self.file = folder / f"{self.name.lower()}.conf"
        self.log = folder / f"{self.name.lower()}.log"
        self.write()
        self.process = Process(self.name, self.command(), self.log)

    def __enter__(self):
        self.process.await_answer(f"http://127.0.0.1:{self.port}/")
        return self

    def __exit__(self, *_):
        self.process.__exit__()

    def template(self):
        return (SHORT if self.short else WATCHFUL)[self.name]

    def write(self):
        """Its file, with the backends that there are now."""
        self.file.write_text(self.configuration())

    def metrics(self):
        """What Prometheus would read."""
        return get(f"http://127.0.0.1:{self.port}/metrics") or ""

    def add(self, _backend):
        """Without a new configuration file."""
        return False

    def drain(self, _backend):
        """No new requests to it; those that it has may end."""
        return False

    def reload(self, backends):
        """A configuration file with other backends."""
        self.backends = list(backends)
        self.write()
        self.process.signal(signal.SIGHUP)
        return True


class Loadex(Contestant):
    name = "Loadex"
    dashboard = "/dashboard/"

    def __init__(self, folder, backends, programs):
        self.programs = programs
        super().__init__(folder, backends, programs)

    def configuration(self):
        backends = ",".join(f'{{url="http://127.0.0.1:{port}"}}' for port in self.backends)
        return self.template().format(port=self.port, backends=backends)

    def command(self):
        return [self.programs / "loadbalancer", f"--config-file={self.file}"]

    def add(self, backend):
        return get(f"http://127.0.0.1:{self.port}/api/add?url=http://127.0.0.1:{backend}", b"") is not None

    def drain(self, backend):
        return subprocess.run([self.programs / "loadex", "drain", "--wait", f"http://127.0.0.1:{backend}", "-u",
                               f"http://127.0.0.1:{self.port}"], check=False, stdout=subprocess.DEVNULL).returncode == 0


class HAProxy(Contestant):
    name = "HAProxy"
    program = "haproxy"
    dashboard = "/haproxy"

    def configuration(self):
        backends = "\n".join(f"    server s{port} 127.0.0.1:{port}" for port in self.backends)
        return self.template().format(port=self.port, folder=self.folder, backends=backends)

    def command(self):
        return ["haproxy", "-W", "-db", "-f", self.file]

    def order(self, *orders):
        """What it says to each, by its socket."""
        said = []
        for words in orders:
            with socket.socket(socket.AF_UNIX) as stats:
                stats.settimeout(5)
                stats.connect(str(self.folder / "haproxy.sock"))
                stats.sendall(words.encode() + b"\n")
                said.append(b"".join(iter(lambda: stats.recv(65536), b"")).decode())
        return said

    def add(self, backend):
        server = f"pool/s{backend}"
        return "New server registered" in self.order(
            f"add server {server} 127.0.0.1:{backend} check inter 1s fall 2 rise 2", f"enable health {server}",
            f"enable server {server}")[0]

    def drain(self, backend):
        return self.order(f"set server pool/s{backend} state drain") == ["\n"]

    def reload(self, backends):
        self.backends = list(backends)
        self.write()
        self.process.signal(signal.SIGUSR2)
        return True


class Nginx(Contestant):
    name = "nginx"
    program = "nginx"

    def __init__(self, folder, backends, programs):
        self.drained = set()
        super().__init__(folder, backends, programs)

    def configuration(self):
        backends = "\n".join(f"        server 127.0.0.1:{port}{' down' if port in self.drained else ''};"
                             for port in self.backends)
        return self.template().format(port=self.port, folder=self.folder, backends=backends)

    def command(self):
        return ["nginx", "-c", self.file]

    def drain(self, backend):
        self.drained.add(backend)
        return self.reload(self.backends)


class Caddy(Contestant):
    name = "Caddy"
    program = "caddy"

    def __init__(self, folder, backends, programs):
        self.admin = f"http://127.0.0.1:{free_port()}"
        super().__init__(folder, backends, programs)

    def configuration(self):
        return caddy(self.port, self.admin.removeprefix("http://"), self.backends, self.short)

    def command(self):
        return ["env", f"XDG_DATA_HOME={self.folder}", f"XDG_CONFIG_HOME={self.folder}",
                "caddy", "run", "--config", self.file]

    def metrics(self):
        return get(f"{self.admin}/metrics") or ""

    def upstreams(self, method, at="", body=None):
        url = f"{self.admin}/config/apps/http/servers/entrance/routes/0/handle/0/upstreams{at}"
        data = None if body is None else json.dumps(body).encode()
        return get(url, data, method, {"Content-Type": "application/json"}.items()) is not None

    def add(self, backend):
        return self.upstreams("POST", body={"dial": f"127.0.0.1:{backend}"})

    def drain(self, backend):
        return self.upstreams("DELETE", at=f"/{self.backends.index(backend)}")

    def reload(self, backends):
        self.backends = list(backends)
        return get(f"{self.admin}/load", self.configuration().encode(), "POST",
                   {"Content-Type": "application/json"}.items()) is not None


def in_short(kind):
    """The same proxy with a short configuration."""
    return type(kind.__name__, (kind,), {"short": True})


ALL = (Loadex, HAProxy, Nginx, Caddy)
