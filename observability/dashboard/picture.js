// What the charts show, as numbers. Pure.
import { shortened } from "./format.js";
import { keyOf } from "./model.js";


const widths = { 60: 1, 300: 2, 900: 5 }; // seconds that are one step of the picture

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

/** The events in the picture, with their causes. */
export function marksOf(model, span) {
  const marks = [];
  for (const event of model.eventsSeen) {
    const second = event.at / 1000;
    if (second < span.first - span.width) break;
    const cause = [event.reason, event.detail].filter(Boolean).join(": ");
    marks.push({ second, bucket: span.bucketOf(second), bad: isBad(event), text: `${event.kind} ${event.backend ?? event.pool ?? ""}${cause && ` (${shortened(cause, 60)})`}` });
  }
  return marks.slice(0, 40);
}
