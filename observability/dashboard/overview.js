// The line at the top: is it serving?
import { at, colour, mark, say } from "./dom.js";
import { clock, count, milliseconds, moment, percent, rate, span } from "./format.js";
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
  say(at("healthy"), `${count(now.healthy)} of ${count(now.total)}`);
  say(at("offline"), now.total === now.healthy ? "healthy" : `healthy, ${count(now.total - now.healthy)} offline`);
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
  const banner = at("banner");
  const outages = model.outages;
  banner.hidden = outages.length === 0;
  if (banner.hidden) return say(banner, "");
  const [{ pool, since, last }] = outages;
  const which = model.pools.size > 1 ? `Pool ${pool}` : "The pool";
  const more = outages.length > 1 ? ` So have ${outages.length - 1} more pools.` : "";
  const cause = [last.reason, last.detail].filter(Boolean).join(": ") || last.state;
  const how = last.state === "disabled" || last.state === "draining" ? "Enable one to serve again." : "Every request is answered with an error until a probe succeeds: see that it listens, and that its health path answers 200.";
  say(banner, `■ ${which} has had no healthy backend since ${clock(Date.parse(since))}, for ${span(Date.now() / 1000 - Date.parse(since) / 1000)}. The last was ${last.url} (${cause}). ${how}${more}`);
}

/** How the stream stands; what is old says how old. `heard`: when it last said something, in ms. */
export function showConnection(how, why, heard) {
  const badge = at("connection");
  const age = (Date.now() - heard) / 1000;
  const isOld = heard > 0 && age > 3;
  const is = how === "live" && !isOld ? "live" : heard === 0 ? "first" : how === "live" ? "stale" : how;
  const words = {
    live: "● live",
    first: how === "lost" ? "■ no answer, trying again" : "▲ connecting",
    stale: `▲ stale: ${span(age)} old`,
    lost: `■ lost since ${clock(heard)}, trying again`,
    paused: "◐ paused",
  };
  say(badge, words[is]);
  mark(badge, "title", heard > 0 ? `last heard ${moment(heard)}${how === "lost" ? `: ${why}` : ""}` : why);
  mark(badge, "class", `badge ${{ live: "good", paused: "quiet" }[is] ?? "warn"}`);
  document.body.classList.toggle("old", is !== "live");
}
