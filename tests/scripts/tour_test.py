#!/usr/bin/env python3
"""scripts/tour: with the real programs on this machine, and in containers as far as a stand-in for docker goes."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from demo_test import free_ports, is_free
from machine import TOP, Machine

# In its containers the victim lives while there is no file `stopped`, and requests take until it is there.
COMPOSE = """
case $* in
  info) ;;
  "compose ps "*) [[ ! -e up ]] || echo loadex ;;
  *" health") [[ -e stopped ]] && echo "http://backend3:8003  Dead" || echo "http://backend3:8003  Healthy" ;;
  *" make-request --rate "*)
    for _ in {1..500}; do [[ ! -e stopped ]] || break; sleep 0.02; done
    sleep 0.1
    exit $CODE
    ;;
  *" stop backend3") touch stopped ;;
  *" start backend3") rm stopped ;;
esac
"""
NO_ENGINE = "exit 1"


class Tour(Machine):
    """A tree with the scripts, and a docker of our own."""

    def __init__(self, docker, **environment):
        super().__init__()
        self.command("docker", docker)
        self.command("make")
        for name in ("seq", "sleep", "curl", "setsid", "grep"):
            if not (self.bin / name).exists():
                self.link(name)
        self.more = {"DEMO_PORT": str(free_ports(1)), **environment} # nobody else's demo is there

    def step(self, *words):
        environment = {"PATH": str(self.bin), "CODE": "0", **self.more}
        done = subprocess.run([self.tree / "scripts/tour", *words], cwd=self.tree, env=environment, check=False, text=True,
                              timeout=60, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout


class OnThisMachine(unittest.TestCase):
    def test_it_goes_from_the_start_to_an_end_that_leaves_nothing(self):
        port, first = free_ports(1), free_ports(5)
        with Tour(NO_ENGINE, DEMO_PORT=str(port), DEMO_BACKEND_PORT=str(first)) as tour:
            (tour.tree / "bin").symlink_to(os.environ["LOADEX_BIN"])
            shutil.copy(TOP / "config/demo.conf", tour.tree / "config")
            try:
                self.go_through(tour, port, first)
            finally:
                tour.step("teardown")
            self.assertTrue(all(map(is_free, (port, *range(first, first + 5)))))
            self.assertEqual(list((tour.tree / "build/demo").glob("*pid")), [])

    def go_through(self, tour, port, first):
        self.assertEqual(tour.step("setup")[0], 0)
        self.assertEqual(tour.ran()[-1], "make build")
        code, said = tour.step("up")
        self.assertEqual(code, 0, said)
        self.assertIn(f"http://localhost:{port}/dashboard/", said)
        self.assertEqual(tour.step("up"), (0, f"It runs already: http://localhost:{port}/dashboard/\n"))
        code, said = tour.step("health")
        self.assertEqual((code, said.count(" Healthy")), (0, 5), said)
        code, said = tour.step("failover")
        self.assertEqual(code, 0, said)
        self.assertRegex(said, rf"✓ Backend {first + 2} ended in the middle of 8000 requests: none failed\n"
                               rf" *✓ Backend {first + 2} came back\n$")
        share = re.search(rf":{first + 2} +(\d+) ", said) # it has served until it was ended
        self.assertTrue(0 < int(share[1]) < 1600, said)
        code, said = tour.step("loadtest")
        self.assertEqual(code, 0, said)
        self.assertRegex(said, r"succeeded +20000\n")
        self.assertEqual(tour.step("teardown"), (0, ""))

    def test_what_keeps_the_demo_from_its_ports_is_said(self):
        port, first = free_ports(1), free_ports(5)
        holder = subprocess.Popen([pathlib.Path(os.environ["LOADEX_BIN"], "backend"), "-p", str(first)], text=True,
                                  stdout=subprocess.PIPE)
        try:
            holder.stdout.readline()
            with Tour(NO_ENGINE, DEMO_PORT=str(port), DEMO_BACKEND_PORT=str(first)) as tour:
                code, said = tour.step("up")
        finally:
            holder.kill()
            holder.communicate()
        self.assertEqual(code, 1)
        why = f"Port {first} is in use by backend, process {holder.pid}\n"
        self.assertRegex(said, f"✗ The demo did not come up: +✗ {why}")

    def test_a_step_that_needs_the_demo_says_how_to_start_it(self):
        with Tour(NO_ENGINE) as tour:
            code, said = tour.step("health")
            self.assertEqual(code, 1)
            self.assertRegex(said, r"No demo runs: \S*scripts/tour up\n$")

    def test_a_word_that_is_no_step_is_answered_with_all_of_them(self):
        usage = "usage: scripts/tour setup|up|health|failover|loadtest|teardown\n\n"
        with Tour(NO_ENGINE) as tour:
            for words in ((), ("on",)):
                self.assertEqual(tour.step(*words), (2, usage))


class InContainers(unittest.TestCase):
    """What it asks of docker; whether docker does so is not seen here."""

    def test_every_step_is_docker_s_or_make_s(self):
        with Tour(COMPOSE) as tour:
            for step in ("setup", "up"):
                self.assertEqual(tour.step(step)[0], 0)
            (tour.tree / "up").touch()
            for step in ("health", "loadtest", "teardown"):
                code, said = tour.step(step)
                self.assertEqual(code, 0, said)
            asked = [line for line in tour.ran() if not line.startswith(("docker info", "docker compose ps"))]
            self.assertEqual(asked, ["docker compose build", "make up", "docker compose exec -T loadex loadex health",
                                     "docker compose exec -T loadex loadex make-request -c 20000 -j 100", "make down"])

    def test_k6_sends_the_load_where_it_is_there(self):
        with Tour(COMPOSE) as tour:
            (tour.tree / "up").touch()
            tour.command("k6", 'echo "$BASE_URL from $BACKENDS"')
            code, said = tour.step("loadtest")
            backends = ",".join(f"http://localhost:{8001 + i}" for i in range(5))
            self.assertEqual((code, said), (0, f"http://localhost:8080 from {backends}\n"))

    def failover(self, **environment):
        with Tour(COMPOSE, **environment) as tour:
            (tour.tree / "up").touch()
            return *tour.step("failover"), tour.ran()

    def test_a_backend_is_stopped_under_traffic_and_started_again(self):
        code, said, ran = self.failover()
        self.assertEqual(code, 0, said)
        self.assertRegex(said, "✓ Backend 8003 ended .*\n *✓ Backend 8003 came back\n$")
        deeds = [line for line in ran if re.search("make-request|backend3", line)]
        self.assertEqual(deeds, [
            "docker compose exec -T loadex loadex make-request --rate 1000 --duration 8s -j 50",
            "docker compose stop backend3", "docker compose start backend3"])

    def test_a_request_that_fails_is_a_failure(self):
        code, said, _ = self.failover(CODE="1")
        self.assertEqual(code, 1)
        self.assertIn("✗ Requests failed when backend 8003 ended", said)

    def test_the_demo_on_this_machine_is_chosen_by_its_name(self):
        with Tour(COMPOSE, WHERE="here") as tour:
            tour.step("setup")
            self.assertEqual(tour.ran(), ["make build"])

    def test_another_place_than_those_two_is_refused(self):
        with Tour(COMPOSE, WHERE="there") as tour:
            self.assertEqual(tour.step("setup"), (1, "  ✗ WHERE is compose or here, and not there\n"))


if __name__ == "__main__":
    unittest.main()
