#!/usr/bin/env python3
"""scripts/doctor: what it says of a machine, and that it changes nothing there."""

import os
import pty
import socket
import subprocess
import unittest

from machine import Machine, as_nobody, everybody_may_read


def healthy():
    """A machine with all that is needed, and an apt that must not be asked."""
    machine = Machine()
    machine.give("base", "wanted")
    machine.give_apt()
    machine.command("g++", "echo 12.2.0")
    machine.command("cmake", "echo cmake version 3.25.1")
    machine.command("ninja", "echo 1.11.1")
    machine.put("usr/include/caf/config.hpp", "#define CAF_VERSION 1706\n")
    machine.put("usr/include/boost/version.hpp", '#define BOOST_VERSION 108100\n#define BOOST_LIB_VERSION "1_81"\n')
    return machine


def shown(machine, **environment):
    """What it says on a terminal."""
    everybody_may_read(machine.at)
    ours, theirs = pty.openpty()
    with subprocess.Popen([machine.tree / "scripts/doctor"], env=machine.environment(JOBS="1", **environment),
                          stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, **as_nobody()):
        os.close(theirs)
        text = b""
        try:
            while more := os.read(ours, 65536):
                text += more
        except OSError: # the other side has gone
            pass
    os.close(ours)
    return text.decode()


class Doctor(unittest.TestCase):
    def test_of_a_machine_that_is_fit_it_says_so(self):
        with healthy() as machine:
            done = machine.run("scripts/doctor", JOBS="1")
            self.assertEqual(done.returncode, 0, done.stdout)
            for line in ("Debian GNU/Linux 12 (bookworm)", "g++ 12.2.0", "cmake 3.25.1", "ninja 1.11.1",
                         "caf/actor_system.hpp 0.17.6", "boost/url.hpp 1.81", "spdlog/spdlog.h", "ccache"):
                self.assertIn(f"  ✓ {line}\n", done.stdout)
            self.assertTrue(done.stdout.endswith("✓ This machine can build, test and run Loadex\n"), done.stdout)

    def test_it_installs_nothing_and_asks_for_no_root(self):
        with healthy() as machine:
            (machine.bin / "ninja").unlink()
            machine.run("scripts/doctor", JOBS="1")
            self.assertFalse([line for line in machine.ran() if line.startswith(("apt-get", "sudo"))])

    def test_each_thing_that_is_missing_has_a_line_that_says_what_to_do(self):
        with healthy() as machine:
            (machine.bin / "ninja").unlink()
            (machine.root / "usr/include/xxhash.h").unlink()
            done = machine.run("scripts/doctor", JOBS="1")
            self.assertEqual(done.returncode, 1)
            self.assertIn("  ✗ Ninja is missing: make deps installs it (ninja-build)\n", done.stdout)
            self.assertIn("  ✗ xxHash (xxhash.h) is missing: make deps installs it (libxxhash-dev)\n", done.stdout)
            self.assertRegex(done.stdout, r"✗ 2 of these must change before Loadex can be built here\n$")

    def test_without_apt_make_deps_is_said_to_name_what_is_missing(self):
        with healthy() as machine:
            (machine.bin / "ninja").unlink()
            (machine.bin / "apt-get").unlink()
            done = machine.run("scripts/doctor", JOBS="1")
            self.assertIn("  ✗ Ninja is missing: make deps says what it is called (ninja-build)\n", done.stdout)

    def test_what_is_too_old_or_too_new_is_a_problem_too(self):
        with healthy() as machine:
            machine.command("g++", "echo 11.4.0")
            machine.command("cmake", "echo cmake version 3.9.2")
            machine.put("usr/include/caf/config.hpp", "#define CAF_VERSION 10002\n")
            machine.put("usr/include/boost/version.hpp", '#define BOOST_LIB_VERSION "1_74"\n')
            done = machine.run("scripts/doctor", JOBS="1")
            self.assertEqual(done.returncode, 1)
            for start in ("g++ 11.4.0: GCC 12 or later", "cmake 3.9.2: CMake 3.25 or later",
                          "caf/actor_system.hpp 1.0.2: CAF 0.17.6", "boost/url.hpp 1.74: Boost 1.81 or later"):
                self.assertIn(f"  ✗ {start}", done.stdout)

    def test_what_only_helps_may_be_missing(self):
        with healthy() as machine:
            (machine.bin / "mold").unlink()
            done = machine.run("scripts/doctor", JOBS="1")
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertIn("  – mold is not there", done.stdout)
            self.assertIn("  – docker compose is not there", done.stdout)
            self.assertIn("  – for coverage: gcovr; whichever target needs it installs it\n", done.stdout)

    def test_more_compilers_than_the_memory_holds_are_too_many(self):
        with healthy() as machine:
            done = machine.run("scripts/doctor", JOBS="100000")
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stdout, r"✗ memory: .* JOBS=\d+ make")

    def test_a_port_that_is_in_use_is_named_with_who_has_it(self):
        with healthy() as machine, socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = machine.run("scripts/doctor", JOBS="1", DEMO_PORT=str(port))
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertRegex(done.stdout, rf"  – port {port}, which the demo wants, is in use by ")

    def test_the_ports_are_those_that_the_demo_was_moved_to(self):
        with healthy() as machine, socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = machine.run("scripts/doctor", JOBS="1", DEMO_BACKEND_PORT=str(port - 4))
            self.assertRegex(done.stdout, rf"  – port {port}, which the demo wants, is in use by ")

    def test_a_command_that_does_not_run_is_a_problem_too(self):
        with healthy() as machine:
            machine.command("cmake", "echo 'no libarchive.so.13' >&2; exit 127")
            done = machine.run("scripts/doctor", JOBS="1")
            self.assertEqual(done.returncode, 1)
            self.assertIn("  ✗ cmake no libarchive.so.13: it does not run\n", done.stdout)
            self.assertRegex(done.stdout, r"✗ 1 of these must change before Loadex can be built here\n$")

    def test_a_terminal_shows_colours_unless_they_are_not_wanted(self):
        with healthy() as machine:
            self.assertIn("\033[32m✓\033[0m g++ 12.2.0", shown(machine))
            self.assertNotIn("\033", shown(machine, NO_COLOR="1"))


if __name__ == "__main__":
    unittest.main()
