"""The figures as Markdown."""

import ctypes
import datetime
import os
import pathlib
import platform
import re
import textwrap
import timeit

from .measure import median, ratio

TOP = pathlib.Path(__file__).resolve().parents[3]
PAGES = TOP / "docs" / "measured"


def table(heads, rows, words=1):
    """A Markdown table whose first columns, one or so many, are words and the others numbers."""
    lines = [heads, ["---"] * words + ["---:"] * (len(heads) - words), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine():
    """What the figures were measured on, without naming it."""
    cpu = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.machine())
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return (f"{os.cpu_count()} cores, {cpu}; Linux {platform.release()}, {system}; "
            f"a system call costs {system_call_us():.2f} µs")


def system_call_us():
    """What one costs that does nothing: a function of the C library that makes one, less one that makes none."""
    library = ctypes.CDLL(None)
    return cost_us(library.getppid) - cost_us(library.getpagesize)


def cost_us(function):
    """Of the tries some may be interrupted."""
    calls = 2_000
    return min(timeit.repeat(function, number=calls, repeat=50)) / calls * 1e6


def span(figures):
    """The lowest and the highest."""
    return f"{min(figures):.2f} to {max(figures):.2f}"


def under_load(results):
    """CPU per request and the rest, medians over the rounds, and of each peer's pairs the ratio."""
    rounds = {"Loadex": [pair.ours for pairs in results.values() for pair in pairs],
              **{peer: [pair.theirs for pair in pairs] for peer, pairs in results.items()}}
    rows = []
    for name, its in rounds.items():
        pairs = results.get(name)
        rows.append([name, f"{median(its, 'cpu_us'):.2f}", span([one.cpu_us for one in its]),
                     f"{ratio(pairs, 'cpu_us'):.2f}" if pairs else "",
                     span([pair.ratio("cpu_us") for pair in pairs]) if pairs else "",
                     *(f"{median(its, field):,.0f}" for field in ("rps", "p50_us", "p99_us"))])
    return table(["proxy", "CPU µs/request", "over the rounds", "Loadex's CPU ÷ its", "over the pairs", "requests/s",
                  "p50 µs", "p99 µs"], rows)


def resting(results):
    """The proxies without traffic."""
    return table(["proxy", "CPU, % of a core", "resident MiB", "KiB per idle client"],
                 [[name, f"{r.cpu_percent:.3f}", f"{r.resident_kib / 1024:.1f}", f"{r.kib_per_client:.2f}"]
                  for name, r in results.items()])


def beside_slow(results):
    """Latency with and without slow clients."""
    return table(["proxy", "p50 µs alone", "p50 µs beside", "p99 µs alone", "p99 µs beside", "CPU µs/byte dripped"],
                 [[name, *(f"{getattr(traffic, field):,.0f}" for field in ("p50_us", "p99_us")
                           for traffic in (r.alone, r.beside)), f"{r.cpu_us:.2f}"] for name, r in results.items()])


def growing(name, result):
    """Memory over many requests."""
    return table([f"{name}, {result.requests:,} requests", "start", "half way", "end"],
                 [["resident MiB", *(f"{kib / 1024:.2f}" for kib in
                                     (result.start_kib, result.middle_kib, result.end_kib))]])


def micro(benchmarks):
    """The micro-benchmarks, from Google Benchmark's own report."""
    return table(["micro-benchmark", "CPU ns"], [[b["name"], f"{b['cpu_time']:,.0f}"] for b in benchmarks])


def document(versions, plan, sections):
    """All of it."""
    facts = "\n".join(f"- {line}" for line in (machine(), *versions, datetime.date.today().isoformat(), plan))
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in sections)
    intro = "# Benchmark results\n\nWritten by `make bench`. What the figures mean: [tests/bench](../../tests/bench/README.md)."
    return f"{intro}\n\n{facts}\n\n{body}\n"


def speed(page):
    """The README's figure of speed, from the page of `document`."""
    under_load = page.partition("\n## Under load")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\w+) \| ([\d.]+) \| [\d.]+ to ", under_load, re.MULTILINE)
    cpu = {name: f"{float(us):.1f}" for name, us in rows}
    return textwrap.fill(f"A small GET costs Loadex {cpu['Loadex']} µs of CPU, HAProxy {cpu['HAProxy']} and nginx {cpu['nginx']}: "
                         "on the same core, under the same load, at about the same work.", 120) + "\n"


def renew_front_page(page):
    """Has the README say what has been measured."""
    renew(TOP / "README.md", "speed", speed(page))


def renew(page, name, text):
    """Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->` in a page."""
    before, opening, rest = page.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    _, closing, after = rest.partition(f"<!-- /{name} -->")
    if not closing:
        raise SystemExit(f"bench: {page} has no place for {name}")
    page.write_text(before + opening + text + closing + after, encoding="utf-8")


def plan(rounds, seconds):
    """How the load was driven."""
    return f"{rounds} rounds of {seconds} s for each pair: a peer, directly after it Loadex"
