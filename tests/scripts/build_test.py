#!/usr/bin/env python3
"""scripts/build: what it says of the work ahead."""

import shutil
import unittest

from machine import Machine

# As CMake's rules with globbed sources: whenever Ninja starts it looks for new ones before it believes them.
RULES = """
rule CXX
  command = touch $out
  description = Building CXX object $out
rule LINK
  command = touch $out
  description = Linking $out
rule VERIFY_GLOBS
  command = test -e globs
  restat = 1
  generator = 1
rule RERUN_CMAKE
  command = touch build.ninja
  generator = 1
build force: phony
build globs: VERIFY_GLOBS force
build build.ninja: RERUN_CMAKE | globs
"""


def tree_with(sources):
    """A machine whose tree has so many sources to compile into `program`."""
    machine = Machine()
    machine.command("ninja", f'[[ $1 != -C ]] || exec {shutil.which("ninja")} "$@"') # looks, but builds nothing
    objects = [f"{i}.o" for i in range(sources)]
    build = machine.tree / "build/tiny"
    build.mkdir(parents=True)
    (build / "globs").touch()
    rules = [RULES, *(f"build {name}: CXX\n" for name in objects), f"build program: LINK {' '.join(objects)}\n",
             "build other: LINK 0.o\n"]
    (build / "build.ninja").write_text("".join(rules), encoding="utf-8")
    return machine


class Build(unittest.TestCase):
    def test_sources_are_counted_that_a_target_needs_compiled(self):
        with tree_with(30) as machine:
            for targets, sources in ((["program"], "30 sources"), (["other"], "1 source"), ([], "30 sources")):
                said = machine.run("scripts/build", "--forecast", "tiny", *targets).stdout
                self.assertTrue(said.startswith(f"compiles {sources}, about "), said)
            self.assertEqual(machine.run("scripts/build", "--forecast", "tiny", "globs").stdout, "")
            self.assertTrue(all(line.startswith("ninja -C") for line in machine.ran()), machine.ran())

    def test_long_work_is_announced(self):
        with tree_with(2000) as machine:
            machine.command("nproc", "echo 10")
            done = machine.run("scripts/build", "tiny", "program", ASKED_FOR="make build", JOBS="3")
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertEqual(done.stdout, "make build: compiles 2000 sources, about 22 min on 3 CPUs unless ccache "
                                          "knows them\n")
            self.assertEqual(machine.ran()[-1], "ninja -j3 program")

    def test_short_work_is_not_worth_a_word(self):
        with tree_with(2) as machine:
            machine.command("nproc", "echo 10")
            self.assertEqual(machine.run("scripts/build", "tiny").stdout, "")
            self.assertEqual(machine.ran()[-1], "ninja -j10")

    def test_jobs_that_are_no_number_or_none_are_refused(self):
        with tree_with(2) as machine:
            for jobs in ("0", "many"):
                done = machine.run("scripts/build", "tiny", JOBS=jobs)
                self.assertEqual(done.returncode, 2)
                self.assertEqual(done.stdout, "JOBS is how many compilers run at a time, such as JOBS=2, and not "
                                              f"{jobs}\n")

    def test_rules_that_cannot_be_renewed_are_an_error(self):
        with tree_with(2) as machine:
            rules = machine.tree / "build/tiny/build.ninja"
            text = rules.read_text(encoding="utf-8").replace("test -e globs", "echo wrong CMakeLists; false")
            rules.write_text(text, encoding="utf-8")
            done = machine.run("scripts/build", "tiny")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("wrong CMakeLists", done.stdout)


if __name__ == "__main__":
    unittest.main()
