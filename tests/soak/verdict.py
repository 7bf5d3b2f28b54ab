"""What has to be so after all of it."""

import itertools
import statistics
from typing import NamedTuple

LINGERING = 75  # seconds after which a process that has handed over has ended: its clients stay for 30 s at most
MORE_MIB = 2  # that the memory may grow by within the last two thirds of a stretch without upgrades ...
MORE_PERCENT = 10  # ... or this much of it, if that is more
ERRORS_MEANT = {"configuration refused"}  # one for each mistake that was made on purpose


class Check(NamedTuple):
    """One thing that has to be so, and what was seen."""

    name: str
    is_so: bool
    seen: str


class Trend(NamedTuple):
    """A line through the last two thirds of a stretch."""

    begin: float
    end: float
    minutes: float


def trend(samples, value):
    """Least squares, of the samples of one process."""
    settled = samples[len(samples) // 3:]
    if len(settled) < 3:
        return None
    at = [one.at for one in settled]
    slope, intercept = statistics.linear_regression(at, [value(one) for one in settled])
    return Trend(intercept + slope * at[0], intercept + slope * at[-1], (at[-1] - at[0]) / 60)


def stretches(samples):
    """The samples of each, by name."""
    return {name: list(group) for name, group in itertools.groupby(samples, key=lambda one: one.stretch)}


def judge(run):
    """All checks of a run."""
    return [*of_traffic(run), *of_growth(run), *of_rest(run), *of_processes(run), of_log(run)]


def of_traffic(run):
    words = [f"{kind}: {words}" for _, kind, words in run.tally.failures[:5]]
    yield Check("nothing failed that had no reason to", not words,
                "; ".join([f"{len(run.tally.failures)} of {run.tally.steps:,}", *words]))
    idle = [kind.name for kind in run.kinds if not run.tally.done[kind.name] + run.tally.left[kind.name]]
    yield Check("every kind of client had something to do", not idle, ", ".join(idle) or f"{len(run.kinds)} kinds")


def of_growth(run):
    for name, samples in stretches(run.samples).items():
        if "upgrades" in name:
            continue
        line = trend(samples, lambda one: one.memory_kib / 1024)
        if line is None:
            continue
        most = max(MORE_MIB, line.begin * MORE_PERCENT / 100)
        yield Check(f"memory does not grow: {name}", line.end - line.begin <= most,
                    f"{line.begin:.2f} MiB, {line.minutes:.1f} min later {line.end:.2f} MiB (at most {most:.1f} more)")
        threads = {one.threads for one in samples}
        yield Check(f"threads do not come or go: {name}", len(threads) == 1, f"{sorted(threads)}")
        waiting = max(one.sockets.get("close-wait", 0) for one in samples[-3:])
        yield Check(f"no sockets are left in CLOSE_WAIT: {name}", waiting <= 10, f"{waiting} at its end")


def of_rest(run):
    """After the traffic everything is as it was before."""
    before, after = run.before, run.after
    yield Check("all descriptors but those at the begin are closed", after.descriptors <= before.descriptors,
                f"{after.descriptors}; {before.descriptors} before the traffic; sockets: {after.sockets}")
    yield Check("there are as many threads as at the begin", after.threads == before.threads,
                f"{after.threads}; {before.threads} before the traffic")
    yield Check("no request is in flight or waits", not any(run.left.values()), f"{run.left}")


def of_processes(run):
    old = run.generations[:-1]
    took = [one.ended - one.handed_over for one in old if one.ended is not None]
    late = [one.pid for one in old if one.ended is None or one.ended - one.handed_over > LINGERING]
    yield Check("every process ends once its clients have gone", not late,
                f"{len(old)} have handed over, and ended after {max(took, default=0):.0f} s at most (of {LINGERING}); "
                f"late: {late or 'none'}")
    codes = sorted({one.code for one in old if one.code is not None})
    yield Check("they end in order", codes in ([], [0]), f"exit codes {codes}")


def of_log(run):
    errors = [line for line in run.log if line.get("level") == "ERROR" or "unread" in line]
    meant = [line for line in errors if line.get("msg") in ERRORS_MEANT]
    other = [line for line in errors if line not in meant]
    return Check("the log has no error but those made on purpose", not other and len(meant) == run.mistakes,
                 f"{len(meant)} of {run.mistakes} made on purpose; others: {other[:3] or 'none'}")
