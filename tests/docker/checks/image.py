"""The image of docker/Dockerfile, and how its programs run in the demo."""

import json

from clients.checks.expect import expect, expect_equal
from engine import PROGRAMS, compose, docker

MOST = 120_000_000  # bytes


def is_small():
    """The image is smaller than 120 MB"""
    size = int(docker("image", "inspect", "-f", "{{.Size}}", "loadex"))
    expect(size < MOST, f"it has {size / 1e6:.1f} MB")
    return f"{size / 1e6:.1f} MB"


def says_what_it_is():
    """The image names its user by number, its stop signal, its health check and what it is"""
    config = json.loads(docker("image", "inspect", "loadex"))[0]["Config"]
    expect_equal(config["User"], "10001:10001", "User")
    expect_equal(config["StopSignal"], "SIGTERM", "StopSignal")
    expect_equal(config["Healthcheck"]["Test"], ["CMD", "/app/loadex", "healthcheck"], "Healthcheck")
    for label in ("title", "description", "licenses", "version"):
        expect(config["Labels"].get(f"org.opencontainers.image.{label}"), f"it has no label {label}")


def is_confined():
    """The programs run as nobody, without a capability, in a file system that they cannot write"""
    for service in PROGRAMS:
        status = compose("exec", "-T", service, "cat", "/proc/1/status")
        fields = dict(line.split(":\t", 1) for line in status.splitlines())
        expect_equal(fields["Uid"].split()[0], "10001", f"{service}'s user")
        expect_equal(int(fields["CapEff"], 16) | int(fields["CapBnd"], 16), 0, f"{service}'s capabilities")
        expect_equal(fields["NoNewPrivs"], "1", f"{service}'s no-new-privileges")
        mounts = [line.split() for line in compose("exec", "-T", service, "cat", "/proc/1/mounts").splitlines()]
        options = next(options for _, where, _, options, *_ in mounts if where == "/")
        expect("ro" in options.split(","), f"{service} can write its file system")


CHECKS = [is_small, says_what_it_is, is_confined]
