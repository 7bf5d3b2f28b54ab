#!/usr/bin/env python3
"""scripts/demo: what it says if it cannot begin."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import unittest

from machine import Machine


@contextlib.contextmanager
def holding(count):
    """A process that listens on so many ports in a row: its id, and the first of them."""
    script = f"""
import socket, sys
while True:
    held = [socket.create_server(("127.0.0.1", 0))]
    first = held[0].getsockname()[1]
    try:
        held += [socket.create_server(("127.0.0.1", first + i)) for i in range(1, {count})]
    except OSError:
        continue
    print(first, flush=True)
    sys.stdin.read()
    break
"""
    with subprocess.Popen([sys.executable, "-c", script], text=True, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as holder:
        yield holder.pid, int(holder.stdout.readline())
        holder.stdin.close()


def in_use(port):
    """The port is taken for a while: by us, if it is not by another."""
    with contextlib.suppress(OSError):
        return socket.create_server(("127.0.0.1", port))
    return contextlib.nullcontext()


def free_ports(count):
    """The first of so many in a row that nobody had a moment ago."""
    with holding(count) as (_, first):
        return first


def demo(getent="echo 127.0.0.1", **environment):
    """The demo in a tree without programs, where getent is that: it gets no further than its ports."""
    with Machine() as machine:
        machine.command("getent", getent)
        done = subprocess.run([machine.tree / "scripts/demo", "story"], check=False, text=True, timeout=60,
                              env={"PATH": f"{machine.bin}:{os.environ['PATH']}", **environment},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class Demo(unittest.TestCase):
    def test_a_port_that_is_in_use_is_named_with_who_has_it_and_the_way_out(self):
        with holding(1) as (holder, port), in_use(port + 1000):
            backends = free_ports(5)
            code, said = demo(DEMO_PORT=str(port), DEMO_BACKEND_PORT=str(backends), ASKED_FOR="make failover")
            self.assertEqual(code, 1)
            self.assertRegex(said, rf"✗ Port {port} is in use by python3\S*, process {holder}\n")
            way_out = re.search(rf": DEMO_PORT=(\d+) DEMO_BACKEND_PORT={backends} make failover\n$", said)
            self.assertTrue(way_out, said)
            self.assertTrue(is_free(int(way_out[1])))

    def test_so_is_every_port_of_a_backend(self):
        with holding(2) as (_, first):
            port_given = free_ports(1)
            _, said = demo(DEMO_PORT=str(port_given), DEMO_BACKEND_PORT=str(first - 1))
            for port in (first, first + 1):
                self.assertIn(f"✗ Port {port} is in use", said)
            way_out = re.search(rf"ports: DEMO_PORT={port_given} DEMO_BACKEND_PORT=(\d+) make demo\n$", said)
            self.assertTrue(way_out, said)
            self.assertTrue(all(is_free(int(way_out[1]) + i) for i in range(5)))

    def test_a_machine_that_does_not_know_localhost_is_told_what_to_do(self):
        code, said = demo(getent="exit 2")
        self.assertEqual(code, 1)
        self.assertEqual(said, "  ✗ localhost has no address here. Give it one: echo '127.0.0.1 localhost' >>/etc/hosts\n")


if __name__ == "__main__":
    unittest.main()
