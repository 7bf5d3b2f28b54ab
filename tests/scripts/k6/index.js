// What k6/loadtest.js has from k6 itself.
import { record } from "./samples.js";

/** Of each promise, whether it holds. */
export function check(value, promises) {
  const kept = Object.values(promises).map((holds) => Boolean(holds(value)));
  for (const one of kept) record("checks", "rate", one);
  return kept.every(Boolean);
}

export function fail(why) {
  throw new Error(why);
}
