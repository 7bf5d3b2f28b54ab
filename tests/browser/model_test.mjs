// What of the page needs no browser: what it knows, what it draws, and the words it has for it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../observability/dashboard/", import.meta.url));
const part = (name) => import(join(folder, name));
const { Model } = await part("model.js");
const { Series } = await part("series.js");
const { byState, listed } = await part("listing.js");
const { folded, requestsBy, reasonsOf, marksOf, spanFor, windowOf } = await part("picture.js");
const format = await part("format.js");
const { loadex, curl } = await part("commands.js");

const zero = "2026-01-02T03:00:00Z";
const at = Date.parse(zero) / 1000; // the second 100 of the daemon
const row = (id, more = {}) => ({ pool: "main", id, url: `http://b${id}`, state: "healthy", since: zero, weight: 1, share: 1, backup: false, in_flight: 0, ...more });
const begin = (backends, more = {}) => ({ started: "s", version: "1", time: zero, second: 100, latest: 0, pools: [{ name: "main", algorithm: "roundrobin" }], backends, ...more });
const all = (requests, errors = {}) => ({ requests, errors, in_flight: 0 });

function modelOf(...backends) {
  const model = new Model();
  model.apply("begin", begin(backends));
  return model;
}

test("what changes is taken over, what does not stays, and null takes a field away", () => {
  const model = modelOf(row(1, { reason: "probe" }));
  model.apply("second", { second: 101, all: all(0), backends: [{ pool: "main", id: 1, state: "unhealthy", reason: null }] });
  const [one] = model.rows;
  assert.deepEqual([one.state, one.url, "reason" in one], ["unhealthy", "http://b1", false]);
  model.apply("second", { second: 102, all: all(0), gone: ["main/1"] });
  assert.deepEqual(model.rows, []);
});

test("the picture is as long as there is something to tell, over a restart too, and 15 minutes at most", () => {
  assert.deepEqual([0, 60, 61, 300, 301, 5000].map(spanFor), [60, 60, 300, 300, 900, 900]);
  const model = modelOf(row(1)); // which the daemon has counted 100 seconds of
  model.apply("second", { second: 110, all: all(1) });
  assert.equal(model.age, 110);
  model.apply("begin", begin([row(1)], { started: "t", second: 2 }));
  assert.equal(model.age, 100);
});

test("the overview is of the newest second, and of the pool that is looked at", () => {
  const model = modelOf(row(1, { requests: 3 }), row(2, { pool: "other", state: "unhealthy" }));
  model.apply("second", { second: 101, all: all(10, { no_backend: 1 }), pools: [{ name: "main", traffic: all(4) }, { name: "other", algorithm: "first", traffic: all(6, { no_backend: 1 }) }] });
  assert.deepEqual([model.overview.requests, model.overview.error_share, model.overview.healthy, model.overview.total], [10, 0.1, 1, 2]);
  model.pool = "other";
  assert.deepEqual([model.overview.requests, model.overview.errors, model.overview.healthy, model.overview.hits], [6, 1, 0, 0]);
});

test("a pool that is told no traffic anew has the same as before", () => {
  const model = modelOf(row(1));
  model.apply("second", { second: 101, all: all(0), pools: [{ name: "main", traffic: all(0) }] });
  model.apply("second", { second: 102, all: all(0) });
  assert.equal(model.trackOf("main").requests.at(at + 2), 0);
});

test("an outage is told with its last straw, and not while something is checked", () => {
  const model = modelOf(row(1, { state: "unhealthy", since: "2026-01-02T02:00:00Z" }), row(2, { state: "ejected", since: "2026-01-02T02:30:00Z" }));
  assert.deepEqual(model.outages.map(({ pool, last }) => [pool, last.id]), [["main", 2]]);
  model.addEvent({ id: 1, time: "2026-01-02T02:30:00Z", kind: "pool down", pool: "main" });
  model.apply("second", { second: 101, all: all(0), backends: [{ pool: "main", id: 1, state: "disabled", since: "2026-01-02T02:50:00Z" }] });
  assert.deepEqual(model.outages.map(({ since, last }) => [since, last.id]), [["2026-01-02T02:30:00Z", 2]], "who is disabled later was not the last straw");
  model.apply("second", { second: 102, all: all(0), backends: [{ pool: "main", id: 1, state: "checking" }] });
  assert.deepEqual(model.outages, []);
});

test("a backend is due its weight's part of those that serve", () => {
  const model = modelOf(row(1, { weight: 3 }), row(2), row(3, { state: "disabled", weight: 9 }), row(4, { backup: true }));
  assert.deepEqual(model.rows.map((one) => model.dueShare(one)), [0.75, 0.25, 0, 0]);
});

test("shares are of the last minute", () => {
  const model = modelOf(row(1), row(2), row(3));
  const now = (id, requests) => ({ pool: "main", id, now: { requests } });
  model.apply("second", { second: 101, all: all(4), backends: [now(1, 3), now(2, 1)] });
  assert.deepEqual([...model.shares().values()], [0.75, 0.25, 0]);
  model.apply("second", { second: 162, all: all(0), backends: [now(1, 0), now(2, 0)] });
  assert.deepEqual([...model.shares().values()], [NaN, NaN, NaN]);
});

