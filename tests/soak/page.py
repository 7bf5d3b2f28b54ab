"""docs/measured/soak.md and its picture."""

import datetime

from bench.harness.report import PAGES, machine, table

import verdict

INTRO = """\
# Everything at once

Written by `tests/soak/run --record`, which `make soak` is without that. What is done, and what the figures mean:
[tests/soak](../../tests/soak/README.md).

![Memory and descriptors of the process that serves](soak.svg)"""


def record(run, minutes, seed, version):
    """Writes both."""
    import plot  # matplotlib is needed for nothing else

    plot.draw(run, PAGES / "soak.svg")
    (PAGES / "soak.md").write_text(document(run, minutes, seed, version), encoding="utf-8")


def document(run, minutes, seed, version):
    """The page."""
    facts = "\n".join(f"- {line}" for line in (
        machine(), version, datetime.date.today().isoformat(), f"{minutes:g} minutes, --seed {seed}"))
    sections = {"What had to be so": checks(run), "The process that serves": steady(run), "Small requests": small(run),
                "What clients did": done(run), "What was done to it": errands(run)}
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in sections.items())
    return f"{INTRO}\n\n{facts}\n\n{body}\n"


def checks(run):
    """Each with what was seen."""
    return "\n".join(f"- {'' if check.is_so else '**not so**: '}{check.name}: {check.seen}"
                     for check in verdict.judge(run))


def steady(run):
    """How it was before, at two moments of the stretch without upgrades, and after."""
    samples = verdict.steady(run)
    memory = verdict.trend(samples, lambda one: one.memory_kib / 1024)
    descriptors = verdict.trend(samples, lambda one: one.open)
    rows = [["before the traffic", f"{run.before.memory_kib / 1024:.2f}", f"{run.before.open}"],
            ["after a third of the stretch without upgrades", f"{memory.begin:.2f}", f"{descriptors.begin:.0f}"],
            [f"at its end, {memory.minutes:.1f} min later", f"{memory.end:.2f}", f"{descriptors.end:.0f}"],
            ["after the traffic", f"{run.after.memory_kib / 1024:.2f}", f"{run.after.open}"]]
    return f"{table(['', 'MiB of its own', 'descriptors but those that listen'], rows)}\n\nThose in the middle are of the line through all."


def small(run):
    """How long they took, with Python's client at the other end."""
    rows = []
    for name, took in run.tally.took.items():
        ordered = sorted(took)
        rows.append([name, f"{len(ordered):,}",
                     *(f"{ordered[int(len(ordered) * share)] * 1e3:.1f}" for share in (.5, .99, .999))])
    return table(["stretch", "requests", "p50 ms", "p99 ms", "p99.9 ms"], rows)


def done(run):
    """Steps of each kind."""
    return table(["kind of client", "clients", "steps", "failed"],
                 [[kind.name, f"{kind.clients}", f"{run.tally.done[kind.name]:,}",
                   f"{sum(one.kind == kind.name for one in run.tally.failures)}" if kind.is_judged else "may"]
                  for kind in run.kinds])


def errands(run):
    """How many of each, and how long an upgrade took."""
    rows = [[name, f"{count}"] for name, count in sorted(run.errands.items(), key=lambda one: -one[1])]
    took = sorted(run.upgrades)
    return (f"{table(['what', 'times'], rows)}\n\nAn upgrade took {took[len(took) // 2]:.2f} s (median), "
            f"{took[-1]:.2f} s at most.")
