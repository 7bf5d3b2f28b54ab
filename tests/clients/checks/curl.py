"""curl: uploads, downloads and its use of connections."""

import filecmp
import os
import subprocess

from .expect import Unexpected, expect, expect_equal

LARGE = 64 << 20
SMALL = 3 << 20
WAIT_FOR_100 = ("-H", "Expect: 100-continue", "--expect100-timeout", 20)  # seconds; then curl would send unasked


def curl(*arguments, **options):
    """Runs curl, which has to succeed; its output and, as text, what it said on stderr."""
    command = ["curl", "-sS", "--noproxy", "*", "--max-time", "30", *(str(word) for word in arguments)]
    done = subprocess.run(command, capture_output=True, check=False, **options)
    said = done.stderr.decode(errors="replace")
    if done.returncode != 0:
        raise Unexpected(f"curl ended with {done.returncode}: {said.strip()[-500:]}")
    return done.stdout, said


def some_file(stage, size):
    """A file of random bytes."""
    path = stage.folder / "upload"
    path.write_bytes(os.urandom(size))
    return path


def backend_saw(stage, header):
    """A header of the newest request as the backend got it."""
    return stage.file_server.newest_request.get(header)


def expect_same(one, other, what):
    """Compares two files byte for byte."""
    expect(filecmp.cmp(one, other, shallow=False), f"{what} differs from what was sent")


def upload_and_download(stage):
    """curl: 64 MiB go up and come down byte for byte"""
    sent, received = some_file(stage, LARGE), stage.folder / "download"
    curl("-f", "-T", sent, f"{stage.files}/file")
    expect_same(sent, stage.file_server.stored, "what the backend got")
    curl("-f", "-o", received, f"{stage.files}/file")
    expect_same(sent, received, "what came back")


def chunked_upload(stage):
    """curl: an upload from stdin, of a length nobody knows, arrives in chunks"""
    sent = some_file(stage, SMALL)
    with open(sent, "rb") as content:
        curl("-f", "-T", "-", f"{stage.files}/file", stdin=content)
    expect_same(sent, stage.file_server.stored, "what the backend got")
    expect_equal(backend_saw(stage, "Transfer-Encoding"), "chunked", "the framing the backend saw")


def resumed_download(stage):
    """curl: a download that was broken off is resumed"""
    sent, received = some_file(stage, SMALL), stage.folder / "download"
    curl("-f", "-T", sent, f"{stage.files}/file")
    received.write_bytes(sent.read_bytes()[:SMALL // 3])
    curl("-f", "-C", "-", "-o", received, f"{stage.files}/file")
    expect_equal(backend_saw(stage, "Range"), f"bytes={SMALL // 3}-", "the range the backend was asked for")
    expect_same(sent, received, "what came back")


def expect_continue(stage):
    """curl: Expect: 100-continue goes to the backend, whose 100 comes back"""
    sent = some_file(stage, SMALL)
    _, said = curl("-v", "-f", *WAIT_FOR_100, "-T", sent, f"{stage.files}/file")
    expect("< HTTP/1.1 100 Continue" in said, "curl saw no 100 Continue")
    expect_equal(backend_saw(stage, "Expect"), "100-continue", "the Expect the backend saw")
    expect_same(sent, stage.file_server.stored, "what the backend got")


def expect_refused(stage):
    """curl: a backend that refuses after Expect: 100-continue is sent no body"""
    status, said = curl("-v", *WAIT_FOR_100, "-T", some_file(stage, SMALL), "-o", os.devnull,
                        "-w", "%{http_code} %{size_upload}", f"{stage.files}/refused")
    expect("100 Continue" not in said, "curl was told to continue, but not by the backend")
    expect_equal(status.decode(), "417 0", "status and bytes uploaded")


def http_1_0(stage):
    """curl --http1.0: a body of unknown length comes without chunks and ends with the connection"""
    sent, received = some_file(stage, SMALL), stage.folder / "download"
    curl("-f", "-T", sent, f"{stage.files}/file")
    head, _ = curl("-f", "--http1.0", "-D", "-", "-o", received, f"{stage.files}/stream")
    expect(b"chunked" not in head.lower(), f"an HTTP/1.0 client got chunks: {head!r}")
    expect_same(sent, received, "what came back")


def keep_alive(stage):
    """curl: a hundred requests use one connection"""
    connects, _ = curl("-f", "-o", os.devnull, "-w", "%{num_connects}\n", f"{stage.demo}/[1-100]")
    expect_equal(connects.decode().split(), ["1"] + ["0"] * 99, "connections made for each request")


def head(stage):
    """curl -I: HEAD has the length and no body, and the connection stays usable"""
    curl("-f", "-T", some_file(stage, SMALL), f"{stage.files}/file")
    answers, _ = curl("-f", "-I", "-w", "connects=%{num_connects}\n", f"{stage.files}/file", f"{stage.files}/file")
    lines = answers.decode().splitlines()
    expect_equal(lines.count(f"Content-Length: {SMALL}"), 2, "answers with the file's length")
    expect_equal([line for line in lines if line.startswith("connects")], ["connects=1", "connects=0"], "connections")


CHECKS = [upload_and_download, chunked_upload, resumed_download, expect_continue, expect_refused, http_1_0, keep_alive,
          head]
