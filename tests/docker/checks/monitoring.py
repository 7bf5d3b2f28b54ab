"""What Prometheus and Grafana have of it."""

import base64
import json
import re
import urllib.parse

from clients.checks.expect import expect, expect_equal
from engine import BACKENDS, GRAFANA, PATIENCE, PROMETHEUS, TOP, ask, url_of, within

DASHBOARD = json.loads((TOP / "observability/grafana-dashboard.json").read_text(encoding="utf-8"))
CHOSEN = {"pool": ".*", "backend": ".*", "__rate_interval": "20s", "__range": "5m"}  # as Grafana has it with all chosen
KNOWN = ["Latency P50, P95, P99", "Throughput per backend", "Load distribution", "Error rate: 5xx per backend"]


def prometheus(path, **what):
    """What its API says."""
    status, text = ask(f"{PROMETHEUS}/api/v1/{path}?{urllib.parse.urlencode(what)}")
    expect_equal(status, 200, f"{path} {what}: {text[:200]}")
    return json.loads(text)["data"]


def queries():
    """Each of the dashboard's, with its panel's title."""
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], re.sub(r"\$(\w+)", lambda name: CHOSEN[name[1]], target["expr"])


def targets_are_up():
    """Prometheus' target, the balancer, is up, and its alerts are loaded"""
    def up():
        return [target["health"] for target in prometheus("targets")["activeTargets"]] == ["up"]

    within(PATIENCE, up, "its target is up")
    rules = [rule["name"] for group in prometheus("rules")["groups"] for rule in group["rules"]]
    expect(len(rules) > 5, f"rules: {rules}")
    return f"{len(rules)} alerts"


def panels_answer():
    """Every query of Grafana's dashboard is understood, and the panels people know show every backend by its name"""
    asked = list(queries())
    found = {}
    for title, query in asked:
        found.setdefault(title, []).extend(prometheus("query", query=query)["result"])
    for title in KNOWN:
        expect(found[title], f"{title} shows nothing")
    for title in KNOWN[1:]:
        shown = {series["metric"]["backend"] for series in found[title]} - {"nobody"}
        expect_equal(shown, set(map(url_of, BACKENDS)), title)
    return f"{len(asked)} queries, {sum(map(bool, found.values()))} of {len(found)} panels have something to show"


def grafana_shows_it():
    """Grafana lets admin in, has the dashboard and reaches Prometheus"""
    admin = {"Authorization": "Basic " + base64.b64encode(b"admin:admin").decode()}
    within(PATIENCE, lambda: ask(f"{GRAFANA}/api/dashboards/uid/loadex", headers=admin)[0] == 200,
           "it has the dashboard")
    source = json.loads(ask(f"{GRAFANA}/api/datasources/name/Prometheus", headers=admin)[1])
    status, said = ask(f"{GRAFANA}/api/datasources/uid/{source['uid']}/health", headers=admin)
    expect_equal(status, 200, f"its data source: {said}")


CHECKS = [targets_are_up, panels_answer]
OF_GRAFANA = [grafana_shows_it]
