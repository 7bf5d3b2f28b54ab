"""What has to be so after all of it."""

import itertools
import statistics
from typing import NamedTuple

LINGERING = 75  # seconds after which a process that has handed over has ended: its clients stay for 30 s at most
MORE_MIB = 3  # that memory may grow by within the last two thirds of the stretch without upgrades ...
MORE_PERCENT = 10  # ... or this much of it, if that is more
MORE_MIB_OF_THE_YOUNG = 8  # in place of MORE_MIB where that stretch is short: buffers are used for the first time
YOUNG = 300  # seconds that are short
MORE_DESCRIPTORS = 25  # likewise: clients come and go
MORE_AT_A_START = 2  # MiB, that later processes may begin with, beside earlier ones
WAITING = 10  # sockets in CLOSE_WAIT: of clients that have left and whose request is not over
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

    def __str__(self):
        return f"{self.begin:.1f}, {self.minutes:.1f} min later {self.end:.1f}"


def trend(samples, value):
    """Least squares, of the samples of one process."""
    settled = samples[len(samples) // 3:]
    at = [one.at for one in settled]
    slope, begin = statistics.linear_regression([when - at[0] for when in at], [value(one) for one in settled])
    return Trend(begin, begin + slope * (at[-1] - at[0]), (at[-1] - at[0]) / 60)


def steady(run):
    """The samples of the stretch without upgrades."""
    return [one for one in run.samples if one.stretch == "steady"]


def judge(run):
    """All checks of a run."""
    return [*of_traffic(run), *of_growth(run), of_starts(run), *of_rest(run), *of_processes(run), of_log(run)]


def of_traffic(run):
    """What clients saw."""
    failures = [one for one in run.tally.failures
                if not any(begin <= one.at <= end for begin, end in run.standstills)]
    seen = [f"{len(failures)} of {run.tally.steps:,} steps", *(f"{one.kind}: {one.words}" for one in failures[:5])]
    if run.standstills:
        seen.insert(1, f"{len(run.tally.failures) - len(failures)} more while the machine let nobody run, "
                       f"which it did {len(run.standstills)} times")
    yield Check("nothing failed that had no reason to", not failures, "; ".join(seen))
    idle = [kind.name for kind in run.kinds if not run.tally.done[kind.name]]
    yield Check("every kind of client got something done", not idle, ", ".join(idle) or f"{len(run.kinds)} kinds")


def of_growth(run):
    """A process that serves for long stays as it is."""
    samples = steady(run)
    memory = trend(samples, lambda one: one.memory_kib / 1024)
    is_young = samples[-1].at - samples[0].at < YOUNG
    most = max(MORE_MIB_OF_THE_YOUNG if is_young else MORE_MIB, memory.begin * MORE_PERCENT / 100)
    yield Check("memory does not grow", memory.end - memory.begin <= most, f"MiB: {memory} (may be {most:.1f} more)")
    descriptors = trend(samples, lambda one: one.descriptors)
    yield Check("descriptors do not grow", descriptors.end - descriptors.begin <= MORE_DESCRIPTORS,
                f"{descriptors} (may be {MORE_DESCRIPTORS} more)")
    # One more listens to the process before, as long as that is there.
    threads = sorted({one.threads for one in samples if not one.lingering})
    yield Check("threads do not come or go", len(threads) == 1, f"{threads}")
    waiting = max(one.sockets.get("close-wait", 0) for one in samples[-3:])
    yield Check("sockets do not stay in CLOSE_WAIT", waiting <= WAITING, f"{waiting} at the end")


def of_starts(run):
    """What is handed over from process to process does not grow either."""
    first = [next(samples).memory_kib / 1024
             for _, samples in itertools.groupby(run.samples, key=lambda one: one.pid)][1:]  # the first had no traffic
    name = "later processes do not begin with more"
    if len(first) < 4:
        return Check(name, True, f"{len(first)} processes are too few to tell")
    early, late = statistics.median(first[:len(first) // 2]), statistics.median(first[len(first) // 2:])
    return Check(name, late - early <= MORE_AT_A_START,
                 f"MiB, medians of an earlier and a later half of {len(first)} processes: {early:.1f}, {late:.1f}")


def of_rest(run):
    """After the traffic everything is as it was before."""
    before, after = run.before, run.after
    yield Check("all descriptors but those at the begin are closed", after.open <= before.open,
                f"{after.open} and those that listen, {before.open} before the traffic; sockets: {after.sockets}")
    yield Check("there are as many threads as at the begin", after.threads == before.threads,
                f"{after.threads}, {before.threads} before the traffic")
    yield Check("no request is in flight or waits", not any(run.left.values()), f"{run.left}")


def of_processes(run):
    """Whoever has handed over ends."""
    old = run.generations[:-1]

    def lingered(one):
        still = sum(max(0, min(end, one.ended) - max(begin, one.handed_over)) for begin, end in run.standstills)
        return one.ended - one.handed_over - still

    took = [lingered(one) for one in old if one.ended is not None]
    late = [one.pid for one in old if one.ended is None or lingered(one) > LINGERING]
    yield Check("every process ends once its clients have gone", bool(old) and not late,
                f"{len(old)} have handed over, and ended after {max(took, default=0):.0f} s at most (of {LINGERING}); "
                f"late: {late or 'none'}")
    codes = sorted({one.code for one in old if one.code is not None})
    yield Check("they end in order", codes == [0], f"exit codes {codes}")


def of_log(run):
    """Nothing that somebody would be called for."""
    errors = [line for line in run.log if line.get("level") == "ERROR" or "unread" in line]
    meant = [line for line in errors if line.get("msg") in ERRORS_MEANT]
    other = [line for line in errors if line not in meant]
    return Check("the log has no error but those made on purpose", not other and len(meant) == run.mistakes,
                 f"{len(meant)} of {run.mistakes} made on purpose; others: {other[:3] or 'none'}")
