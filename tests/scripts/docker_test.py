#!/usr/bin/env python3
"""tests/docker/run where it has nothing to test with; the rest of it is `make test-docker`."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from machine import TOP


class WithoutAnEngine(unittest.TestCase):
    def run_with(self, docker):
        """Runs it with this script for `docker`, or without any; what it says. It must not succeed."""
        with tempfile.TemporaryDirectory() as folder:
            if docker:
                program = pathlib.Path(folder, "docker")
                program.write_text(f"#!/bin/sh\n{docker}\n", encoding="utf-8")
                program.chmod(0o755)
            done = subprocess.run([sys.executable, TOP / "tests/docker/run"], env={**os.environ, "PATH": folder},
                                  capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("make test-docker: nothing was tested: ", done.stderr)
        return done.stderr

    def test_it_says_what_to_install_where_there_is_no_docker(self):
        self.assertIn("install Docker", self.run_with(None))

    def test_it_says_what_docker_said_if_no_engine_answers(self):
        said = self.run_with("echo 'Cannot connect to the engine' >&2; exit 1")
        self.assertIn("set DOCKER_HOST", said)
        self.assertIn("Cannot connect to the engine", said)

    def test_it_leaves_a_demo_alone_that_runs_already(self):
        self.assertIn("make down", self.run_with("echo 0123456789ab"))


if __name__ == "__main__":
    unittest.main()
