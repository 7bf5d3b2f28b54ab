// What the charts show, as numbers. Pure.
import { shortened } from "./format.js";
import { keyOf } from "./model.js";

const widths = { 60: 1, 300: 2, 900: 5 }; // seconds that are one step of the picture

/** The shortest of these times, in seconds, that has all of so many. */
export const spanFor = (age) => Object.keys(widths).map(Number).find((seconds) => age <= seconds) ?? 900;

/** The last `seconds` in steps; the newest may be unfinished. */
export function windowOf(model, seconds) {
  const width = widths[seconds] ?? 1;
  const last = Math.ceil(model.second / width) * width;
  const steps = seconds / width;
  return {
    width,
    last,
    steps,
    first: last - seconds + width,
    numbers: (series, fold) => series.steps(last, steps, width, fold),
    points(series, fold) {
      return this.numbers(series, fold).map((y, i) => ({ x: this.first + i * width, y }));
    },
    /** Where the clock is round. */
    get roundTimes() {
      const every = { 60: 15, 300: 60, 900: 300 }[seconds];
      const round = Math.ceil(this.first / every) * every;
      return Array.from({ length: Math.floor((last - round) / every) + 1 }, (_, i) => round + i * every);
    },
    bucketOf: (second) => Math.ceil(second / width) * width,
  };
}

export const nameOf = (url) => shortened(url.replace(/^https?:\/\//, ""), 26);

/** The requests a second of those that had the most, in order of their addition, and of all others as one. */
export function requestsBy(model, span, most = 11) {
  const known = span.numbers(model.track.requests, "mean");
  const all = model.rows.flatMap((row) => {
    const series = model.requests.get(keyOf(row));
    return series?.total > 0 ? [{ row, series }] : [];
  });
  const chosen = new Set([...all].sort((a, b) => b.series.total - a.series.total).slice(0, all.length > most + 1 ? most : most + 1));
  const points = (numbers) => numbers.map((y, i) => ({ x: span.first + i * span.width, y: known[i] === null ? null : (y ?? 0) }));
  const severalPools = !model.pool && model.pools.size > 1;
  const rest = [...known];
  const shown = all
    .filter((one) => chosen.has(one))
    .map(({ row, series }) => {
      const numbers = span.numbers(series, "mean");
      numbers.forEach((n, i) => (rest[i] -= n ?? 0));
      return { label: severalPools ? `${nameOf(row.url)} (${row.pool})` : nameOf(row.url), id: row.id, data: points(numbers) };
    });
  const others = all.length - chosen.size;
  if (others > 0) shown.push({ label: `${others} others`, data: points(rest.map((n) => Math.max(n, 0))) });
  return shown;
}

/** The errors of each reason for which there were some. */
export function reasonsOf(model, span) {
  return [...model.track.reasons]
    .map(([reason, series]) => ({ reason, data: span.points(series, "sum").filter(({ y }) => y > 0) }))
    .filter(({ data }) => data.length > 0);
}

const bad = new Set(["backend down", "backend ejected", "pool down", "Loadex started anew"]);
export const isBad = ({ kind }) => bad.has(kind);

const together = 5000; // ms
const fewest = 4;

/** The same events, the newest first, where several backends have met the same at about the same time as one of them: `all` has them. */
export function folded(events) {
  const runs = new Map(); // by what was met, the newest of such
  const runOf = new Map();
  for (const event of events) {
    const what = event.backend ? [event.kind, event.pool, event.by, event.reason].join("\n") : event;
    let run = runs.get(what);
    if (!run || run[0].at - event.at > together) runs.set(what, (run = []));
    run.push(event);
    runOf.set(event, run);
  }
  return events.flatMap((event) => {
    const run = runOf.get(event);
    if (run.length < fewest) return [event];
    return event === run[0] ? [{ ...event, all: run }] : [];
  });
}

/** What it has happened to. */
export const whom = ({ backend, pool, all }) => (all ? `${all.length} backends, the last ${backend}` : (backend ?? pool ?? ""));

/** The events in the picture, with their causes. */
export function marksOf(model, span) {
  const events = model.eventsSeen;
  const older = events.findIndex(({ at }) => at / 1000 < span.first - span.width);
  return folded(older < 0 ? events : events.slice(0, older)).slice(0, 40).map((event) => {
    const second = event.at / 1000;
    const cause = [event.reason, event.detail].filter(Boolean).join(": ");
    return { second, bucket: span.bucketOf(second), bad: isBad(event), text: `${event.kind} ${whom(event)}${cause && ` (${shortened(cause, 60)})`}` };
  });
}
