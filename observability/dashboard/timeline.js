// What has happened: what, who decided it, why; the newest first.
import { at, el, keep, say } from "./dom.js";
import { clock, moment, span } from "./format.js";
import { folded, isBad, whom } from "./picture.js";
import { announce } from "./toasts.js";

const mostShown = 200;
const groups = {
  "": () => true,
  trouble: isBad,
  people: ({ by }) => by === "admin" || by === "reload",
};

const asker = (event) => [event.who, event.from].filter(Boolean).join(" from ");

/** An event as a sentence. */
export function sentence(event) {
  const cause = [event.reason, event.detail].filter(Boolean).join(": ");
  const change = event.before !== undefined && event.after !== undefined && !cause.includes(" to ") ? `${event.before} → ${event.after}` : "";
  return [cause, change].filter(Boolean).join("; ");
}

function made(event) {
  const who = [event.by, asker(event)].filter(Boolean).join(", ");
  return el(
    "li",
    { class: isBad(event) ? "bad" : "" },
    el("div", {}, el("strong", { text: event.kind }), el("time", { datetime: event.time, title: moment(event.at), text: clock(event.at) })),
    el("p", { class: "url", text: whom(event), title: event.all?.map(({ backend }) => backend).join("\n") ?? whom(event) }),
    el("p", { text: sentence(event) }),
    el("p", { class: "quiet" }, who ? `by ${who}, ` : "", el("span")),
  );
}

export function showTimeline(model) {
  const wanted = groups[at("events-of").value];
  const events = folded(model.eventsSeen.filter(wanted)).slice(0, mostShown);
  keep(at("events"), events, ({ id, time, all }) => `${id} ${time} ${all?.length ?? 1}`, made, (node, event) => say(node.lastChild.lastChild, `${span((Date.now() - event.at) / 1000)} ago`));
  at("no-events").hidden = events.length > 0;
}

const spoken = new Set(["backend up", "backend down", "backend ejected", "backend draining", "backend drained", "backend disabled", "backend enabled", "backend added", "backend removed", "pool down", "pool up", "algorithm changed", "Loadex started anew"]);

/** Has a screen reader say what has just changed. */
export function speak(event) {
  if (spoken.has(event.kind)) announce(`${event.kind}: ${event.backend ?? event.pool ?? ""} ${event.detail ?? ""}.`);
}
