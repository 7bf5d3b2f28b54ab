// Which backends are shown, and in what order. Pure.
import { stateNames } from "./format.js";

const urgency = ["unhealthy", "ejected", "checking", "draining", "disabled", "healthy"];

export const orders = {
  added: (a, b) => (a.pool === b.pool ? a.id - b.id : a.pool < b.pool ? -1 : 1),
  state: (a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state),
  url: (a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0),
  traffic: (a, b) => (b.now?.requests ?? 0) - (a.now?.requests ?? 0),
  errors: (a, b) => (b.errors ?? 0) - (a.errors ?? 0),
  p99: (a, b) => (b.now?.p99_ms ?? 0) - (a.now?.p99_ms ?? 0),
};

/** The rows that fit what was typed and the state that was chosen; those that are equal, in order of addition. */
export function listed(rows, { text = "", state = "", order = "added" } = {}) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (row) => {
    if (state && row.state !== state) return false;
    if (words.length === 0) return true;
    const about = `${row.url} ${row.pool} ${row.state} ${row.reason ?? ""} ${row.detail ?? ""}`.toLowerCase();
    return words.every((word) => about.includes(word));
  };
  return rows.filter(fits).sort((a, b) => orders[order](a, b) || orders.added(a, b));
}

/** How many are in each state, in which there are some. */
export function byState(rows) {
  const counts = new Map(stateNames.map((name) => [name, 0]));
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].filter(([, n]) => n > 0);
}
