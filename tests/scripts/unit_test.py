#!/usr/bin/env python3
"""packaging/systemd: what systemd itself says of the unit."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from machine import TOP

UNIT = TOP / "packaging" / "systemd" / "loadex.service"
MOST = 2.0  # of 10: how much harm it could do, as systemd reckons


def analyze(*words):
    return subprocess.run(["systemd-analyze", *words], check=False, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT).stdout


def exposure(of):
    return float(re.search(r"Overall exposure level for \S+: ([\d.]+)", analyze("security", "--offline=yes", str(of)))[1])


class Unit(unittest.TestCase):
    def setUp(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("there is no systemd-analyze")

    def test_the_unit_could_do_little_harm(self):
        self.assertLess(exposure(UNIT), MOST)

    def test_the_measure_sees_what_a_unit_leaves_open(self):
        with tempfile.TemporaryDirectory() as folder:
            open_one = pathlib.Path(folder, "loadex.service")
            open_one.write_text("[Service]\nExecStart=/bin/true\nUser=loadex\n", encoding="utf-8")
            self.assertGreater(exposure(open_one), MOST)

    def test_units_have_no_line_that_systemd_does_not_know(self):
        with tempfile.TemporaryDirectory() as folder:
            for unit in UNIT.parent.iterdir():
                text = unit.read_text(encoding="utf-8")
                pathlib.Path(folder, unit.name).write_text(
                    re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text), encoding="utf-8")
            for unit in UNIT.parent.iterdir():
                said = analyze("verify", "--man=no", f"{folder}/{unit.name}")
                self.assertNotIn(unit.name, said)


if __name__ == "__main__":
    unittest.main()
