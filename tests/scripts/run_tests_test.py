#!/usr/bin/env python3
"""scripts/run-tests: what it says before, while and after it runs a few tests."""

import contextlib
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from machine import TOP

FILE = """cmake_minimum_required(VERSION 3.25)
project(tiny NONE)
enable_testing()
add_custom_target(fails COMMAND false)
"""

PASSES = 'add_test(NAME "a test that passes" COMMAND true)\n'
FAILS = 'add_test(NAME "a test that fails" COMMAND sh -c "echo what it printed; exit 3")\n'
SKIPS = """add_test(NAME "a test that skips" COMMAND echo SKIPPED:)
set_tests_properties("a test that skips" PROPERTIES SKIP_REGULAR_EXPRESSION "SKIPPED:")
"""
WAITS = 'add_test(NAME "a test that waits" COMMAND sh -c "echo \\$\\$ >new && mv new waiting && exec sleep 60")\n'
BUILDS = """file(WRITE ${CMAKE_BINARY_DIR}/builds "echo $$ >new; mv new building; exec sleep 60")
add_custom_target(builds COMMAND sh builds)
"""


class Suite(contextlib.AbstractContextManager):
    """A tree with scripts/ and a few tests of its own, configured as the preset `tiny`."""

    def __init__(self, *tests):
        self.folder = tempfile.TemporaryDirectory()
        self.tree = pathlib.Path(self.folder.name)
        shutil.copytree(TOP / "scripts", self.tree / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        (self.tree / "CMakeLists.txt").write_text(FILE + "".join(tests), encoding="utf-8")
        subprocess.run(["cmake", "-G", "Ninja", "-S", self.tree, "-B", self.tree / "build/tiny"], check=True,
                       stdout=subprocess.DEVNULL)

    def __exit__(self, *_):
        self.folder.cleanup()

    def start(self, *arguments, environment=None, **options):
        how = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, **options}
        return subprocess.Popen([self.tree / "scripts/run-tests", *arguments], stdin=subprocess.DEVNULL,
                                env={**os.environ, "JOBS": "2", "ASKED_FOR": "make test", **(environment or {})}, **how)

    def run(self, *arguments, **environment):
        """Exit code, and the lines that were printed."""
        with self.start(*arguments, environment=environment, text=True) as process:
            lines = process.communicate(timeout=30)[0].splitlines()
            return process.returncode, lines

    def run_on_terminal(self, *arguments):
        ours, theirs = pty.openpty()
        with self.start(*arguments, stdout=theirs, stderr=theirs):
            os.close(theirs)
            text = b""
            with contextlib.suppress(OSError): # the other side has gone
                while more := os.read(ours, 65536):
                    text += more
        os.close(ours)
        return text.decode()


def await_that(condition):
    deadline = time.monotonic() + 20
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("waited in vain")
        time.sleep(0.01)


