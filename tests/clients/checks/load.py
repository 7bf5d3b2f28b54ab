"""Load generators: what they count as a failure must not happen."""

import re
import subprocess

from .expect import expect, expect_equal


def run(*command):
    """What a program said, which has to succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    expect(done.returncode == 0, f"{command[0]} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout


def count(report, what):
    """A number of ab's report; 0 if it is not there."""
    found = re.search(rf"^{what}:\s+(\d+)", report, re.MULTILINE)
    return int(found[1]) if found else 0


def ab(stage, requests, *options):
    """Drives ab over 50 connections; its report, in which nothing has failed."""
    # -l: the answers may differ in length, as the backends' ports do.
    report = run("ab", "-q", "-l", *options, "-n", str(requests), "-c", "50", f"http://{stage.demo}/")
    expect_equal(count(report, "Complete requests"), requests, "complete requests")
    for trouble in ("Failed requests", "Write errors", "Non-2xx responses"):
        expect_equal(count(report, trouble), 0, trouble)
    return report


def ab_keeping(stage):
    """ab -k: 20000 requests of HTTP/1.0 over kept connections"""
    expect_equal(count(ab(stage, 20_000, "-k"), "Keep-Alive requests"), 20_000, "requests on kept connections")


def ab_closing(stage):
    """ab: 5000 requests, each on a connection of its own"""
    ab(stage, 5_000)


def wrk(stage):
    """wrk: 64 connections for 3 seconds"""
    report = run("wrk", "-t1", "-c64", "-d3s", f"http://{stage.demo}/")
    trouble = re.search(r"Non-2xx.*|Socket errors:.*", report)
    expect(trouble is None, f"not every request was answered: {trouble and trouble[0]}")
    expect(re.search(r"[1-9]\d* requests in", report), f"no request was answered: {report}")


CHECKS = [ab_keeping, ab_closing, wrk]
