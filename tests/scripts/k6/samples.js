// What was measured, and what k6 makes of it: values by metric and tag, and thresholds.
const samples = [];
const types = { checks: "rate", http_reqs: "counter", http_req_failed: "rate", http_req_duration: "trend" };
let common = {}; // tags of all that is recorded now

export function tagWith(tags) {
  common = tags;
}

/** A metric is known, though nothing may be recorded of it. */
export function declare(name, type) {
  types[name] = type;
}

export function record(name, type, value, tags = {}) {
  declare(name, type);
  samples.push({ name, value: Number(value), tags: { ...common, ...tags } });
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** A statistic of a trend, by its name in summaryTrendStats. */
function statistic(sorted, name) {
  const share = name === "med" ? 0.5 : name === "max" ? 1 : Number(/^p\((\d+)\)$/.exec(name)[1]) / 100;
  return sorted.length ? sorted[Math.round(share * (sorted.length - 1))] : 0;
}

function valuesOf(type, values, stats) {
  if (type === "counter") return { count: sum(values) };
  if (type === "rate") return { rate: values.length ? sum(values) / values.length : 0, passes: sum(values) };
  const sorted = [...values].sort((a, b) => a - b);
  return Object.fromEntries(stats.map((name) => [name, statistic(sorted, name)]));
}

/** The samples of a metric, or of those of them that have a tag: `http_reqs{scenario:one}`. */
function select(name) {
  const [, metric, key, value] = /^(\w+)(?:\{(\w+):(.+)\})?$/.exec(name);
  const found = samples.filter((one) => one.name === metric && (key === undefined || one.tags[key] === value));
  return { type: types[metric], found: found.map((one) => one.value) };
}

function holds(promise, values) {
  const [, what, sign, bound] = /^([\w()]+)([<>])([\d.]+)$/.exec(promise);
  if (!(what in values)) throw new Error(`there is no ${what} for the threshold ${promise}`);
  return sign === "<" ? values[what] < Number(bound) : values[what] > Number(bound);
}

/** What handleSummary() is given. */
export function summary({ thresholds, summaryTrendStats }) {
  const names = new Set([...samples.map(({ name }) => name), ...Object.keys(thresholds)]);
  const metrics = {};
  for (const name of names) {
    const { type, found } = select(name);
    if (!type) throw new Error(`no metric has the name of the threshold ${name}`);
    const values = valuesOf(type, found, summaryTrendStats);
    metrics[name] = { type, values };
    if (thresholds[name])
      metrics[name].thresholds = Object.fromEntries(thresholds[name].map((one) => [one, { ok: holds(one, values) }]));
  }
  return { metrics };
}
