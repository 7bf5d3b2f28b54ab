"""Server-sent events, as `curl -N` sees them."""

import subprocess

from .expect import expect_equal

COUNT = 20


def one_by_one(stage):
    """curl -N: each server-sent event arrives before the next is sent"""
    command = ["curl", "-sS", "-N", "--noproxy", "*", "--max-time", "20", f"{stage.files}/events"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
        try:
            for number in range(COUNT):
                stage.file_server.events.put(str(number))
                # If anybody on the way held it back, curl would give up.
                expect_equal(client.stdout.readline() + client.stdout.readline(), f"data: {number}\n\n",
                             f"event {number}")
        finally:
            stage.file_server.events.put(None)
        expect_equal(client.stdout.read(), "", "what came after the last event")
    expect_equal(client.returncode, 0, "curl's exit code")


CHECKS = [one_by_one]
