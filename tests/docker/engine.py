"""The Docker engine that DOCKER_HOST leads to, and the demo of compose.yaml in it."""

import datetime
import json
import os
import pathlib
import subprocess
import time
import urllib.error
import urllib.request

from clients.checks.expect import Unexpected

TOP = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds that something may take
BACKENDS = {f"backend{n}": 8000 + n for n in range(1, 6)}  # and their ports
PROGRAMS = [*BACKENDS, "loadex"]
BALANCER = "http://localhost:8080"
PROMETHEUS = "http://localhost:9090"
GRAFANA = "http://localhost:3000"


def run(*words, patience=PATIENCE, code=0, **options):
    """Runs a command at the top of the tree, which has to end with that code; what it prints."""
    done = subprocess.run(words, cwd=TOP, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=patience,
                          check=False, **options)
    if done.returncode != code:
        said = (done.stderr or done.stdout).strip()[-800:]
        raise Unexpected(f"`{' '.join(words)}` ended with {done.returncode}: {said}")
    return done.stdout


def docker(*words, **options):
    return run("docker", *words, **options)


def compose(*words, **options):
    return docker("compose", *words, **options)


def typed(command, **options):
    """Runs a command as people type it; what it prints."""
    return run("bash", "-c", command, **options)


def in_balancer(*words, **options):
    """Runs a command in the balancer's container; what it prints."""
    return compose("exec", "-T", "loadex", *words, **options)


def requests(*options):
    """Sends some from the balancer's own container; how that went."""
    return json.loads(in_balancer("loadex", "make-request", "-o", "json", *options))


class Load:
    """Requests at a steady rate for some seconds, from the balancer's own container: people's, who do not wait."""

    RATE, SECONDS = 400, 20

    def __init__(self):
        words = ("docker", "compose", "exec", "-T", "loadex", "loadex", "make-request", "-o", "json", "--rate",
                 str(self.RATE), "--duration", f"{self.SECONDS}s")
        self._child = subprocess.Popen(words, cwd=TOP, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        before = counted()
        within(PATIENCE, lambda: sum(counted().values()) > sum(before.values()) + self.RATE, "requests are answered")

    def __enter__(self):
        return self

    def finish(self):
        """How it went; nothing may have failed, and it must not have ended by itself before now."""
        if self._child.poll() is not None:
            raise Unexpected("the load had ended before what it was to go through")
        report = json.loads(self._child.communicate(timeout=self.SECONDS + PATIENCE)[0])
        if report["failed"]:
            raise Unexpected(f"{report['failed']} of {report['requests']} requests failed: {report['failures']}")
        latency = report["latency_ms"]
        return f"0 of {report['requests']:,} requests failed, p99 {latency['p99']:.0f} ms, at most {latency['max']:.0f} ms"

    def __exit__(self, *_):
        if self._child.poll() is None:
            self._child.kill() # what it has begun in the container ends by itself
        self._child.wait()


def ask(url, method="GET", headers=None):
    """What a published address answers: status and text."""
    request = urllib.request.Request(url, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def health():
    """As /api/health has it: each backend's URL, and whether it is alive."""
    return json.loads(ask(f"{BALANCER}/api/health")[1])


def url_of(backend):
    """By which the balancer knows it."""
    return f"http://{backend}:{BACKENDS[backend]}"


def counted():
    """Requests so far by the backend that answered."""
    counts = dict.fromkeys(map(url_of, BACKENDS), 0)
    for line in ask(f"{BALANCER}/metrics")[1].splitlines():
        if line.startswith("golb_requests_total{"):
            backend = line.split('backend="')[1].split('"')[0]
            counts[backend] = counts.get(backend, 0) + int(float(line.rsplit(" ", 1)[1]))
    return counts


def within(seconds, holds, what):
    """Waits until it holds; the time, as of the clock, when it was found."""
    end = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return time.time()
        except (OSError, ValueError): # not there yet
            pass
        if time.monotonic() > end:
            raise Unexpected(f"after {seconds} s not yet: {what}")
        time.sleep(0.02)


def container(service):
    """What the engine knows of a service's container, also of one that has ended."""
    return json.loads(docker("inspect", compose("ps", "-aq", service).strip()))[0]


def moment(text):
    """The engine's notation, of nanoseconds, as seconds."""
    return datetime.datetime.fromisoformat(text[:26].rstrip("Z") + "+00:00").timestamp()


def can_be_had(image):
    """Whether the image is here, or a registry gives it."""
    here = subprocess.run(["docker", "image", "inspect", image], capture_output=True, check=False)
    if here.returncode == 0:
        return True
    try:
        return subprocess.run(["docker", "pull", "-q", image], capture_output=True, check=False,
                              timeout=300).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def complaint():
    """Why there is nothing to test with, if so."""
    try:
        compose("version")
        docker("version")
    except FileNotFoundError:
        return "there is no `docker` here: install Docker or Podman with its compose plugin"
    except (Unexpected, subprocess.TimeoutExpired) as problem:
        where = os.environ.get("DOCKER_HOST", "its usual socket")
        return f"no engine with the compose plugin answers at {where}; start one, or set DOCKER_HOST. {problem}"
    if compose("ps", "-q").strip():
        return "the demo runs already, and would be disturbed; end it with `make down`"
    return None
