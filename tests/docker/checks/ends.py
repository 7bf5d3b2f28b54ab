"""How it ends."""

import time

from clients.checks.expect import expect_equal
from engine import PROGRAMS, compose, container, docker, typed


def stops_in_order():
    """Each stops when it is asked to, within its grace period and with exit code 0"""
    took = {}
    for service in reversed([*PROGRAMS, "prometheus"]):
        if not compose("ps", "-q", service).strip():
            continue
        began = time.monotonic()
        compose("stop", service)
        took[service] = time.monotonic() - began
        # Whoever is not done in its grace period is killed, which is another code.
        expect_equal(container(service)["State"]["ExitCode"], 0, f"{service}'s exit code")
    return f"loadex in {took['loadex']:.1f} s, the slowest in {max(took.values()):.1f} s"


def leaves_nothing():
    """`docker compose down` leaves no container and no network"""
    typed("docker compose down")
    expect_equal(compose("ps", "-aq").strip(), "", "containers")
    networks = docker("network", "ls", "-q", "--filter", "label=com.docker.compose.project=loadex")
    expect_equal(networks.strip(), "", "networks")


CHECKS = [stops_in_order, leaves_nothing]
