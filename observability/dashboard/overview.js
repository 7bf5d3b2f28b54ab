// The line at the top: is it serving?
import { loadex } from "./commands.js";
import { copyable } from "./dialogs.js";
import { at, colour, keep, mark, say } from "./dom.js";
import { clock, count, milliseconds, moment, percent, rate, shortened, span } from "./format.js";
import { sum } from "./series.js";
import { drawLine } from "./sparks.js";

const minute = 60;

export function showOverview(model) {
  const now = model.overview;
  const numbers = (series) => series.steps(model.second, minute);
  const number = (n, print) => (Number.isNaN(n) ? "–" : print(n));
  say(at("now-requests"), number(now.requests, rate));
  say(at("now-errors"), number(now.error_share, percent));
  say(at("now-p99"), number(now.p99_ms, milliseconds));
  say(at("now-p50"), `p50 ${number(model.track.p50_ms.at(model.second), milliseconds)}`);
  say(at("minute-errors"), `${count(sum(numbers(model.track.errors)))} in the last minute`);
  say(at("now-in-flight"), number(now.in_flight, count));
  say(at("healthy"), now.total === 0 ? "none" : `${count(now.healthy)} of ${count(now.total)}`);
  say(at("offline"), now.total === 0 ? "add one below" : now.total === now.healthy ? "healthy" : `healthy, ${count(now.total - now.healthy)} offline`);
  document.title = now.healthy < now.total ? `${now.total - now.healthy} offline · Loadex` : "Loadex";
  say(at("hits"), `${count(now.hits)} answered so far`);
  at("tile-errors").classList.toggle("bad", now.errors > 0);
  at("tile-healthy").classList.toggle("bad", now.healthy < now.total && now.healthy === 0);
  at("tile-healthy").classList.toggle("warn", now.healthy < now.total && now.healthy > 0);
  drawLine(at("line-requests"), numbers(model.track.requests), colour("accent"));
  drawLine(at("line-errors"), numbers(model.track.errors), colour("bad"));
  drawLine(at("line-p99"), numbers(model.track.p99_ms), colour("accent"));
  drawLine(at("line-in-flight"), numbers(model.track.in_flight), colour("accent"));
}

/** Who serves nobody, since when, and the last straw. */
export function showOutages(model) {
  const outages = model.outages;
  at("banner").hidden = outages.length === 0;
  if (outages.length === 0) return say(at("outage"), "");
  const [{ pool, since, last }] = outages;
  const which = model.pools.size > 1 ? `Pool ${pool}` : "The pool";
  const more = outages.length > 1 ? ` So have ${outages.length - 1} more pools.` : "";
  const cause = [last.reason, last.detail].filter(Boolean).join(": ") || last.state;
  const isOut = last.state === "disabled" || last.state === "draining";
  const how = isOut ? "Until one is enabled, requests are answered with an error:" : "Until a probe succeeds, requests are answered with an error, or tried anyway if health.when-all-down says so. See that a backend listens and that its health path answers 200 (docs/runbooks/no-backend.md has more), then probe it:";
  say(at("outage"), `■ ${which} has had no healthy backend since ${clock(Date.parse(since))}. The last was ${last.url} (${cause}).${more}`);
  say(at("outage-for"), `For ${span(Date.now() / 1000 - Date.parse(since) / 1000)}.`); // apart: what is an alert is read out with every change
  say(at("outage-how"), how);
  const command = loadex(location.origin, [isOut ? "enable" : "probe", last.url], pool);
  keep(at("outage-same"), [command], String, copyable, () => {});
}

/** How the stream stands; what is old says how old. `heard`: when it last said something, in ms. */
export function showConnection(how, why = "", heard = 0) {
  const badge = at("connection");
  const age = (Date.now() - heard) / 1000;
  const isOld = heard > 0 && age > 3;
  const is = how === "live" ? (isOld ? "stale" : "live") : heard === 0 && how === "lost" ? "first" : how;
  const words = {
    live: "● live",
    begun: "▲ connecting",
    first: "■ no answer, trying again",
    stale: "▲ stale",
    lost: `■ lost since ${clock(heard)}, trying again`,
    refused: `■ ${shortened(why, 60)} Trying again`,
    locked: "■ needs a token: Manual Refresh asks for it",
    paused: "◐ paused",
  };
  say(at("connection-is"), words[is]);
  say(at("connection-age"), is === "stale" ? `: ${span(age)} old` : ""); // apart: a status is read out with every change
  mark(badge, "title", heard > 0 ? `last heard ${moment(heard)}${how === "lost" ? `: ${why}` : ""}` : why);
  mark(badge, "class", `badge ${{ live: "good", paused: "quiet" }[is] ?? "warn"}`);
  document.body.classList.toggle("old", is !== "live");
}
