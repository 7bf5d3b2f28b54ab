#!/usr/bin/env python3
"""The Makefile: what it leaves to the scripts."""

import re
import shutil
import subprocess
import unittest

from machine import TOP, Machine

# Waits a little for another of its kind, and leaves word if there is one.
MEETS = """#!/bin/bash
mkdir busy || touch met
for _ in {1..50}; do [[ ! -e met ]] || exit 0; sleep 0.01; done
rmdir busy
"""


# What users of Loadex in Go type.
KNOWN = """all setup loadex build install clean lint test testsum test-e2e test-chaos test-algo demo up down health failover
help""".split()


class Make(unittest.TestCase):
    def test_every_target_that_people_know_is_there(self):
        lacking = [target for target in KNOWN if subprocess.run(["make", "-n", target], cwd=TOP, check=False, timeout=30,
                                                                capture_output=True).returncode]
        self.assertEqual(lacking, [])

    def test_packages_are_installed_by_one_at_a_time_whatever_the_jobs(self):
        with Machine() as machine:
            shutil.copy(TOP / "Makefile", machine.tree)
            (machine.tree / "scripts/deps").write_text(MEETS, encoding="utf-8")
            subprocess.run(["make", "-j8", "deps", "bench-deps"], cwd=machine.tree, check=True, timeout=30,
                           stdout=subprocess.DEVNULL)
            self.assertFalse((machine.tree / "met").exists())


    def test_every_target_that_people_know_is_there_and_says_what_it_does(self):
        known = """all setup loadex build install clean lint test testsum test-e2e test-chaos test-algo demo up down health
            failover k6 help""".split()
        listed = subprocess.run(["make", "help"], cwd=TOP, check=True, text=True, stdout=subprocess.PIPE).stdout
        self.assertEqual([name for name in known if not re.search(rf"^  {name} +\S", listed, re.M)], [])


if __name__ == "__main__":
    unittest.main()
