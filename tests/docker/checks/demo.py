"""The demo as people meet it: its addresses and commands."""

import json
import subprocess

from clients.checks.expect import expect, expect_equal
from engine import BACKENDS, BALANCER, PATIENCE, TOP, ask, docker, health, in_balancer, requests, typed, url_of, within

ANOTHER = ("docker compose run --rm loadex /app/loadbalancer -port 8080 -algo leastconnection "
           "-backends http://backend1:8001,http://backend2:8002")


def backends_answer():
    """Each backend answers on its port: /health with OK, all else with its address"""
    for port in BACKENDS.values():
        expect_equal(ask(f"http://localhost:{port}/health"), (200, "OK\n"), f"/health at {port}")
        expect_equal(ask(f"http://localhost:{port}/any/path"), (200, f"Response from backend: http://localhost:{port}\n"),
                     f"port {port}")


def addresses_answer():
    """The balancer's addresses answer on port 8080, and all else is proxied"""
    expect_equal(health(), {url_of(name): True for name in BACKENDS}, "/api/health")
    expect_equal(json.loads(ask(f"{BALANCER}/api/info")[1]), {"algorithm": "roundrobin"}, "/api/info")
    known = url_of("backend1")
    expect_equal(ask(f"{BALANCER}/api/add?url={known}", "POST"), (200, f"Added {known} to the pool\n"), "/api/add")
    expect_equal(ask(f"{BALANCER}/api/add", "POST")[0], 400, "/api/add without a URL")
    expect_equal(ask(f"{BALANCER}/api/add?url={known}")[0], 405, "GET /api/add")
    expect_equal(len(health()), len(BACKENDS), "backends, after one that is there was added")
    expect("# TYPE golb_requests_total counter" in ask(f"{BALANCER}/metrics")[1], "/metrics lacks golb_requests_total")
    for path in ("/dashboard", "/dashboard/"):
        status, page = ask(BALANCER + path)
        expect(status == 200 and "<title>" in page, f"{path}: {status}, {page[:80]!r}")
    expect("Response from backend: http://localhost:800" in ask(f"{BALANCER}/any/path")[1], "/any/path is not proxied")


def commands_work():
    """`loadex health` and `loadex make-request` work as they are typed"""
    shown = in_balancer("loadex", "health")
    for name in BACKENDS:
        expect(f"{url_of(name)}  Healthy" in shown, f"`loadex health` says: {shown}")
    for count in ("-c", "--c", "--count"):
        report = requests(count, "100")
        expect_equal((report["succeeded"], report["failed"]), (100, 0), f"make-request {count} 100: succeeded, failed")
        expect_equal(len(report["backends"]), len(BACKENDS), "backends that answered")
    expect("Added" in in_balancer("loadex", "add-server", "--target", url_of("backend1")), "add-server says nothing")


def another_balancer():
    """Another balancer runs in the network, with options of its own, and stops in order"""
    of_it = ["--filter", "label=com.docker.compose.project=loadex", "--filter", "label=com.docker.compose.oneoff=True"]
    with subprocess.Popen(["bash", "-c", f"exec {ANOTHER}"], cwd=TOP, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as command:
        name = ""
        try:
            within(PATIENCE, lambda: docker("ps", "-q", *of_it).strip(), "its container runs")
            name = docker("ps", "-q", *of_it).strip()
            within(PATIENCE, lambda: docker("inspect", "-f", "{{.State.Health.Status}}", name).strip() == "healthy",
                   "it is healthy")
            expect("leastconnection" in docker("exec", name, "loadex", "pools"), "its algorithm is another")
            report = json.loads(docker("exec", name, "loadex", "make-request", "-c", "100", "-o", "json"))
            expect_equal(report["failed"], 0, "failed requests")
            expect_equal(set(report["backends"]), {url_of("backend1"), url_of("backend2")}, "who answered")
        finally:
            if name:
                docker("stop", name)
            else:
                command.terminate()
    expect_equal(command.returncode, 0, "exit code")


def restarts():
    """`docker compose restart loadex` brings it back, with all backends"""
    typed("docker compose restart loadex")
    within(PATIENCE, lambda: health() == {url_of(name): True for name in BACKENDS}, "all backends are healthy")


CHECKS = [backends_answer, addresses_answer, commands_work, another_balancer, restarts]
