// One backend, whole: what is known of it now, what has happened to it, and what can be done.
import { disable, drain, enableIt, probe, remove, weigh } from "./actions.js";
import { copyable, show } from "./dialogs.js";
import { curl, loadex } from "./commands.js";
import { pathOf } from "./api.js";
import { el, keep, say } from "./dom.js";
import { showLatencies, showState } from "./card.js";
import { clock, count, milliseconds, moment, percent, rate, span } from "./format.js";
import { keyOf } from "./model.js";

const facts = [
  ["State since", (row) => `${moment(Date.parse(row.since))}, ${span((Date.now() - Date.parse(row.since)) / 1000)}`],
  ["Because", (row) => [row.reason, row.detail].filter(Boolean).join(": ")],
  ["Last probe", (row) => row.last_probe],
  ["Circuit", (row) => row.circuit],
  ["Weight", (row, model) => `${row.weight}, due ${percent(model.dueShare(row))}${row.share < 1 ? `; eased to ${percent(row.share)} of it` : ""}`],
  ["In flight", (row) => (row.max_connections ? `${count(row.in_flight)} of ${count(row.max_connections)}` : count(row.in_flight))],
  ["Waiting", (row) => count(row.queued ?? 0)],
  ["Requests a second", (row) => rate(row.now?.requests ?? 0)],
  ["p50, p95, p99", (row) => ["p50_ms", "p95_ms", "p99_ms"].map((name) => milliseconds(row.now?.[name])).join(", ")],
  ["Hits", (row) => count(row.requests ?? 0)],
  ["Errors", (row) => count(row.errors ?? 0)],
  ["Ejections", (row) => count(row.ejections ?? 0)],
  ["Told by", (row) => (row.source === "api" ? "whoever added it here or over the API" : row.source)],
  ["Id", (row) => `${row.id} in pool ${row.pool}${row.backup ? ", backup" : ""}`],
];

let open; // {key, update}

export function showBackend(model, key) {
  const row = model.backends.get(key);
  if (!row || open) return;
  const state = el("p", { class: "standing" }, el("span"));
  const list = el("dl", { class: "facts" });
  const bars = el("canvas", { class: "bars large", role: "img" });
  const events = el("ol", { class: "timeline" });
  const nothing = el("p", { class: "quiet", text: "Nothing since Loadex knows it." });
  const acts = el("div", { class: "buttons" });
  const away = el("p", { class: "problem", role: "status" });
  const begin = (action) => () => {
    const now = model.backends.get(key);
    if (now) action(model, now);
  };
  const button = (text, action, tone = "") => el("button", { type: "button", class: tone, text, on: { click: begin(action) } });
  const buttons = {
    in: [button("Drain", drain, "danger"), button("Disable", disable, "danger")],
    out: [button("Enable", enableIt, "primary")],
    always: [button("Weight", weigh), button("Probe now", probe), button("Remove", remove, "danger")],
  };
  const { origin } = location;
  const same = el("div", { class: "same" }, copyable(loadex(origin, ["backends"], row.pool)), copyable(curl(origin, "GET", pathOf(row))));
  const dialog = show(row.url, state, acts, away, el("h3", { text: "Latencies of the last minute" }), bars, el("p", { class: "quiet", text: "Up to 0.5 ms on the left; each bar reaches twice as far as the one before; over 1 s on the right." }), list, el("h3", { text: "What has happened" }), events, nothing, same);
  dialog.classList.add("wide");
  dialog.addEventListener("close", () => (open = undefined));

  let wasOut;
  const update = () => {
    const now = model.backends.get(key);
    if (!now) {
      say(away, "It has left the pool.");
      acts.hidden = true;
      return;
    }
    showState(state.firstChild, now);
    const isOut = now.state === "draining" || now.state === "disabled";
    if (isOut !== wasOut) acts.replaceChildren(...(isOut ? buttons.out : buttons.in), ...buttons.always);
    wasOut = isOut;
    showLatencies(bars, now.latency);
    const known = facts.map(([name, tell]) => [name, tell(now, model)]).filter(([, text]) => text);
    keep(list, known, ([name]) => name, ([name]) => el("div", {}, el("dt", { text: name }), el("dd")), (node, [, text]) => say(node.lastChild, text));
    const told = model.events.filter((event) => event.backend_id === now.id && event.pool === now.pool).slice(0, 20);
    keep(events, told, ({ id, time }) => `${id} ${time}`, (event) => el("li", { text: `${clock(event.at)}  ${event.kind}${event.detail ? `: ${event.detail}` : ""}`, title: moment(event.at) }), () => {});
    nothing.hidden = told.length > 0;
  };
  open = { key, update };
  update();
}

/** Has the open dialog tell what is so now. */
export const updateBackend = () => open?.update();
