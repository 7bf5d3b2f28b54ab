"""The kinds of load under which Loadex is measured beside its peers, and what stands ready for each."""

import contextlib
import functools
import os
import pathlib
import subprocess
from typing import Callable, NamedTuple

from . import load
from .process import Process, free_port
from .proxies import all_proxies, loadex_without_uring

HERE = pathlib.Path(__file__).resolve().parent
BACKENDS = 5
LARGE = 1024 * 1024  # bytes

# One process, whose answers are a file, or a line.
ORIGIN = """\
daemon off;
worker_processes 1;
pid {folder}/origin.pid;
error_log stderr error;
events {{ worker_connections 16384; }}
http {{
    access_log off;
    sendfile on;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/origin-client;
    proxy_temp_path {folder}/origin-proxy;
    fastcgi_temp_path {folder}/origin-fastcgi;
    uwsgi_temp_path {folder}/origin-uwsgi;
    scgi_temp_path {folder}/origin-scgi;
    server {{
{listen}
        root {folder};
        location / {{ {answer} }}
        location = /health {{ return 200; }}
    }}
}}
"""


class LeftOut(Exception):
    """Why something cannot be measured here, as a sentence."""


class Scenario(NamedTuple):
    """A kind of load, and how the proxies are set up for it."""

    name: str  # for --only
    title: str
    connections: int = load.CONNECTIONS
    script: str = ""  # of wrk
    more: tuple = ()  # arguments of wrk
    lean: bool = False  # our own load and backends instead
    large: bool = False  # the answers
    quick: bool = False  # the backends: one nginx, which answers with a line
    uring: bool = True  # as Loadex decides; else it does without
    threads: int = 1  # of each proxy; with more than one nobody has a core of their own


KEPT = "Under load: small GETs over 64 kept connections"
ALL = (
    Scenario("small", KEPT, quick=True),
    Scenario("lean", "The same, load and backends by io_uring", lean=True),
    Scenario("poll", "Small GETs, Loadex without io_uring", uring=False, quick=True),
    Scenario("lean-poll", "The same, load and backends by io_uring", lean=True, uring=False),
    Scenario("post", "POSTs of 16 KiB", script="post.lua"),
    Scenario("large", "Answers of 1 MiB", large=True),
    Scenario("new", "A new connection for each request, 1,000 at a time", connections=1000,
             more=("-H", "Connection: close", "--timeout", "10s")),
    Scenario("few", "Small GETs over 4 connections", connections=4),
    Scenario("threads", "Small GETs, two threads each, load and backends on the same two cores", threads=2),
)


class Stage(NamedTuple):
    """What stands ready for a scenario."""

    ours: Process
    peers: list
    drive: Callable  # of a port and seconds


def cores():
    """One for the proxies, another for all that surrounds them."""
    ours = sorted(os.sched_getaffinity(0))
    if len(ours) < 2:
        raise SystemExit("bench: this needs two cores, one for the proxy and one for load and backends")
    return ours[:2]


def built(programs, name):
    """A program that is built where `programs` lead, but is none of them; None if it is not there."""
    program = (programs / "loadbalancer").resolve().parent / name
    return program if program.exists() else None


def lean_program(programs):
    """Our own load, if this machine can run it."""
    program = built(programs, "lean_load")
    if program is None:
        raise LeftOut("lean_load is not built: make bench")
    if said := subprocess.run([program, "check"], capture_output=True, text=True, check=False).stderr:
        raise LeftOut(said.strip())
    return program


def origin_command(scenario, programs, ports, folder):
    """What starts backends that are one process."""
    if scenario.lean:
        return [lean_program(programs), "backends", *ports]
    (folder / "large").write_bytes(b"x" * LARGE)
    file = folder / "origin.conf"
    listen = "\n".join(f"        listen 127.0.0.1:{port} backlog=4096;" for port in ports)
    answer = "try_files /large =404;" if scenario.large else 'return 200 "Response from a backend, all of it\\n";'
    file.write_text(ORIGIN.format(folder=folder, listen=listen, answer=answer))
    return ["nginx", "-c", file]


def start_backends(stack, scenario, programs, ports, folder, core):
    """All answering; they end with `stack`."""
    if scenario.lean or scenario.large or scenario.quick:
        commands = [origin_command(scenario, programs, ports, folder)]
    else:
        commands = [[programs / "backend", "-port", port] for port in ports]
    running = [stack.enter_context(Process("backend", command, folder / f"backend-{i}.log", core))
               for i, command in enumerate(commands)]
    for port, process in zip(ports, running):
        process.await_answer(f"http://127.0.0.1:{port}/health")


def contestants(scenario, programs):
    """Loadex and its peers."""
    ours, *peers = all_proxies(programs)
    return (ours if scenario.uring else loadex_without_uring(programs), *peers)


def check(command):
    """That a Loadex takes its configuration, which one may not know yet."""
    done = subprocess.run([*command, "--check"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise LeftOut(f"This Loadex refuses its configuration: {done.stderr.strip().rsplit(': ', 1)[-1]}")


@contextlib.contextmanager
def stage(scenario, programs, folder):
    """Its backends and proxies, all answering, for as long as the `with` block. Raises LeftOut where it
    cannot be."""
    pinned = scenario.threads == 1
    proxy_core, other_core = cores() if pinned else (None, None)
    ports = [free_port() for _ in range(BACKENDS)]
    with contextlib.ExitStack() as stack:
        start_backends(stack, scenario, programs, ports, folder, other_core)
        proxies = []
        for proxy in contestants(scenario, programs):
            port = free_port()
            command = proxy.configure(port, ports, folder, threads=scenario.threads)
            if proxy.name == "Loadex":
                check(command)
            process = stack.enter_context(Process(proxy.name, command, folder / f"{proxy.name}.log", proxy_core))
            process.port = port
            process.await_answer(f"http://127.0.0.1:{port}/")
            proxies.append(process)
        yield Stage(proxies[0], proxies[1:], driver(scenario, programs, other_core))


def driver(scenario, programs, core):
    """What makes its load, of a port and seconds."""
    if scenario.lean:
        return functools.partial(load.drive_lean, lean_program(programs), core=core, connections=scenario.connections)
    return functools.partial(load.drive, core=core, connections=scenario.connections, more=scenario.more,
                             script=HERE / scenario.script if scenario.script else None)