test("an event is known once, the newest first, also if it comes late", () => {
  const model = modelOf();
  const event = (id, time) => ({ id, time, kind: "backend up" });
  assert.equal(model.apply("second", { second: 101, all: all(0), events: [event(7, "2026-01-02T03:00:07Z")] }).length, 1);
  assert.equal(model.addEvent(event(5, "2026-01-02T03:00:05Z")), true);
  assert.equal(model.addEvent(event(7, "2026-01-02T03:00:07Z")), false);
  assert.deepEqual(model.events.map(({ id }) => id), [7, 5]);
});

test("a daemon that has started anew is told, and its events are others", () => {
  const model = modelOf(row(1));
  model.addEvent({ id: 1, time: zero, kind: "backend up" });
  model.apply("begin", begin([row(9)], { started: "2026-01-02T03:01:00Z" }));
  assert.equal(model.events[0].kind, "Loadex started anew");
  assert.equal(model.addEvent({ id: 1, time: "2026-01-02T03:01:01Z", kind: "backend up" }), true);
  assert.deepEqual(model.rows.map(({ id }) => id), [9]);
});

test("the history of stats stands before what the stream tells", () => {
  const model = modelOf(row(1));
  model.fill({ step_seconds: 1, until: zero, requests: [5, 6], errors: { no_backend: [0, 1] }, in_flight: [0, 0], p50_ms: [1, null], backends: [{ pool: "main", id: 1, step_seconds: 2, until: zero, requests: [8] }] });
  const track = model.all;
  assert.deepEqual([track.requests.at(at - 1), track.requests.at(at)], [5, 6]);
  assert.deepEqual([track.p50_ms.at(at - 1), track.p50_ms.at(at)], [1, NaN]);
  assert.deepEqual([track.errors.at(at - 1), track.errors.at(at)], [0, 1]);
  assert.equal(model.requestsOf("main/1").at(at - 1), 4, "half of a step of two seconds");
});

test("where the daemon was away there is a gap, and no zero", () => {
  const series = new Series();
  series.set(at, 1);
  series.set(at + 3, 2);
  assert.deepEqual(series.steps(at + 3, 4), [1, null, null, 2]);
  series.set(at + 2000, 5);
  assert.deepEqual([series.at(at), series.total], [NaN, 5], "what is older than 15 minutes is forgotten");
});

test("steps of several seconds are sums, means or the highest", () => {
  const series = new Series();
  [1, 2, 3, 6].forEach((n, i) => series.set(at + i, n));
  assert.deepEqual(["sum", "mean", "highest"].map((fold) => series.steps(at + 3, 2, 2, fold)), [[3, 9], [1.5, 4.5], [2, 6]]);
});

test("those with the most requests are drawn, the others as one, and all of them are all", () => {
  const many = Array.from({ length: 30 }, (_, i) => row(i + 1));
  const model = modelOf(...many);
  model.apply("second", { second: 101, all: all(465), backends: many.map(({ pool, id }) => ({ pool, id, now: { requests: id } })) });
  const drawn = requestsBy(model, windowOf(model, 60));
  assert.equal(drawn.length, 12);
  assert.equal(drawn.at(-1).label, "19 others");
  assert.deepEqual(drawn.slice(0, -1).map(({ id }) => id), many.slice(19).map(({ id }) => id), "in order of addition");
  assert.equal(drawn.reduce((sum, { data }) => sum + data.at(-1).y, 0), 465);
});

test("errors are drawn by reason, and a single one is there", () => {
  const model = modelOf(row(1));
  model.apply("second", { second: 101, all: all(9000, { connect_refused: 1 }) });
  model.apply("second", { second: 102, all: all(9000) });
  assert.deepEqual(reasonsOf(model, windowOf(model, 60)), [{ reason: "connect_refused", data: [{ x: at + 1, y: 1 }] }]);
});

test("events are marks in the picture, with their cause", () => {
  const model = modelOf(row(1));
  model.apply("second", { second: 101, all: all(0), events: [{ id: 1, time: zero, kind: "backend down", backend: "http://b1", reason: "connect_refused", detail: "no" }] });
  const [mark] = marksOf(model, windowOf(model, 300));
  assert.deepEqual([mark.bad, mark.text], [true, "backend down http://b1 (connect_refused: no)"]);
});

test("what meets four backends or more at once is one event", () => {
  const event = (id, kind, second, more = {}) => ({ id, kind, at: second * 1000, by: "probe", pool: "main", backend: `http://b${id}`, ...more });
  const told = (events) => folded(events).map(({ id, all }) => `${id}${all ? ` and ${all.length - 1} more` : ""}`);
  const down = [9, 8, 7, 6].map((second, i) => event(9 - i, "backend down", second));
  assert.deepEqual(told([event(10, "backend up", 9), ...down, event(1, "backend up", 5)]), ["10", "9 and 3 more", "1"]);
  assert.deepEqual(told([down[0], event(10, "backend up", 9), ...down.slice(1)]), ["9 and 3 more", "10"], "also if others come between");
  assert.deepEqual(told(down.slice(1)), ["8", "7", "6"]);
  assert.deepEqual(told([...down, event(5, "backend down", 3)]), ["9 and 3 more", "5"], "later by more than 5 s");
  assert.deepEqual(told(down.map((one) => ({ ...one, reason: `r${one.id}` }))), ["9", "8", "7", "6"], "each for a reason of its own");
});

