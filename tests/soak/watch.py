"""Looks at the process that serves, and says how things stand."""

import time

import samples

SAY_EVERY = 10  # seconds
STANDSTILL = 10  # seconds without a sample: then this machine has not let us run, and others neither
AFTERWARDS = 15  # seconds in which timeouts of before come out


class Watch:
    """Samples the process that serves, and says how things stand."""

    def __init__(self, daemon, tally, errands, minutes):
        self._daemon = daemon
        self._tally = tally
        self._errands = errands  # how many of each
        self._begun = self._said = self._sampled = time.monotonic()
        self._said_steps = 0
        self._told = 0  # failures
        self._seconds = minutes * 60
        self.samples = []
        self.standstills = []  # begin and end of each, as time.monotonic() has it

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
        if now - self._sampled > STANDSTILL and self.samples and self.samples[-1].stretch == stretch:
            self.standstills.append((self._sampled, now + AFTERWARDS))
            print(f"soak: nothing has run for {now - self._sampled:.0f} s: the machine is too busy", flush=True)
        self._sampled = now
        one = samples.Sample(now - self._begun, stretch, pid, *seen, lingering, self._tally.steps)
        self.samples.append(one)
        for failure in self._tally.failures[self._told:]:
            print(f"soak: FAILED {clock(failure.at - self._begun)} {failure.kind}: {failure.words}", flush=True)
        self._told = len(self._tally.failures)
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
