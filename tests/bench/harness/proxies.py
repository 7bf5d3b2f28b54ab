"""The proxies under test, set up alike: one thread, round robin over the same backends with a health check every 5
seconds where there is one, connections kept on both sides, X-Forwarded-For added, no access log."""

import subprocess
from typing import NamedTuple

LOADEX = """\
[global]
address=["127.0.0.1"]
port={port}
workers=1
algo="roundrobin"
backends=[{backends}]
[health]
interval=5s
"""

HAPROXY = """\
global
    nbthread 1
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
    default-server check inter 5s
{backends}
"""

# nginx ends a connection after 1 000 requests unless told otherwise, and has no active health checks.
NGINX = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 16384; }}
http {{
    access_log off;
    keepalive_timeout 75s;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/client;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream pool {{
{backends}
        keepalive 64;
        keepalive_requests 1000000000;
    }}
    server {{
        listen 127.0.0.1:{port};
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

    def configure(self, port, backend_ports, folder):
        """Writes its configuration below `folder` and returns the command that starts it."""
        entries = (self.backend.format(port=p) for p in backend_ports)
        file = folder / f"{self.name.lower()}.conf"
        file.write_text(self.template.format(port=port, folder=folder, backends=self.separator.join(entries)))
        return [word.format(file=file) for word in self.command]

    def version_line(self):
        """The first line of what it says of its version."""
        said = subprocess.run(self.version, capture_output=True, text=True, check=True)
        return (said.stdout + said.stderr).splitlines()[0]


def all_proxies(programs):
    """Loadex, whose programs are in the folder `programs`, and then its peers."""
    loadex = str(programs / "loadbalancer")
    return (
        Proxy("Loadex", LOADEX, '{{url="http://127.0.0.1:{port}"}}', ",", (loadex, "--config-file={file}"),
              (loadex, "--version")),
        Proxy("HAProxy", HAPROXY, "    server s{port} 127.0.0.1:{port}", "\n", ("haproxy", "-db", "-f", "{file}"),
              ("haproxy", "-v")),
        Proxy("nginx", NGINX, "        server 127.0.0.1:{port};", "\n", ("nginx", "-c", "{file}"), ("nginx", "-v")),
    )