class RunTests(unittest.TestCase):
    def test_it_begins_with_what_it_does_and_ends_with_how_it_went(self):
        with Suite(PASSES, PASSES.replace("a test", "another")) as suite:
            code, lines = suite.run("tiny")
            self.assertEqual(code, 0)
            self.assertRegex(lines[0], r"^make test: runs 2 tests, about \d+ s$")
            self.assertRegex(lines[-1], r"^✓ 2 tests passed in \d+\.\d s( \(\d+\.\d s with the build\))?$")
            self.assertTrue(lines[-2].endswith(" sec"), lines)

    def test_what_was_skipped_is_counted_and_named(self):
        with Suite(PASSES, SKIPS) as suite:
            code, lines = suite.run("tiny")
            self.assertEqual(code, 0)
            self.assertRegex(lines[-1], r"^✓ 1 test passed, 1 skipped \(a test that skips\) in ")

    def test_a_failure_is_shown_whole_and_named_at_the_end_with_how_to_see_it_again(self):
        with Suite(FAILS, PASSES, SKIPS) as suite:
            code, lines = suite.run("tiny")
            self.assertNotEqual(code, 0)
            self.assertIn("what it printed", lines)
            self.assertEqual(lines[-1], "✗ 1 of 3 tests failed: a test that fails; again with: "
                                        "ctest --test-dir build/tiny --rerun-failed --output-on-failure")
            again = subprocess.run(lines[-1].partition("again with: ")[2].split(), cwd=suite.tree, check=False, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            self.assertIn("0% tests passed, 1 tests failed out of 1", again.stdout)

    def test_of_many_failures_five_are_named(self):
        with Suite(*(FAILS.replace("fails", f"fails as number {i}") for i in range(7))) as suite:
            _, lines = suite.run("tiny")
            self.assertRegex(lines[-1], r"^✗ 7 of 7 tests failed: (a test that fails as number \d; ){5}and 2 more; again")

    def test_a_test_that_crashes_or_cannot_run_has_failed(self):
        with Suite('add_test(NAME "one that dies" COMMAND sh -c "kill -SEGV \\$\\$")\n',
                   'add_test(NAME "one that is not there" COMMAND nowhere/to/be/found)\n') as suite:
            code, lines = suite.run("tiny")
            self.assertNotEqual(code, 0)
            self.assertRegex(lines[-1], r"^✗ 2 of 2 tests failed: one that ")

    def test_output_that_looks_like_a_result_changes_nothing(self):
        cheats = 'add_test(NAME "one that cheats" COMMAND sh -c "echo 100% tests passed; echo after; exit 1")\n'
        with Suite(cheats, PASSES, PASSES.replace("a test", "another")) as suite:
            code, lines = suite.run("tiny")
            self.assertNotEqual(code, 0)
            self.assertIn("after", lines)
            self.assertTrue(lines[-1].startswith("✗ 1 of 3 tests failed: one that cheats"), lines)

    def test_quiet_it_is_the_last_line_only(self):
        with Suite(PASSES, FAILS) as suite:
            code, lines = suite.run("--quiet", "tiny")
            self.assertNotEqual(code, 0)
            self.assertEqual(len(lines), 1, lines)
            self.assertTrue(lines[0].startswith("✗ 1 of 2 tests failed: a test that fails;"))

    def test_where_only_ascii_can_be_written_it_ends_as_well(self):
        with Suite(PASSES) as suite:
            code, lines = suite.run("tiny", PYTHONIOENCODING="ascii")
            self.assertEqual(code, 0)
            self.assertRegex(lines[-1], r"^\? 1 test passed in ")

    def test_options_of_ctest_choose_the_tests(self):
        with Suite(PASSES, FAILS) as suite:
            code, lines = suite.run("tiny", "--", "-R", "passes")
            self.assertEqual(code, 0)
            self.assertTrue(lines[0].startswith("make test: runs 1 test, "))
            self.assertTrue(lines[-1].startswith("✓ 1 test passed in "))

    def test_no_test_at_all_is_a_failure(self):
        with Suite(PASSES) as suite:
            code, lines = suite.run("tiny", "--", "-R", "no such test")
            self.assertNotEqual(code, 0)
            self.assertEqual(lines[-1], "✗ No test is meant by that: none has run")

    def test_a_build_that_fails_runs_no_test(self):
        for quiet in ((), ("--quiet",)):
            with self.subTest(quiet), Suite(PASSES) as suite:
                code, lines = suite.run(*quiet, "tiny", "--build", "fails")
                self.assertEqual(code, 1)
                self.assertEqual(lines[-1], "✗ The build failed: no test has run")
                self.assertIn("ninja: build stopped: subcommand failed.", lines)

    def test_the_forecast_knows_how_long_they_took_the_last_time(self):
        with Suite(PASSES) as suite:
            suite.run("tiny")
            record = suite.tree / "build/tiny/Testing/seconds.json"
            self.assertIn('"a test that passes"', record.read_text(encoding="utf-8"))
            record.write_text('{"a test that passes": 200}', encoding="utf-8")
            self.assertEqual(suite.run("tiny")[1][0], "make test: runs 1 test, about 2 min") # two at a time

    def test_a_terminal_shows_progress_in_place(self):
        with Suite(PASSES, FAILS) as suite:
            said = suite.run_on_terminal("tiny")
            self.assertRegex(said, r"\r\[\d/2\].*a test that passes\x1b\[K")
            self.assertIn("what it printed", said)
            self.assertNotIn("Passed", said)
            self.assertRegex(said, r"\r\x1b\[K✗ 1 of 2 tests failed: [^\n]*\n$")

    def test_signals_end_it_and_its_tests(self):
        self.end_by_signals((PASSES, WAITS), "waiting", [], r"✗ Interrupted after \d of 2 tests\n$")

    def test_signals_end_the_build_too(self):
        self.end_by_signals((PASSES, BUILDS), "building", ["--build", "builds"],
                            r"✗ Interrupted while it was built: no test has run\n$")

    def end_by_signals(self, tests, note, options, last_words):
        """A process that has written its pid into `note` is there when the signal comes, and gone afterwards."""
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number), Suite(*tests) as suite:
                written = suite.tree / "build/tiny" / note
                with suite.start("tiny", *options, text=True) as process:
                    await_that(written.exists)
                    pid = int(written.read_text(encoding="utf-8"))
                    process.send_signal(number)
                    said = process.communicate(timeout=20)[0]
                self.assertEqual(process.returncode, 128 + number)
                self.assertRegex(said, last_words)
                await_that(lambda: not pathlib.Path(f"/proc/{pid}").exists())

    def test_two_do_not_build_in_one_folder_at_a_time(self):
        with Suite(PASSES, BUILDS) as suite:
            building = suite.tree / "build/tiny/building"
            with suite.start("tiny", "--build", "builds", text=True) as first:
                await_that(building.exists)
                with suite.start("tiny", text=True) as second:
                    lines = [second.stdout.readline() for _ in range(2)]
                    first.terminate()
                    self.assertEqual(lines[-1], "make test: waits until another build in build/tiny has ended\n")
                    self.assertRegex(second.communicate(timeout=20)[0], r"✓ 1 test passed in .*\n$")

    def test_a_reader_who_leaves_ends_it(self):
        many = (PASSES.replace("a test", f"number {i}") for i in range(20))
        with Suite(*many) as suite, suite.start("tiny") as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.wait(timeout=20), 128 + signal.SIGPIPE)


if __name__ == "__main__":
    unittest.main()
