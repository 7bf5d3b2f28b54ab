"""Backends that go, come back, and come back elsewhere, while requests are sent."""

import pathlib
import tempfile

from clients.checks.expect import expect, expect_equal
from engine import (BACKENDS, BALANCER, PATIENCE, Load, ask, compose, container, counted, health, in_balancer, moment,
                    requests, typed, url_of, within)

SOON = 10  # seconds: an interval of 1 s, a probe's timeout of 2 s, and what a busy machine takes
ELSEWHERE = "172.30.80.20"  # out of the range that others get theirs of


def gets_requests(backend):
    """Waits until it answers again."""
    before = counted()[url_of(backend)]

    def more():
        ask(BALANCER)
        return counted()[url_of(backend)] > before

    return within(PATIENCE, more, f"{backend} gets requests")


def stopped():
    """`docker compose stop backend1` under load: dead at once, no request to it, none failed"""
    url = url_of("backend1")
    with Load() as load:
        typed("docker compose stop backend1")
        dead = within(PATIENCE, lambda: not health()[url], "backend1 is dead")
        ended = moment(container("backend1")["State"]["FinishedAt"])
        expect(dead - ended < SOON, f"dead only {dead - ended:.1f} s after its end")
        expect(f"{url}  Dead" in in_balancer("loadex", "health"), "`loadex health` does not show it dead")
        before = counted()[url]
        report = requests("-c", "1000")
        expect_equal((report["succeeded"], report["failed"]), (1000, 0), "make-request -c 1000: succeeded, failed")
        expect_equal(counted()[url], before, "requests to backend1")
        expect_equal(set(report["backends"]), {url_of(name) for name in BACKENDS} - {url}, "who answered")
        return f"known dead by {dead - ended:.1f} s after its end; {load.finish()}"


def started():
    """`docker compose start backend1` under load: alive soon, gets requests, none failed"""
    with Load() as load:
        typed("docker compose start backend1")
        begun = moment(container("backend1")["State"]["StartedAt"])
        alive = within(PATIENCE, lambda: health()[url_of("backend1")], "backend1 is alive")
        gets_requests("backend1")
        return f"alive {alive - begun:.1f} s after its start; {load.finish()}"


def moved():
    """A backend that is made anew at another address is found under its name, and no request fails"""
    before = address_of("backend2")
    with tempfile.TemporaryDirectory(prefix="loadex-docker-") as folder, Load() as load:
        change = pathlib.Path(folder, "moved.yaml")
        change.write_text(f"services: {{backend2: {{networks: {{default: {{ipv4_address: {ELSEWHERE}}}}}}}}}\n",
                          encoding="utf-8")
        compose("-f", "compose.yaml", "-f", str(change), "up", "-d", "--no-deps", "backend2")
        begun = moment(container("backend2")["State"]["StartedAt"])
        expect_equal(address_of("backend2"), ELSEWHERE, f"backend2's address, which was {before}")
        alive = gets_requests("backend2")
        return f"from {before} to {ELSEWHERE}: answers by {alive - begun:.1f} s after its start; {load.finish()}"


def restarted():
    """`docker compose restart backend3` under load: no request fails"""
    with Load() as load:
        typed("docker compose restart backend3")
        gets_requests("backend3")
        return load.finish()


def address_of(service):
    return container(service)["NetworkSettings"]["Networks"]["loadex_default"]["IPAddress"]


CHECKS = [stopped, started, moved, restarted]
