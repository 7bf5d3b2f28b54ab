"""Looks at the process that serves, and says how things stand."""

import time

import samples

SAY_EVERY = 10  # seconds


class Watch:
    """Samples the process that serves, and says how things stand."""

    def __init__(self, daemon, tally, errands, minutes):
        self._daemon = daemon
        self._tally = tally
        self._errands = errands  # how many of each
        self._begun = self._said = time.monotonic()
        self._said_steps = 0
        self._seconds = minutes * 60
        self.samples = []

    def sample(self, stretch):
        """Notes one, and tells of it now and then."""
        lingering = len(self._daemon.lingering())
        pid = self._daemon.current.pid
        try:
            seen = samples.look(pid)
        except (FileNotFoundError, KeyError):  # gone, or only its father does not know yet
            raise SystemExit(f"soak: process {pid}, which serves, is gone. Its last words: "
                             f"{self._daemon.log.read_text()[-2000:]}") from None
        now = time.monotonic()
        one = samples.Sample(now - self._begun, stretch, pid, *seen, lingering, self._tally.steps)
        self.samples.append(one)
        if now - self._said >= SAY_EVERY:
            self.say(one, now)
        return one

    def say(self, one, now):
        """One line."""
        rate = (one.steps - self._said_steps) / (now - self._said)
        print(f"soak: {clock(one.at)} of {clock(self._seconds)}, {one.stretch}: {rate:.0f} steps/s, "
              f"{len(self._tally.failures)} failed; process {one.pid}: {one.memory_kib / 1024:.1f} MiB, "
              f"{one.descriptors} descriptors, {one.threads} threads; {one.lingering} before it; "
              f"{sum(self._errands.values())} errands", flush=True)
        self._said, self._said_steps = now, one.steps


def clock(seconds):
    """As 12:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
