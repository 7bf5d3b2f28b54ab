"""How each proxy is set up, twice: to hide failures as far as it can, and in the fewest words that work."""

import json

# As somebody would who wants backends watched and failures hidden.
WATCHFUL = {
    "Loadex": """\
[global]
address=["127.0.0.1"]
port={port}
workers=1
algo="roundrobin"
backends=[{backends}]
[health]
interval=1s
timeout=500ms
slow-start=0s
[proxy]
connect-timeout=500ms
response-timeout=5s
[log]
access="stdout"
""",
    "HAProxy": """\
global
    nbthread 1
    stats socket {folder}/haproxy.sock mode 600 level admin
    log stdout format raw local0
defaults
    mode http
    log global
    option httplog
    option http-keep-alive
    option redispatch 1
    retries 3
    retry-on conn-failure empty-response
    timeout connect 500ms
    timeout client 75s
    timeout server 5s
    timeout check 500ms
frontend entrance
    bind 127.0.0.1:{port}
    stats enable
    stats uri /haproxy
    http-request use-service prometheus-exporter if {{ path /metrics }}
    default_backend pool
backend pool
    balance roundrobin
    option httpchk GET /health
    default-server check inter 1s fall 2 rise 2 observe layer4 error-limit 1 on-error mark-down
{backends}
""",
    "nginx": """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 4096; }}
http {{
    log_format upstream '$request $status $upstream_addr';
    access_log /dev/stdout upstream;
    client_body_temp_path {folder}/client;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream pool {{
{backends}
        keepalive 64;
    }}
    server {{
        listen 127.0.0.1:{port};
        location = /metrics {{ stub_status; }}
        location / {{
            proxy_pass http://pool;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_connect_timeout 500ms;
            proxy_read_timeout 5s;
        }}
    }}
}}
""",
}

# As a newcomer would: what is needed and no more.
SHORT = {
    "Loadex": """\
[global]
port={port}
backends=[{backends}]
""",
    "HAProxy": """\
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s
frontend entrance
    bind 127.0.0.1:{port}
    default_backend pool
backend pool
{backends}
""",
    "nginx": """\
daemon off;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ }}
http {{
    access_log off;
    upstream pool {{
{backends}
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://pool; }}
    }}
}}
""",
}


def caddy(port, admin, backends, short):
    """Caddy's, as JSON: `admin` is where it listens for orders."""
    proxy = {"handler": "reverse_proxy", "upstreams": [{"dial": f"127.0.0.1:{backend}"} for backend in backends]}
    if not short:
        proxy |= {
            "load_balancing": {"selection_policy": {"policy": "round_robin"}, "try_duration": "5s"},
            "health_checks": {"active": {"uri": "/health", "interval": "1s", "timeout": "500ms"},
                              "passive": {"fail_duration": "5s"}},
            "transport": {"protocol": "http", "dial_timeout": "500ms", "response_header_timeout": "5s"},
        }
    server = {"listen": [f"127.0.0.1:{port}"], "routes": [{"handle": [proxy]}], "logs": {},
              "automatic_https": {"disable": True}}
    return json.dumps({"admin": {"listen": admin, "config": {"persist": False}},
                       "apps": {"http": {"servers": {"entrance": server}}}})