test("a picture's times are round", () => {
  const model = modelOf();
  const times = (seconds) => windowOf(model, seconds).roundTimes.map((second) => second - at);
  assert.deepEqual(times(60), [-45, -30, -15, 0]);
  assert.deepEqual(times(300), [-240, -180, -120, -60, 0]);
  assert.deepEqual(times(900), [-600, -300, 0]);
});

test("backends are found by words and states, and sorted", () => {
  const rows = [row(1, { url: "http://b", detail: "HTTP 503", state: "unhealthy" }), row(2, { url: "http://a", now: { requests: 5 } }), row(10, { url: "http://c" })];
  const ids = (how) => listed(rows, how).map(({ id }) => id);
  assert.deepEqual(ids({}), [1, 2, 10]);
  assert.deepEqual(ids({ text: "503 HTTP://B" }), [1]);
  assert.deepEqual(ids({ state: "healthy" }), [2, 10]);
  assert.deepEqual([ids({ order: "url" }), ids({ order: "traffic" }), ids({ order: "state" })], [[2, 1, 10], [2, 1, 10], [1, 2, 10]]);
  assert.deepEqual(byState(rows), [["healthy", 2], ["unhealthy", 1]]);
});

test("numbers are told as people read them", () => {
  const { count, rate, milliseconds, percent, span, shortened } = format;
  assert.deepEqual([count(1204887), rate(0.2), rate(12.4), rate(0)], ["1\u202f204\u202f887", "0.2", "12", "0"]);
  assert.deepEqual([milliseconds(0), milliseconds(0.84), milliseconds(12.4), milliseconds(1400), milliseconds(undefined)], ["0 ms", "0.8 ms", "12 ms", "1.4 s", "–"]);
  assert.deepEqual([percent(0), percent(1), percent(0.00001), percent(0.0012), percent(0.401)], ["0 %", "100 %", "< 0.01 %", "0.12 %", "40.1 %"]);
  assert.deepEqual([span(4), span(200), span(8000), span(200_000)], ["4 s", "3 min", "2 h", "2 d"]);
  assert.equal(shortened("a".repeat(30) + "z".repeat(30), 20).length, 20);
});

test("commands are those of a terminal, whatever stands in them", () => {
  assert.equal(loadex("http://localhost:8080", ["weight", "http://a:1", 3], "main"), "loadex weight http://a:1 3");
  assert.equal(loadex("http://h:1", ["drain", "http://a"], "it's"), `loadex drain http://a --pool 'it'\\''s' -u http://h:1`);
  assert.equal(curl("http://h", "PATCH", "pools/a", { weight: 1 }), `curl -X PATCH http://h/loadex/v1/pools/a -H 'Content-Type: application/json' -d '{"weight":1}'`);
});

test("wrong URLs are known before the API has to", async () => {
  globalThis.location = { origin: "http://here" };
  globalThis.document ??= {};
  const { wrongUrl } = await part("adding.js");
  for (const wrong of ["", "a", "localhost:8001", "https://a", "http://a/b", "http://u@a", "http://a?b", "http://a#b"]) assert(wrongUrl(wrong), wrong);
  for (const right of ["http://a", "http://a:8001", "http://a:8001/", "http://[::1]:8001"]) assert.equal(wrongUrl(right), undefined, right);
});

test("who answered is told by Proxy-Status, else by the demo backend's words", async () => {
  const { answeredBy } = await part("traffic.js");
  assert.equal(answeredBy(200, `loadex; next-hop="http://a:1"`, ""), "http://a:1");
  assert.equal(answeredBy(502, "loadex; error=connection_refused", ""), "refused by Loadex: 502");
  assert.equal(answeredBy(200, null, "Response from backend: http://b:1\n"), "http://b:1");
  assert.equal(answeredBy(200, `other; next-hop="http://x"`, "hello"), "a backend that does not say its name");
});

test("events of a stream are read whole, wherever its pieces end", async () => {
  const { EventReader } = await part("stream.js");
  const text = `event: begin\ndata: {"a":1}\n\n: alive\n\nevent: second\ndata: {"b":2}\n\n`;
  for (let cut = 0; cut < text.length; ++cut) {
    const reader = new EventReader();
    const events = [...reader.read(text.slice(0, cut)), ...reader.read(text.slice(cut))];
    assert.deepEqual(events, [["begin", { a: 1 }], ["second", { b: 2 }]]);
  }
});

test("modules are short, and none makes markup of what it is told", () => {
  for (const name of readdirSync(folder).filter((one) => one.endsWith(".js"))) {
    const text = readFileSync(join(folder, name), "utf8");
    assert(text.split("\n").length <= 200, name);
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function/, name);
  }
});
