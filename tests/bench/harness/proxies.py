"""The proxies under test, set up alike: as many threads, round robin over the same backends with health checks where there
are any, connections kept on both sides, X-Forwarded-For added, no access log."""

import subprocess
from typing import NamedTuple

LOADEX = """\
[global]
address=["127.0.0.1"]
port={port}
workers={threads}
algo="roundrobin"
backends=[{backends}]
[health]
interval={interval}
[proxy]
header-timeout=75s
"""

# Its lines are formatted and written, but to no disk.
ACCESS_LOG = """\
[log]
access="/dev/null"
"""

# A listener with many routes, of which the one that takes the replays' host is in the middle.
LOADEX_ROUTES = """\
[global]
workers=1
[listeners]
site={{port={port}, address=["127.0.0.1"], admin=true, routes=[
{routes}]}}
[pools]
shop={{algo="roundrobin", backends=[{backends}]}}
[health]
interval={interval}
[proxy]
header-timeout=75s
"""
ROUTES = 100

HAPROXY = """\
global
    nbthread {threads}
    maxconn 8192
defaults
    mode http
    option http-keep-alive
    option forwardfor
    http-reuse always
    timeout connect 3s
    timeout client 75s
    timeout http-keep-alive 75s
    timeout server 60s
frontend entrance
    bind 127.0.0.1:{port}
    default_backend pool
backend pool
    balance roundrobin
    option httpchk GET /health
    default-server check inter {interval}
{backends}
"""

# nginx ends a connection after 1 000 requests unless told otherwise, lets 511 wait to be accepted, and writes to files what
# its buffers do not hold. It has no active health checks.
NGINX = """\
daemon off;
worker_processes {threads};
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 16384; }}
http {{
    access_log off;
    client_header_timeout 75s;
    keepalive_timeout 75s;
    keepalive_requests 1000000000;
    client_body_buffer_size 64k;
    proxy_buffers 8 64k;
    proxy_max_temp_file_size 0;
    client_body_temp_path {folder}/client;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream pool {{
{backends}
        keepalive 1024;
        keepalive_requests 1000000000;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{
            proxy_pass http://pool;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }}
    }}
}}
"""


class Proxy(NamedTuple):
    """How to set up and start one proxy."""

    name: str
    template: str
    backend: str  # a backend's entry in the template
    separator: str
    command: tuple  # what starts it, with {file} for its configuration
    version: tuple  # what prints its version

    def configure(self, port, backend_ports, folder, interval="5s", threads=1):
        """Writes its configuration below `folder` and returns the command that starts it. `interval`: of the health
        checks."""
        entries = (self.backend.format(port=p) for p in backend_ports)
        file = folder / f"{self.name.lower()}.conf"
        file.write_text(self.template.format(port=port, folder=folder, interval=interval, threads=threads,
                                             backends=self.separator.join(entries)))
        return [word.format(file=file) for word in self.command]

    def version_line(self):
        """The first line of what it says of its version."""
        said = subprocess.run(self.version, capture_output=True, text=True, check=True)
        return (said.stdout + said.stderr).splitlines()[0]


def loadex(programs):
    """Loadex, whose programs are in the folder `programs`."""
    program = str(programs / "loadbalancer")
    return Proxy("Loadex", LOADEX, '{{url="http://127.0.0.1:{port}"}}', ",", (program, "--config-file={file}"),
                 (program, "--version"))


def loadex_with_access_log(programs):
    """The same with a line for each request."""
    return loadex(programs)._replace(template=LOADEX + ACCESS_LOG)


def loadex_without_uring(programs):
    """The same with system calls of its own for each read and write."""
    return loadex(programs)._replace(template=LOADEX.replace("[global]\n", '[global]\nio="poll"\n'))


def loadex_with_routes(programs):
    """The same with many routes."""
    ours = [f'  {{host="site{n}.example.org", path="/a/{n}", pool="shop"}},\n' for n in range(ROUTES // 2)]
    ours.insert(len(ours) // 2, '  {host="www.example.org", path="/shop", pool="shop"},\n')
    ours += [f'  {{path="/b/{n}", pool="shop"}},\n' for n in range(ROUTES - len(ours))]
    routes = "".join(ours).rstrip(",\n").replace("{", "{{").replace("}", "}}")
    return loadex(programs)._replace(template=LOADEX_ROUTES.replace("{routes}", routes))


def all_proxies(programs):
    """Loadex and its peers."""
    return (
        loadex(programs),
        Proxy("HAProxy", HAPROXY, "    server s{port} 127.0.0.1:{port}", "\n", ("haproxy", "-db", "-f", "{file}"),
              ("haproxy", "-v")),
        Proxy("nginx", NGINX, "        server 127.0.0.1:{port};", "\n", ("nginx", "-c", "{file}"), ("nginx", "-v")),
    )
