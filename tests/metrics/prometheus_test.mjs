// A real Prometheus scrapes a real balancer in trouble of every kind; dashboard and alerts find it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { eventually as within, Program, startBalancer } from "../openapi/support/programs.mjs";
import { queries } from "./support/dashboard.mjs";
import { startPrometheus } from "./support/prometheus.mjs";
import { approve, sourceOf, top } from "./support/tools.mjs";

// Machines are busy, and Prometheus looks once a second.
const eventually = (holds, why) => within(holds, why, 60_000);

/** A demo backend by these options. */
async function startBackend(...options) {
  const program = new Program("backend", ["-port", "0", ...options]);
  const [, url] = await program.sign(/listening on (http:\S+)/);
  return { url, stop: () => program.stop() };
}

/** One that is well when it is asked and breaks every request. */
async function startBroken() {
  const server = createServer((asked, answer) => (asked.url === "/health" ? answer.end() : answer.destroy()));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  test.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.closeAllConnections() };
}

const [well, failing, flapping, slow] = await Promise.all([
  startBackend(),
  startBackend("--failure-rate", "0.3"),
  startBackend(),
  startBackend("--delay", "1100ms"),
]);
const broken = await Promise.all([startBroken(), startBroken(), startBroken()]);
const listOf = (backends) => `[${backends.map(({ url, more = "" }) => `{url="${url}"${more}}`).join(", ")}]`;

/** A certificate and its key, in one file. */
function issueCertificate() {
  const folder = mkdtempSync(join(tmpdir(), "loadex-metrics-"));
  test.after(() => rmSync(folder, { recursive: true }));
  const both = join(folder, "site.pem");
  const how = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost";
  execFileSync("openssl", [...how.split(" "), "-keyout", both, "-out", join(folder, "crt")], { stdio: "ignore" });
  writeFileSync(both, readFileSync(join(folder, "crt")), { flag: "a" });
  return both;
}

const balancer = await startBalancer(`[global]
workers=1
[listeners]
site={port=0, address=["127.0.0.1"], routes=[
  {name="web", path="/web", pool="web"},
  {name="slow", path="/slow", pool="slow"},
  {name="broken", path="/broken", pool="broken"},
  {name="gone", path="/gone", pool="gone"}]}
secured={port=0, address=["127.0.0.1"], tls={certificates=["${issueCertificate()}"]}, redirect="/"}
[pools]
web={backends=${listOf([well, failing, flapping])}, circuit={outages=2}}
slow={backends=${listOf([{ ...slow, more: ", max-connections=1" }])}}
broken={backends=${listOf(broken)}, circuit={most-ejected=0}, proxy={retry-budget=0, retry-budget-minimum=0}}
gone={backends=[{url="http://127.0.0.1:1"}]}
[admin]
listen="127.0.0.1:0"
[health]
interval=200ms
unsettled-interval=200ms
[log]
access="/dev/null"
`);
const prometheus = await startPrometheus(balancer.adminPort);

let loaded = true;
const client = async (path) => {
  while (loaded) {
    await fetch(`http://127.0.0.1:${balancer.port}${path}`).then((answer) => answer.arrayBuffer());
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
};
const clients = ["/web", "/web", "/slow", "/slow", "/slow", "/broken", "/gone", "/nowhere"].map(client);

test.after(async () => {
  await prometheus.stop();
  for (const one of [well, failing, flapping, slow, ...broken]) await one.stop();
});

// As Grafana does it with all pools and backends chosen.
const urls = [well, failing, flapping, slow, ...broken].map(({ url }) => url.replaceAll(".", "\\\\."));
const chosen = { pool: "(web|slow|broken|gone)", backend: `(${urls.join("|")})`, __rate_interval: "4s", __range: "60s" };
const withVariables = (expr) => expr.replace(/\$(\w+)/g, (_, name) => chosen[name]);

/** Has a backend fail its probes, or be well again, and waits until Prometheus knows. */
async function turn(backend, status, state) {
  await fetch(`${backend.url}/health?status=${status}`, { method: "POST" });
  await eventually(async () => (await prometheus.now(`golb_backend_state{backend="${backend.url}",state="${state}"} == 1`)).length);
}

const reload = () => fetch(`http://127.0.0.1:${balancer.adminPort}/loadex/v1/reload`, { method: "POST" });

test("every query of the dashboard has something to show when something happens", async () => {
  await turn(flapping, 503, "unhealthy");
  await turn(flapping, 200, "healthy");
  await turn(flapping, 503, "ejected");
  const good = readFileSync(balancer.file, "utf8");
  writeFileSync(balancer.file, "[global]\nprot=1\n");
  assert.equal((await reload()).status, 422);
  writeFileSync(balancer.file, good.replace("most-ejected=0", "most-ejected=1"));
  assert.equal((await reload()).status, 200);

  for (const { where, expr, instant } of queries) {
    const query = withVariables(expr);
    await eventually(async () => (await (instant ? prometheus.now(query) : prometheus.over(query))).length, () => `${where}: ${query}`);
  }
});

test("every series that an alert looks at is there, and alerts fire", async () => {
  const expressions = sourceOf("observability/alerts.yml").match(/ expr: [^]*?(?=\n {8}\w+: )/g).join("\n");
  for (const [selector] of expressions.matchAll(/\b(golb_|process_|up\b)\w*(\{[^}]*\})?/g))
    await eventually(async () => (await prometheus.over(selector)).length, () => selector);
  const awaited = ["NoBackend", "BackendDown", "ErrorRatio", "Slow", "RetryBudgetSpent", "Queueing", "ReloadRefused"];
  let firing;
  await eventually(
    async () => {
      firing = new Set(await prometheus.firing());
      return awaited.every((name) => firing.has(`Loadex${name}`));
    },
    () => `of ${awaited} only ${[...firing]}`,
  );
});

test("exemplars name requests by their id, for the panels that show them", async () => {
  for (const { where, expr } of queries.filter(({ exemplar }) => exemplar)) {
    const query = withVariables(expr);
    let ids = [];
    await eventually(async () => {
      ids = (await prometheus.exemplars(query)).flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.request_id));
      return ids.length;
    }, () => where);
    for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
  }
});

test("what a runbook asks Prometheus is understood", async () => {
  const pages = readdirSync(join(top, "docs/runbooks")).map((name) => sourceOf(`docs/runbooks/${name}`));
  const asked = pages.flatMap((page) => [...page.matchAll(/`((?:[a-z_]+(?: by \([\w, ]+\) )?\((?:[\d.]+, )?)*(?:golb_|process_|up\{)[^`]*)`/g)]);
  assert(asked.length > 24);
  for (const [, query] of asked) await prometheus.now(query);
});

test("promtool finds nothing wrong with the metrics", async () => {
  const page = await (await fetch(`http://127.0.0.1:${balancer.adminPort}/metrics`)).text();
  assert.equal(approve(["check", "metrics"], page), "");
});

test("a balancer that is gone is noticed", async () => {
  loaded = false;
  await Promise.all(clients);
  assert.equal(await balancer.stop(), 0, balancer.printed);
  await eventually(async () => (await prometheus.firing()).includes("LoadexNotScraped"));
});
