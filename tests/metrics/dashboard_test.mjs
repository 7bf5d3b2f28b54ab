// observability/grafana-dashboard.json, as far as it can be judged without Grafana and without data.
import assert from "node:assert/strict";
import test from "node:test";
import { dashboard, objections, panels, queries, text } from "./support/dashboard.mjs";
import { sourceOf } from "./support/tools.mjs";

test("Grafana's own types have nothing against the dashboard", () => {
  assert.deepEqual(objections(text), []);
});

test("keys and values that Grafana does not know are noticed", () => {
  const spoiled = (found, instead) => {
    assert(text.includes(found), found);
    return objections(text.replace(found, instead)).length;
  };
  assert(spoiled('"gridPos"', '"gridpos"'));
  assert(spoiled('"lineInterpolation": "smooth"', '"lineInterpolation": "soft"'));
  assert(spoiled('"gradientMode"', '"gradient"'));
  assert(spoiled('"legendFormat"', '"legend"'));
  assert(spoiled('"pieType": "donut"', '"pieType": "ring"'));
  assert(spoiled('"displayLabels"', '"labels"'));
  assert(spoiled('"graphMode"', '"graph"'));
  assert(spoiled('"type": "heatmap"', '"type": "heat"'));
  assert(spoiled('"custom.axisPlacement"', '"custom.axisPlace"'));
  assert(spoiled('"titleFormat"', '"title"'));
  assert(spoiled('"includeAll"', '"all"'));
  assert(spoiled('"schemaVersion": 39', '"schemaVersion": "39"'));
});

test("the panels that people know come first, and no row hides them", () => {
  const [latency, throughput, load, errors] = dashboard.panels;
  assert.match(latency.title, /P50.*P95.*P99/);
  const { lineInterpolation, gradientMode } = latency.fieldConfig.defaults.custom;
  assert.deepEqual([latency.type, lineInterpolation, gradientMode], ["timeseries", "smooth", "opacity"]);
  assert.deepEqual([throughput.type, throughput.fieldConfig.defaults.custom.stacking.mode], ["timeseries", "normal"]);
  assert.deepEqual([load.type, load.options.pieType, load.options.displayLabels], ["piechart", "donut", ["percent"]]);
  assert.match(errors.title, /5xx per backend/);
  assert.match(errors.targets[0].expr, /sum by \(backend\).*status=~"5\.\."/);
});

test("no panel lies on another or beyond the edge, and each has an id of its own", () => {
  const taken = new Map();
  for (const { id, title, gridPos } of dashboard.panels) {
    assert(gridPos.x + gridPos.w <= 24, title);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; ++x)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; ++y) {
        assert.equal(taken.get(`${x} ${y}`), undefined, title);
        taken.set(`${x} ${y}`, title);
      }
    assert(Number.isInteger(id) && id > 0, title);
  }
  const ids = dashboard.panels.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(dashboard.panels.flatMap(({ type, panels: inner }) => (type === "row" ? inner : [])), []);
});

test("all of it comes from the data source that is chosen above", () => {
  const [{ name, type }, ...variables] = dashboard.templating.list;
  assert.deepEqual([name, type], ["datasource", "datasource"]);
  assert.deepEqual(variables.map((one) => [one.name, one.multi, one.includeAll]), [["pool", true, true], ["backend", true, true]]);
  for (const { title, datasource, name: variable } of [...panels, ...variables, ...dashboard.annotations.list])
    assert.deepEqual(datasource, { type: "prometheus", uid: "$datasource" }, title ?? variable);
  assert.equal(text.match(/"uid": "(?!\$datasource)/g).length, 1); // the dashboard's own
});

test("a query is of the pools that are chosen above wherever its metrics have that label", () => {
  for (const { where, expr } of queries)
    for (const [selector] of expr.matchAll(/golb_(?:backend|health_check|retr|failures|pool)\w+(\{[^}]*\})?/g))
      assert.match(selector, /pool=~"\$pool/, where);
});

test("the data source knows how often Prometheus scrapes", () => {
  const [, scraped] = /scrape_interval: (\w+)/.exec(sourceOf("observability/prometheus.yml"));
  const [, known] = /timeInterval: (\w+)/.exec(sourceOf("observability/grafana/provisioning/datasources/prometheus.yml"));
  assert.equal(known, scraped);
});
