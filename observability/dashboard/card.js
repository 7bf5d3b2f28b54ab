// A backend as a card.
import { colour, colourOf, el, mark, say } from "./dom.js";
import { count, milliseconds, moment, percent, rate, shapeOf, span, toneOf } from "./format.js";
import { keyOf } from "./model.js";
import { drawBars, drawLine } from "./sparks.js";

const since = (time) => span((Date.now() - Date.parse(time)) / 1000);
const why = (row) => [row.reason, row.detail].filter(Boolean).join(": ");

const figure = (name, label) => el("div", { class: "figure" }, el("span", { class: `value ${name}` }), el("span", { class: "label", text: label }));

/** `open` is called with the key of the backend whose button is pressed. */
export function makeCard(row, open) {
  const key = keyOf(row);
  const button = el("button", { type: "button", class: "more", text: "…", "aria-haspopup": "dialog", on: { click: () => open(key) } });
  return el(
    "li",
    { class: "card glass", tabindex: "-1" },
    el("header", {}, el("span", { class: "swatch", "aria-hidden": "true" }), el("h3", { class: "url" }), button),
    el("p", { class: "standing" }, el("span", { class: "state" }), el("span", { class: "rest" })),
    el("p", { class: "cause problem" }),
    el("div", { class: "share" }, el("span", { class: "bar", "aria-hidden": "true" }, el("i"), el("b")), el("span", { class: "words" })),
    el("div", { class: "figures" }, figure("rate", "req/s"), figure("p50", "p50"), figure("p99", "p99"), figure("in-flight", "in flight"), figure("hits", "hits"), figure("errors", "errors")),
    el("div", { class: "pictures" }, el("canvas", { class: "line", role: "img" }), el("canvas", { class: "bars", role: "img" }), el("span", { class: "label", text: "last minute" }), el("span", { class: "label", text: "0.5 ms to 1 s" })),
    el("p", { class: "probe quiet" }),
  );
}

/** `shares`: by key, what part of the last minute's requests each had. */
export function updateCard(card, row, model, shares) {
  const find = (name) => card.querySelector(name);
  const key = keyOf(row);
  const severalPools = !model.pool && model.pools.size > 1;
  find(".swatch").style.background = colourOf(row.id);
  say(find(".url"), row.url);
  mark(find(".url"), "title", row.url);
  mark(find(".more"), "aria-label", `${row.url}: details and actions`);
  showState(find(".state"), row);
  mark(find(".state"), "title", `since ${moment(Date.parse(row.since))}`);
  say(find(".rest"), [since(row.since), `weight ${row.weight}`, row.backup && "backup", severalPools && `pool ${row.pool}`, row.circuit !== "closed" && row.circuit && `circuit ${row.circuit}`].filter(Boolean).join(" · "));
  say(find(".cause"), row.state === "healthy" ? "" : why(row));
  showShare(find(".share"), shares.get(key), model.dueShare(row));
  const now = row.now ?? {};
  say(find(".rate"), rate(now.requests ?? 0));
  say(find(".p50"), milliseconds(now.p50_ms));
  say(find(".p99"), milliseconds(now.p99_ms));
  say(find(".in-flight"), row.max_connections ? `${count(row.in_flight)} / ${count(row.max_connections)}` : count(row.in_flight));
  say(find(".hits"), count(row.requests ?? 0));
  say(find(".errors"), count(row.errors ?? 0));
  find(".errors").classList.toggle("problem", now.errors > 0);
  const minute = model.requests.get(key)?.steps(model.second, 60) ?? [0, 0];
  drawLine(find(".line"), minute, colour("accent"));
  mark(find(".line"), "aria-label", `requests a second in the last minute: now ${rate(now.requests ?? 0)}`);
  showLatencies(find(".bars"), row.latency);
  say(find(".probe"), `${row.last_probe ? `last probe: ${row.last_probe}` : "not probed yet"}${row.queued ? ` · ${count(row.queued)} wait` : ""}`);
}

export function showState(node, row) {
  say(node, `${shapeOf(row.state)} ${row.state}`);
  mark(node, "class", `state ${toneOf(row.state)}`);
}

/** The part that it had, against a tick at the part that it is due. */
function showShare(node, had, due) {
  const bar = node.querySelector(".bar");
  const isKnown = !Number.isNaN(had);
  bar.style.setProperty("--had", `${(isKnown ? had : 0) * 100}%`);
  bar.style.setProperty("--due", `${due * 100}%`);
  const dueWords = due > 0 ? `due ${percent(due)}` : "due none";
  say(node.querySelector(".words"), isKnown ? `share ${percent(had)} (${dueWords})` : `no requests in a minute (${dueWords})`);
}

const upTo = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]; // ms; the last bar is for all beyond

export function showLatencies(canvas, counts) {
  drawBars(canvas, counts ?? new Array(upTo.length + 1).fill(0), colour("accent"));
  const all = counts?.reduce((a, b) => a + b, 0) ?? 0;
  const most = counts ? counts.indexOf(Math.max(...counts)) : -1;
  const where = most < upTo.length ? `most within ${milliseconds(upTo[most])}` : "most beyond 1 s";
  mark(canvas, "aria-label", all ? `latencies of ${count(all)} requests: ${where}` : "latencies: no requests in the last minute");
  mark(canvas, "title", all ? `latencies from 0.5 ms to 1 s, each bar twice the one before: ${where}` : undefined);
}
