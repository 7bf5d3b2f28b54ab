"""Ports for what ends and comes back at the same one."""

import pathlib
import random
import socket


def lasting_ports(count):
    """Free ports of the loopback interface that no connection is given by the kernel: whoever was killed finds its own
    again."""
    lowest, _ = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    found = []
    for port in random.sample(range(10240, int(lowest)), 1000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise SystemExit("soak: there are no free ports below those that the kernel gives to connections")
