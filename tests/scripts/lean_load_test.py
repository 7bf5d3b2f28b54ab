#!/usr/bin/env python3
"""The benchmark's lean load: that it sees answers, and mistakes."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(TOP / "tests" / "bench"))

from harness import load  # noqa: E402
from harness.origin import Origin  # noqa: E402
from harness.process import Process, free_port  # noqa: E402

LEAN = pathlib.Path(os.environ.get("LOADEX_BIN", TOP / "build/release/bin")) / "lean_load"


@unittest.skipIf(subprocess.run([LEAN, "check"], check=False, capture_output=True).returncode, "there is no io_uring")
class Lean(unittest.TestCase):
    def test_it_counts_the_answers_of_its_own_backends(self):
        port = free_port()
        with tempfile.TemporaryDirectory() as folder, \
                Process("lean_load", [LEAN, "backends", port], pathlib.Path(folder) / "log") as backends:
            backends.await_answer(f"http://127.0.0.1:{port}/")
            self.assertGreater(load.drive_lean(LEAN, port, 1, connections=8).requests, 100)

    def test_an_answer_that_is_not_as_it_should_be_makes_all_void(self):
        for answer in (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
                       b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"):
            with Origin(answer) as origin, self.assertRaisesRegex(SystemExit, "not answered as they should be"):
                load.drive_lean(LEAN, origin.port, 1, connections=2)


if __name__ == "__main__":
    unittest.main()
