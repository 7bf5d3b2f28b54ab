"""What is tried, a function for each row: with a proxy of that kind in front of backends of its own; what came of it."""

import contextlib
import pathlib
import re
import tempfile
import time

from contestants import get, in_short
from harness.crowd import CLOSED, Crowd
from harness.sick_backend import DemoBackend, ResettingBackend

CLIENTS = 50
PAUSE = 0.05  # seconds between two requests of a client
PATIENCE = 15.0  # seconds, for an answer
NOTICED = 3.0  # seconds, for what probes find every second

CANNOT = "–"


class Backend(DemoBackend):
    """The demo's, which always has requests: it takes a while for each."""

    def __init__(self, programs, folder):
        super().__init__(programs, folder)
        self._command += ["--delay", "50ms"]


class Stage:
    """A proxy, its backends, and clients who ask for a page again and again."""

    def __init__(self, proxy, backends, crowd, spare):
        self.proxy, self.backends, self.crowd, self.spare = proxy, backends, crowd, spare

    def failed(self, since):
        """Requests since then that were not answered, and those that a client would repeat by itself."""
        asked = [one for one in list(self.crowd.asked) if one.ended >= since]
        closed = sum(1 for one in asked if one.failure == CLOSED)
        failed = sum(1 for one in asked if one.failure) - closed
        return f"{failed:,} of {len(asked):,} failed" + (f", {closed} more to be repeated" if closed else "")

    def answers_of(self, backend, since):
        return sum(1 for one in list(self.crowd.asked)
                   if one.backend == backend.port and one.ended - one.seconds >= since)

    def await_answer_of(self, backend, seconds=8.0):
        """Whether it answers a client within that time."""
        since = time.monotonic()
        while self.crowd.first_answer_of(backend.port, since) is None:
            if time.monotonic() > since + seconds:
                return False
            time.sleep(0.02)
        return True


@contextlib.contextmanager
def stage(kind, programs, first=None):
    """Three backends, of which the first may be given, and a spare one that the proxy does not know; under way."""
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="loadex-comparison-")))
        folder.chmod(0o755)  # nginx's worker is another user if we are root
        backends = [stack.enter_context(first or Backend(programs, folder))]
        backends += [stack.enter_context(Backend(programs, folder)) for _ in range(2)]
        spare = stack.enter_context(Backend(programs, folder))
        proxy = stack.enter_context(kind(folder, [one.port for one in backends], programs))
        crowd = stack.enter_context(Crowd(proxy.port, CLIENTS, PAUSE, PATIENCE))
        it = Stage(proxy, backends, crowd, spare)
        if not all(it.await_answer_of(one) for one in backends):
            raise SystemExit(f"comparison: {kind.name} sends nothing to a backend that is well")
        yield it


def killed(kind, programs):
    """A backend is killed (-9) under traffic and started again, five times"""
    with stage(kind, programs) as it:
        began = time.monotonic()
        for _ in range(5):
            it.backends[0].kill()
            time.sleep(1)
            it.backends[0].start()
            if not it.await_answer_of(it.backends[0], 15):
                return "does not come back"
        return it.failed(began)


def killed_in_short(kind, programs):
    """The same with the shortest configuration that works"""
    return killed(in_short(kind), programs)


def broken(kind, programs):
    """A backend takes connections, and resets each when a request comes"""
    with stage(kind, programs, ResettingBackend()) as it:
        began = time.monotonic()
        it.backends[0].resets = True
        time.sleep(NOTICED)
        return it.failed(began)


def sick(kind, programs):
    """A backend's `/health` answers 503 while it serves: who probes leaves it alone"""
    with stage(kind, programs) as it:
        it.backends[0].answer_health_with(503)
        time.sleep(NOTICED)
        since = time.monotonic()
        time.sleep(2)
        left = it.answers_of(it.backends[0], since)
        return f"{left} requests to it after {NOTICED:.0f} s"


def reloaded(kind, programs):
    """A new configuration with one more backend, under traffic"""
    with stage(kind, programs) as it:
        began = time.monotonic()
        done = it.proxy.reload([one.port for one in (*it.backends, it.spare)])
        if not done or not it.await_answer_of(it.spare):
            return CANNOT
        time.sleep(1)
        return it.failed(began)


def added(kind, programs):
    """A backend is added without a new configuration file"""
    with stage(kind, programs) as it:
        began = time.monotonic()
        if not it.proxy.add(it.spare.port):
            return CANNOT
        if not it.await_answer_of(it.spare):
            return "gets no requests"
        time.sleep(1)
        return it.failed(began)


def drained(kind, programs):
    """A backend is taken out under traffic, its requests may end"""
    with stage(kind, programs) as it:
        began = time.monotonic()
        if not it.proxy.drain(it.backends[1].port):
            return CANNOT
        time.sleep(1)
        since = time.monotonic()
        time.sleep(1)
        left = it.answers_of(it.backends[1], since)
        return it.failed(began) + (f", and {left} came to it" if left else "")


def measured(kind, programs):
    """Prometheus reads how many requests each backend got"""
    with stage(kind, programs) as it:
        page = it.proxy.metrics()
        counts = [rf"^\w*(?:request|response)\w*{{[^}}]*{one.port}[^}}]*}} [1-9]" for one in it.backends]
        if all(re.search(pattern, page, re.MULTILINE) for pattern in counts):
            return "yes"
        return "of the whole alone" if page else CANNOT


def shown(kind, programs):
    """A page that shows backends and their state"""
    with stage(kind, programs) as it:
        page = kind.dashboard and get(f"http://127.0.0.1:{it.proxy.port}{kind.dashboard}")
        return "yes" if page and "<html" in page.lower() else CANNOT


def logged(kind, programs):
    """The access log names the backend of each request"""
    with stage(kind, programs) as it:
        time.sleep(1)
        answered = len([one for one in list(it.crowd.asked) if not one.failure])
        lines = it.proxy.log.read_text(encoding="utf-8", errors="replace").splitlines()
        named = [line for line in lines if any(str(one.port) in line for one in it.backends)]
        return "yes" if len(named) >= answered * 0.9 else CANNOT  # some lines may not be written yet


ALL = (killed, killed_in_short, broken, sick, drained, added, reloaded, measured, shown, logged)
