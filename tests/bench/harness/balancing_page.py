"""docs/measured/balancing.md: tables and plots of what each algorithm did, in words that take their figures from them."""

import datetime
import textwrap
from typing import NamedTuple

from . import plots
from .load import CONNECTIONS, Traffic
from .report import machine, table

WEIGHTS = [5, 1, 1, 1, 1]
FAST_MS, SLOW_MS = 1, 50
SLOW = 2  # the index of the slow backend: neither the first nor the last

ALGORITHMS = ("roundrobin", "weightedroundrobin", "leastconnection", "p2c", "ewma", "random", "first", "iphash", "urlhash",
              "headerhash", "cookiehash")
HASHES = [name for name in ALGORITHMS if name.endswith("hash")]


class Run(NamedTuple):
    """What one algorithm did in one setting."""

    shares: list  # of the requests, of each backend in turn: 0 to 1
    traffic: Traffic


def percent(share):
    return f"{share * 100:.1f}"


def ms(microseconds):
    return f"{microseconds / 1e3:.1f}"


def listed(words):
    """A, B and C."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def wrapped(text):
    """A paragraph in lines as long as those of the other pages."""
    return textwrap.fill(text, 125, break_long_words=False, break_on_hyphens=False)


def code(names):
    return listed([f"`{name}`" for name in names])


def furthest(shares, weights):
    """How far the backend that is furthest from its share by weight is from it, in points."""
    return max(abs(share - weight / sum(weights)) for share, weight in zip(shares, weights)) * 100


def share_table(runs, weights):
    heads = ["algorithm", *(f"backend {i + 1}" for i in range(len(weights))), "furthest from its share"]
    return table(heads, [[f"`{name}`", *(f"{percent(share)} %" for share in run.shares),
                          f"{furthest(run.shares, weights):.1f} points"] for name, run in runs.items()])


def about_equal(runs):
    """What one sees with equal weights."""
    near = [name for name, run in runs.items() if furthest(run.shares, [1] * len(WEIGHTS)) < 1]
    apart = max(furthest(runs[name].shares, [1] * len(WEIGHTS)) for name in HASHES)
    return (f"With equal weights {code(near)} bring every backend within one point of its fifth. The hash algorithms share "
            f"out keys and not requests: what a backend gets depends on the keys that are its own, here up to {apart:.1f} "
            f"points more or less than a fifth. `first` gives {percent(runs['first'].shares[0])} % to the first backend: it "
            "is for keeping the others free.")


def about_weights(runs):
    """What one sees with one heavy backend."""
    heavy = {name: run.shares[0] for name, run in runs.items()}
    due = WEIGHTS[0] / sum(WEIGHTS)
    heeding = [name for name in heavy if name not in ("roundrobin", "first", *HASHES)]
    told = listed([f"`{name}` {percent(heavy[name])} %" for name in heeding])
    hashed = [heavy[name] for name in HASHES]
    return (f"The first backend now has a weight of {WEIGHTS[0]} of {sum(WEIGHTS)}, which is {percent(due)} %. It got from "
            f"{told}; from the hash algorithms between {percent(min(hashed))} and {percent(max(hashed))} %. `roundrobin` "
            f"does not look at weights: {percent(heavy['roundrobin'])} %.")


def latency_table(runs):
    return table(["algorithm", "to the slow one", "p50 ms", "p90 ms", "p99 ms", "requests/s"],
                 [[f"`{name}`", f"{percent(run.shares[SLOW])} %", *map(ms, percentiles(run)),
                   f"{run.traffic.requests / run.traffic.seconds:,.0f}"] for name, run in runs.items()])


def percentiles(run):
    return run.traffic.p50_us, run.traffic.p90_us, run.traffic.p99_us


def about_latency(runs):
    """What one sees beside a slow backend."""
    rr, lc, p2c, ewma = (runs[name] for name in ("roundrobin", "leastconnection", "p2c", "ewma"))
    slowed = [name for name, run in runs.items() if run.traffic.p90_us >= SLOW_MS * 1e3]
    spared = [name for name, run in runs.items() if name not in slowed and run.shares[SLOW] > 0]
    untouched = [name for name, run in runs.items() if run.shares[SLOW] == 0]
    text = (f"`roundrobin` does not know that a backend is slow and sends it {percent(rr.shares[SLOW])} % of the requests. "
            f"`leastconnection` and `p2c` see that more and more are with it: {percent(lc.shares[SLOW])} and "
            f"{percent(p2c.shares[SLOW])} %. `ewma` also knows how long answers take: {percent(ewma.shares[SLOW])} %. ")
    if slowed:
        text += f"One request of ten or more takes {SLOW_MS} ms with {code(slowed)}"
        text += f", but not with {code(spared)}. " if spared else ". "
    if untouched:
        text += f"None went there with {code(untouched)}: another backend was the slow one. "
    return text + ("A hash moves no key away from a slow backend unless `balancing.hash-load-bound` lets it. As soon as one "
                   f"request of a hundred goes to the slow backend, the p99 is {SLOW_MS} ms or more: only taking it out of "
                   "the pool mends that.")


def document(version, seconds, equal, weighted, slow):
    facts = "\n".join(f"- {line}" for line in (machine(), version, datetime.date.today().isoformat()))
    return f"""# The algorithms side by side

Written by `make balancing-page`; each figure, those in the text included, comes from that run. Which to choose: [algorithms](../guide/algorithms.md#which-algorithm-when).

{facts}
- each run: {seconds} s after a second to warm up; two workers, five backends; {CONNECTIONS} clients that pause 10 ms before
  each request, which has one of 1 000 keys (client address, URL, `Host`, cookie), the same sequence for all algorithms

## Who gets how much

Five backends that take {FAST_MS} ms for an answer.

![The share of each backend, with equal weights and with a heavy one](balancing-shares.svg)

{wrapped(about_equal(equal))}

{share_table(equal, [1] * len(WEIGHTS))}

### Weights {":".join(map(str, WEIGHTS))}

{wrapped(about_weights(weighted))}

{share_table(weighted, WEIGHTS)}

## Beside a slow backend

Four backends take {FAST_MS} ms, backend {SLOW + 1} takes {SLOW_MS} ms. A client that waits longer asks less often, so requests/s fall
with latency.

![The latency with each algorithm beside a slow backend](balancing-latency.svg)

{wrapped(about_latency(slow))}

{latency_table(slow)}
"""


def write(folder, version, seconds, results):
    """The page and its plots. `results`: for each algorithm its runs with equal weights, with WEIGHTS, and beside a slow
    backend."""
    equal, weighted, slow = ({name: runs[i] for name, runs in results.items()} for i in range(3))
    plots.shares(folder / "balancing-shares.svg", {
        "equal weights": {name: run.shares for name, run in equal.items()},
        f"weights {':'.join(map(str, WEIGHTS))}": {name: run.shares for name, run in weighted.items()},
    })
    plots.latencies(folder / "balancing-latency.svg", {
        name: [us / 1e3 for us in percentiles(run)] for name, run in slow.items()})
    (folder / "balancing.md").write_text(document(version, seconds, equal, weighted, slow), encoding="utf-8")
