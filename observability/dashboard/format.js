// Numbers, times and states as people read them. Pure.

/** Counts with thin gaps: 1 204 887. */
export const count = (n) => Math.round(n).toString().replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** A rate: few are told with a decimal, so that one request in five seconds is not none. */
export const rate = (n) => (n < 9.95 && !Number.isInteger(n) ? n.toFixed(1) : count(n));

/** Milliseconds: 0 ms, 0.8 ms, 12 ms, 1.4 s; nothing known: –. */
export function milliseconds(ms) {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return "–";
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms > 0 && ms < 9.95 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** A share of 1: 40.1 %; what is there but would read as none: < 0.01 %. */
export function percent(part) {
  if (!Number.isFinite(part)) return "–";
  const hundredths = part * 100;
  if (hundredths > 0 && hundredths < 0.01) return "< 0.01 %";
  if (hundredths === 0 || hundredths === 100) return `${hundredths} %`;
  return hundredths < 9.95 ? `${hundredths.toFixed(2)} %` : `${hundredths.toFixed(1)} %`;
}

/** How long: 4 s, 3 min, 2 h, 5 d. */
export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min`;
  return s < 172_800 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86_400)} d`;
}

const two = (n) => String(n).padStart(2, "0");

/** The time of day of milliseconds since the epoch: 14:03:07. */
export function clock(at) {
  const t = new Date(at);
  return `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}`;
}

/** Date and time, for whoever hovers. */
export const moment = (at) => `${new Date(at).toLocaleDateString()} ${clock(at)}`;

/** Each state with a shape of its own, so that none is told by its colour alone, and how much it needs somebody. */
const states = {
  healthy: ["●", "good"],
  checking: ["▲", "warn"],
  unhealthy: ["■", "bad"],
  ejected: ["◆", "bad"],
  draining: ["◐", "quiet"],
  disabled: ["○", "quiet"],
};
export const stateNames = Object.keys(states);
export const shapeOf = (state) => states[state]?.[0] ?? "▲";
export const toneOf = (state) => states[state]?.[1] ?? "warn";

/** A word of a shell: as it is, or in quotes. */
export const shellWord = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The middle of a text too long for its place, left out: both ends of a URL tell. */
export function shortened(text, most) {
  if (text.length <= most) return text;
  const end = Math.floor(most / 3);
  return `${text.slice(0, most - end - 1)}…${text.slice(-end)}`;
}
