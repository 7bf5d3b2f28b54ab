#!/usr/bin/env python3
"""What the soak takes amiss: each fault by itself, in a run that is well but for that."""

import sys
import unittest
from types import SimpleNamespace

from machine import TOP

sys.path.append(str(TOP / "tests/soak"))

import verdict  # noqa: E402
from samples import Sample  # noqa: E402

KIND = SimpleNamespace(name="keep-alive")
MIB = 1024


def sample(at, stretch="steady", **differing):
    """One of a process that is well."""
    usual = {"pid": 2, "memory_kib": 10 * MIB, "descriptors": 60, "threads": 9, "sockets": {"established": 40},
             "lingering": 0, "steps": at * 100}
    return Sample(at=at, stretch=stretch, **{**usual, **differing})


def a_run(steady=lambda at: {}, **differing):
    """One in which all is well but what is said."""
    before = sample(0, "before", pid=1, memory_kib=8 * MIB, descriptors=20)
    usual = {"kinds": [KIND], "tally": SimpleNamespace(failures=[], steps=100, done={KIND.name: 100}),
             "samples": [before, *(sample(at, **steady(at)) for at in range(2, 602, 2))],
             "standstills": [], "before": before, "after": sample(620, "after", descriptors=20), "left": {"in_flight": 0, "queued": 0},
             "generations": [SimpleNamespace(pid=1, handed_over=1, ended=31, code=0),
                             SimpleNamespace(pid=2, handed_over=None, ended=None, code=None)],
             "log": [{"level": "INFO"}, {"level": "ERROR", "msg": "configuration refused"}], "mistakes": 1}
    return SimpleNamespace(**{**usual, **differing})


class Verdict(unittest.TestCase):
    def assert_amiss(self, run, *names):
        self.assertEqual([check.name for check in verdict.judge(run) if not check.is_so], list(names))

    def test_a_run_in_which_all_is_well(self):
        self.assert_amiss(a_run())

    def test_memory_may_grow_at_first_but_not_on_and_on(self):
        self.assert_amiss(a_run(lambda at: {"memory_kib": (6 + min(at, 150) / 40) * MIB}))
        self.assert_amiss(a_run(lambda at: {"memory_kib": (10 + at / 120) * MIB}), "memory does not grow")

    def test_memory_of_a_young_process_may_grow_more_but_not_without_end(self):
        def growing(mib_a_minute):
            return a_run(samples=[sample(at, memory_kib=(10 + at / 60 * mib_a_minute) * MIB)
                                  for at in range(100, 180, 2)])
        self.assert_amiss(growing(5))
        self.assert_amiss(growing(12), "memory does not grow")

    def test_descriptors_and_threads_that_pile_up(self):
        self.assert_amiss(a_run(lambda at: {"descriptors": 60 + at // 10}), "descriptors do not grow")
        self.assert_amiss(a_run(lambda at: {"threads": 9 + at // 300}), "threads do not come or go")

    def test_a_thread_more_while_the_process_before_is_there(self):
        self.assert_amiss(a_run(lambda at: {"threads": 10, "lingering": 1} if at < 30 else {}))

    def test_sockets_that_stay_half_closed(self):
        self.assert_amiss(a_run(lambda at: {"sockets": {"close-wait": at // 40}}),
                          "sockets do not stay in CLOSE_WAIT")

    def test_processes_that_begin_with_more_and_more(self):
        before, *steady = a_run().samples
        more = [sample(1, "upgrades", pid=pid, memory_kib=(6 + pid / 4) * MIB) for pid in range(3, 23)]
        self.assert_amiss(a_run(samples=[before, *more, *steady]), "later processes do not begin with more")

    def test_what_is_open_or_under_way_after_the_traffic(self):
        self.assert_amiss(a_run(after=sample(620, "after", descriptors=21)),
                          "all descriptors but those at the begin are closed")
        listening = {"descriptors": 22, "sockets": {"listening": 2}}  # not more than before, but elsewhere
        self.assert_amiss(a_run(after=sample(620, "after", **listening)))
        self.assert_amiss(a_run(left={"in_flight": 1, "queued": 0}), "no request is in flight or waits")

    def test_a_process_that_stays_or_crashes(self):
        last = SimpleNamespace(pid=2, handed_over=None, ended=None, code=None)
        for ended, code, *names in ((None, 0, "every process ends once its clients have gone"),
                                    (200, 0, "every process ends once its clients have gone"),
                                    (31, -11, "they end in order")):
            first = SimpleNamespace(pid=1, handed_over=1, ended=ended, code=code)
            self.assert_amiss(a_run(generations=[first, last]), *names)
        first = SimpleNamespace(pid=1, handed_over=1, ended=200, code=0)
        self.assert_amiss(a_run(generations=[first, last], standstills=[(0, 150)]))

    def test_what_the_log_says(self):
        name = "the log has no error but those made on purpose"
        self.assert_amiss(a_run(mistakes=0), name)
        self.assert_amiss(a_run(log=[], mistakes=1), name)
        self.assert_amiss(a_run(log=[{"level": "ERROR", "msg": "session failed"}], mistakes=0), name)
        self.assert_amiss(a_run(log=[{"unread": "terminate called"}], mistakes=0), name)

    def test_a_request_that_failed_and_a_client_that_did_nothing(self):
        failed = SimpleNamespace(failures=[SimpleNamespace(at=50, kind=KIND.name, words="broken off")], steps=100,
                                 done={KIND.name: 99})
        name = "nothing failed that had no reason to"
        self.assert_amiss(a_run(tally=failed), name)
        self.assert_amiss(a_run(tally=failed, standstills=[(51, 80)]), name)
        self.assert_amiss(a_run(tally=failed, standstills=[(30, 55)]))
        self.assert_amiss(a_run(tally=SimpleNamespace(failures=[], steps=0, done={KIND.name: 0})),
                          "every kind of client got something done")


if __name__ == "__main__":
    unittest.main()
