#!/usr/bin/env python3
"""The benchmark: who is measured after whom, and what comes of the figures."""

import pathlib
import sys
import unittest
from types import SimpleNamespace

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(TOP / "tests" / "bench"))

from harness import flames, goals, load, measure, report  # noqa: E402
from harness.measure import Pair, Round  # noqa: E402


def a_round(cpu_us, p50_us=1.0):
    return Round(cpu_us, 1.0, p50_us, p50_us)


def by_peer(haproxy, nginx):
    """Pairs whose figures of CPU are these: of theirs and of ours."""
    return {name: [Pair(a_round(theirs), a_round(ours)) for theirs, ours in pairs]
            for name, pairs in (("HAProxy", haproxy), ("nginx", nginx))}


class Rounds(unittest.TestCase):
    def test_a_peer_comes_directly_before_each_of_ours_and_every_round_begins_with_another(self):
        order = []

        def proxy(name):
            return SimpleNamespace(name=name, port=name, cpu_ns=lambda: 0)

        def drive(port, seconds):
            order.append(port)
            return load.Traffic(1, seconds, 1, 1, 1)

        measure.SETTLING = 0
        measure.pairs(proxy("ours"), [proxy("a"), proxy("b")], drive, 2, 1)
        self.assertEqual(order, ["a", "ours", "b", "ours", "b", "ours", "a", "ours"])

    def test_the_ratio_is_the_median_of_the_pairs_own(self):
        results = by_peer([(10, 10), (20, 10), (10, 40)], [(9, 9)])
        self.assertEqual(measure.ratio(results["HAProxy"], "cpu_us"), 1)

    def test_the_better_peer_is_the_one_with_the_lower_figure(self):
        self.assertEqual(measure.better(by_peer([(10, 1), (30, 1), (11, 1)], [(12, 1), (12, 1), (12, 1)]), "cpu_us"), "HAProxy")


class Goals(unittest.TestCase):
    GOAL = goals.against("small", "", 0.80, 0.65)

    def reached(self, ours):
        return self.GOAL.row(goals.Figures({"small": by_peer([(10, ours)], [(20, ours)])}, []))[-2:]

    def test_what_must_be_and_what_is_aimed_at(self):
        self.assertEqual(self.reached(8.1), ["0.81 (HAProxy)", "**no**"])
        self.assertEqual(self.reached(8), ["0.80 (HAProxy)", "yes"])
        self.assertEqual(self.reached(6.5), ["0.65 (HAProxy)", "yes, the aim too"])

    def test_what_was_left_out_is_not_reached(self):
        self.assertEqual(self.GOAL.row(goals.Figures({}, []))[-1], "not measured")


class Page(unittest.TestCase):
    def test_the_front_page_has_the_figures_of_the_first_scenario(self):
        tables = [report.under_load(by_peer([(times, times)], [(times, times)])) for times in (10, 20)]
        page = report.document([], "", [("Under load: x", tables[0]), ("Another", tables[1])])
        self.assertIn("costs Loadex 10.0 µs of CPU, HAProxy 10.0 and nginx 10.0", report.speed(page).replace("\n", " "))


class Flames(unittest.TestCase):
    def test_names_are_brief(self):
        for symbol, name in {
            "loadex::net::io::stream::ready(unsigned int)": "net::io::stream::ready",
            "void std::vector<std::pair<int, a<b> > >::push<x>(y&&) const": "std::vector::push",
            "loadex::(anonymous namespace)::operator<(a, b)": "operator",
            "tcp_sendmsg": "tcp_sendmsg",
        }.items():
            self.assertEqual(flames.brief(symbol), name)

    def test_what_was_called_stands_on_its_caller(self):
        said = "\n\n".join(2 * ["  ffff tcp_sendmsg ([kernel.kallsyms])\n    7f00 send (/usr/lib/libc.so.6)\n    55aa run() (/bin/loadbalancer)"])
        root = flames.Frame("Loadex")
        for stack in flames.stacks(said):
            root.add(stack)
        (run,) = root.callees.values()
        self.assertEqual((run.name, run.samples, list(run.callees)), ("run", 2, ["send"]))
        self.assertIn("<title>tcp_sendmsg 100.0%</title>", flames.draw(root, "a < b"))


if __name__ == "__main__":
    unittest.main()
