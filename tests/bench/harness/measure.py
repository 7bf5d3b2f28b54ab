"""The measurements. Each takes proxies that are running and gives figures."""

import statistics
import time
from typing import NamedTuple

from . import load

FEW_CONNECTIONS = 8  # of the clients beside slow ones
SETTLING = 0.5  # seconds before each round, in which connections of the last one end


class Round(NamedTuple):
    """One proxy's part of one round."""

    cpu_us: float  # of the proxy, for each request
    rps: float
    p50_us: float
    p99_us: float


class Pair(NamedTuple):
    """Neighbours in time, which have seen the same machine."""

    theirs: Round
    ours: Round

    def ratio(self, field):
        """Our figure of that name over theirs."""
        return getattr(self.ours, field) / getattr(self.theirs, field)


class AtRest(NamedTuple):
    """A proxy without traffic."""

    cpu_percent: float  # of one core
    resident_kib: int
    kib_per_client: float  # that has been answered and keeps its connection


class BesideSlow(NamedTuple):
    """What a few connections see without slow clients and beside them."""

    alone: load.Traffic
    beside: load.Traffic
    cpu_us: float  # of the proxy, for each byte that the slow clients send


class Growth(NamedTuple):
    """Resident memory while a number of requests was driven."""

    requests: int
    start_kib: int
    middle_kib: int
    end_kib: int


def one_round(proxy, drive, seconds):
    """Full load for so many seconds. `drive`: what makes it, of a port and seconds."""
    time.sleep(SETTLING)
    before = proxy.cpu_ns()
    traffic = drive(proxy.port, seconds)
    cpu_ns = proxy.cpu_ns() - before
    return Round(cpu_ns / 1e3 / traffic.requests, traffic.requests / traffic.seconds, traffic.p50_us, traffic.p99_us)


def pairs(ours, peers, drive, count, seconds):
    """Rounds of full load in which each peer comes directly before us, each round begun by another; by the peer's name."""
    results = {peer.name: [] for peer in peers}
    for first in range(count):
        for i in range(len(peers)):
            peer = peers[(first + i) % len(peers)]
            results[peer.name].append(Pair(one_round(peer, drive, seconds), one_round(ours, drive, seconds)))
    return results


def at_rest(proxies, seconds, clients):
    """All of them at once for so many seconds, then one after the other with idle clients; by name."""
    before = [proxy.cpu_ns() for proxy in proxies]
    time.sleep(seconds)
    percent = [(proxy.cpu_ns() - ns) / (seconds * 1e9) * 100 for proxy, ns in zip(proxies, before)]

    results = {}
    for proxy, cpu in zip(proxies, percent):
        without = proxy.resident_kib()
        with load.idle_clients(proxy.port, clients):
            results[proxy.name] = AtRest(cpu, without, (proxy.resident_kib() - without) / clients)
    return results


def beside_slow(proxies, seconds, clients, core):
    """A few connections under load, alone and beside so many clients that drip their request heads; by name."""
    results = {}
    for proxy in proxies:
        alone = load.drive(proxy.port, seconds, core, FEW_CONNECTIONS)
        with load.dripping_clients(proxy.port, clients, core) as dripping:
            time.sleep(1)  # they have been accepted and given their buffers
            sent, cpu_ns = dripping.sent, proxy.cpu_ns()
            time.sleep(2)
            cpu_us = (proxy.cpu_ns() - cpu_ns) / 1e3 / (dripping.sent - sent)
            beside = load.drive(proxy.port, seconds, core, FEW_CONNECTIONS)
        results[proxy.name] = BesideSlow(alone, beside, cpu_us)
    return results


def growth(proxy, requests, core):
    """Drives at least so many requests. Starts when a second of load has filled every pool and cache."""
    load.drive(proxy.port, 1, core)
    start, middle, done = proxy.resident_kib(), None, 0
    while done < requests:
        done += load.drive(proxy.port, 5 if requests - done > 250_000 else 1, core).requests
        if middle is None and done >= requests / 2:
            middle = proxy.resident_kib()
    return Growth(done, start, middle, proxy.resident_kib())


def median(rounds, field):
    """The median of a field over rounds."""
    return statistics.median(getattr(one, field) for one in rounds)


def ratio(pairs_of_peer, field):
    """The median of the pairs' own ratios."""
    return statistics.median(pair.ratio(field) for pair in pairs_of_peer)


def better(results, field):
    """The name of the peer with the lower figure."""
    return min(results, key=lambda peer: median((pair.theirs for pair in results[peer]), field))
