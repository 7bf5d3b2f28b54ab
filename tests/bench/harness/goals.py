"""What must be reached and what is aimed at, and where the figures stand."""

from typing import Callable, NamedTuple

from . import costs
from .measure import better, ratio
from .report import table

BETTER = "the better peer's"
FIELDS = {"cpu_us": "CPU", "p50_us": "p50", "p99_us": "p99"}


def amount(figure):
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.2f}"


class Figures(NamedTuple):
    """What has been measured."""

    loaded: dict  # of scenarios, by name: pairs by peer
    micro: list  # Google Benchmark's results


class Goal(NamedTuple):
    """One figure, which must not be above a bound."""

    where: str
    what: str
    must: float
    aim: float  # None: there is none below it
    read: Callable  # of Figures: the figure, and the words for it

    def row(self, figures):
        """Its row of the table; `figures` may lack it."""
        bounds = [f"≤ {amount(self.must)}", amount(self.aim) if self.aim else ""]
        try:
            figure, words = self.read(figures)
        except KeyError:
            return [self.where, self.what, *bounds, "", "not measured"]
        return [self.where, self.what, *bounds, words, self.verdict(figure)]

    def verdict(self, figure):
        if figure > self.must:
            return "**no**"
        return "yes, the aim too" if self.aim and figure <= self.aim else "yes"


def against(scenario, where, must, aim=None, field="cpu_us", peer=None):
    """Our figure over that of a peer, the better one of this figure unless it is named."""

    def read(figures):
        results = figures.loaded[scenario]
        name = peer or better(results, field)
        figure = ratio(results[name], field)
        return figure, amount(figure) + (f" ({name})" if peer is None else "")

    return Goal(where, f"{FIELDS[field]} ÷ {peer + chr(39) + 's' if peer else BETTER}", must, aim, read)


def of_instructions(figures):
    del figures
    count = costs.recorded()["GET, small answer"].instructions
    return count, amount(count)


def of_a_choice(figures):
    by_name = {one["name"]: one for one in figures.micro}
    us = by_name["pick_open_close/roundrobin/real_time/threads:1"]["cpu_time"] / 1e3
    return us, amount(us)


ALL = (
    against("small", "small GETs, 64 clients", 0.80, 0.65),
    against("lean", "the same, load by io_uring", 0.75, 0.60),
    against("poll", "small GETs, Loadex without io_uring", 0.95, 0.85),
    against("lean-poll", "the same, load by io_uring", 0.95, 0.85),
    against("post", "POSTs of 16 KiB", 0.90, 0.75),
    against("large", "answers of 1 MiB", 0.90),
    against("new", "a new connection each, 1,000 at a time", 1.20, 0.95, peer="HAProxy"),
    against("new", "a new connection each, 1,000 at a time", 1.10, 0.85, peer="nginx"),
    against("few", "small GETs, 4 clients", 0.95),
    against("few", "small GETs, 4 clients", 1.00, field="p50_us"),
    against("few", "small GETs, 4 clients", 1.00, field="p99_us"),
    against("threads", "small GETs, two threads, load on the same cores", 0.90),
    Goal("small GET, recorded by `make instructions`", "instructions", 20_000, 14_000, of_instructions),
    Goal("micro-benchmark pick_open_close, one thread", "CPU µs", 0.50, 0.30, of_a_choice),
)


def reached(figures):
    """All of them as a table."""
    return table(["where", "what", "must be", "aim", "is", "reached"], [goal.row(figures) for goal in ALL], words=2)
