#!/usr/bin/env python3
"""debian/control: what it says is needed is what scripts/lib/needs.bash knows."""

import re
import unittest

from machine import TOP, Machine


class Control(unittest.TestCase):
    def test_who_builds_the_package_by_debians_own_tools_has_all_that_building_needs(self):
        control = (TOP / "debian/control").read_text(encoding="utf-8")
        asked = re.search(r"^Build-Depends:\n((?: .*\n)+)", control, re.MULTILINE)[1]
        with Machine() as machine:
            needed = {row[3] for row in machine.needs() if row[0] == "base"}
        self.assertEqual(needed - set(re.findall(r"^ ([\w.+-]+)", asked, re.MULTILINE)), set())


if __name__ == "__main__":
    unittest.main()
