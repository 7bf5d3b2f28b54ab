"""What is done to the daemon meanwhile: its file changes, its pool is changed by hand, backends die, it is upgraded."""

import asyncio
import collections
import contextlib
import json
import signal
import time

from traffic.http1 import ask_once

EVERY = 3  # seconds between two, on average
PATIENCE = 100  # seconds for one, on a machine that does other things as well
FEWEST = 3  # healthy backends with which one may be taken out
POOL = "/loadex/v1/pools/web"


class Errands:
    """One after the other, for as long as the `async with` block."""

    def __init__(self, daemon, backends, configuration, file, ports, chance):
        self._daemon = daemon
        self._backends = backends
        self._configuration = configuration
        self._file = file
        self._ports = ports
        self._chance = chance
        self._stopping = asyncio.Event()
        self._running = None
        self._coming_back = set()
        self.with_upgrades = False
        self.done = collections.Counter()
        self.refused_on_purpose = 0  # configurations with mistakes

    async def __aenter__(self):
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *trouble):
        self._stopping.set()
        await asyncio.gather(self._running, *self._coming_back, return_exceptions=trouble[0] is not None)

    async def go_on_for(self, seconds):
        """Ends early if one has failed, which ends the run."""
        await asyncio.wait({self._running}, timeout=seconds)
        if self._running.done():
            raise SystemExit("soak: what was done to the daemon has failed") from self._running.exception()

    async def _run(self):
        kinds = {self.reload: 3, self.reload_by_signal: 1, self.reload_a_mistake: 1, self.churn: 6, self.kill: 4}
        while not await self._is_over_within(EVERY * self._chance.uniform(0.5, 1.5)):
            choice = {**kinds, self.upgrade: 10} if self.with_upgrades else kinds
            errand, = self._chance.choices(list(choice), choice.values())
            if word := await asyncio.wait_for(errand(), PATIENCE):
                self.done[word] += 1

    async def _is_over_within(self, seconds):
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()

    async def ask(self, method, path, wanted=None, expected=200):
        """A request to the API; its answer."""
        body = b"" if wanted is None else json.dumps(wanted).encode()
        headers = [] if wanted is None else ["Content-Type: application/json"]
        answer = await ask_once(self._ports["admin"], method, path, body, headers, expected)
        return json.loads(answer.body)

    async def members(self):
        """Of the pool, by port."""
        told = await self.ask("GET", f"{POOL}/backends")
        return {int(one["url"].rpartition(":")[2]): one for one in told["backends"]}

    async def healthy(self):
        """Members that one of may be taken out, if there are any."""
        found = {port: one for port, one in (await self.members()).items()
                 if one["state"] == "healthy" and port in self._backends.alive()}
        return found if len(found) > FEWEST else {}

    # ---- errands: each returns what it has done, or nothing if there was nothing to do ----

    async def upgrade(self):
        by_signal = self._chance.random() < 0.3
        await asyncio.to_thread(self._daemon.upgrade, by_signal)
        return "upgrade"

    async def change_file(self):
        """What is to be next; False if nobody may go now."""
        members = await self.members()
        if not await self.healthy():
            return False
        spare = [port for port in self._backends.alive() if port not in members]
        self._configuration = self._configuration.varied(self._chance, spare)
        self._configuration.write(self._file, self._ports)
        return True

    async def reload(self):
        if await self.change_file():
            await self.ask("POST", "/loadex/v1/reload")
            return "reload"

    async def reload_by_signal(self):
        before = (await self.ask("GET", "/loadex/v1/reload"))["adopted"]
        if await self.change_file():
            self._daemon.signal(signal.SIGHUP)
            while (await self.ask("GET", "/loadex/v1/reload"))["adopted"] == before:
                await asyncio.sleep(0.1)
            return "reload"

    async def reload_a_mistake(self):
        self._configuration.put(self._file, "[global]\nworker=2\n")
        await self.ask("POST", "/loadex/v1/reload", expected=422)
        self.refused_on_purpose += 1
        self._configuration.write(self._file, self._ports)
        return "reload of a mistake"

    async def churn(self):
        """A backend is added, weighed, drained, disabled, enabled or removed by hand."""
        members, healthy = await self.members(), await self.healthy()
        disabled = [one for one in members.values() if one["state"] == "disabled"]
        spare = [port for port in self._backends.alive() if port not in members]
        if disabled and (len(disabled) > 1 or self._chance.random() < 0.3):
            await self.ask("POST", f"{POOL}/backends/{disabled[0]['id']}/enable")
            return "enable"
        if spare and self._chance.random() < 0.4:
            url = f"http://127.0.0.1:{self._chance.choice(spare)}"
            await self.ask("POST", f"{POOL}/backends", {"url": url, "weight": self._chance.randint(1, 5)}, expected=201)
            return "add"
        if not healthy:
            return None
        one = f"{POOL}/backends/{self._chance.choice(list(healthy.values()))['id']}"
        how = self._chance.choice(("weigh", "disable", "drain", "remove"))
        if how == "weigh":
            await self.ask("PATCH", one, {"weight": self._chance.randint(1, 5)})
        elif how == "disable":
            await self.ask("POST", f"{one}/disable")
        elif how == "drain":
            await self.ask("POST", f"{one}/drain?deadline=2s&wait=true")
        else:
            await self.ask("DELETE", f"{one}?deadline=2s&wait=true")
        return how

    async def kill(self):
        """It comes back after some seconds."""
        if healthy := await self.healthy():
            port = self._chance.choice(list(healthy))
            await asyncio.to_thread(self._backends.kill, port)
            back = asyncio.create_task(self._bring_back(port, time.monotonic() + self._chance.uniform(1, 6)))
            self._coming_back.add(back)
            back.add_done_callback(self._coming_back.discard)
            return "kill"

    async def _bring_back(self, port, when):
        await asyncio.sleep(when - time.monotonic())
        await asyncio.to_thread(self._backends.start, port)
