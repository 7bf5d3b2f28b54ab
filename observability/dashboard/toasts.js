// Short messages at the edge of the page. Those with something to do, and those of what went wrong, stay for longer.
import { at, el } from "./dom.js";

const short = 5000; // ms
const long = 15_000;

/** `tone`: good, bad or quiet. `action`: {text, run}. */
export function toast(text, { tone = "quiet", action } = {}) {
  const made = el("div", { class: `toast glass ${tone}` }, el("span", { class: "shape", "aria-hidden": "true", text: { good: "✓", bad: "■", quiet: "●" }[tone] }), el("p", { text }));
  const end = () => made.remove();
  if (action) {
    const run = () => {
      end();
      action.run();
    };
    made.append(el("button", { type: "button", text: action.text, on: { click: run } }));
  }
  made.append(el("button", { type: "button", class: "plain", "aria-label": "Dismiss", text: "✕", on: { click: end } }));
  at("toasts").append(made);
  setTimeout(end, action || tone === "bad" ? long : short);
}

let said; // timer
/** Has a screen reader say it, once. */
export function announce(text) {
  const region = at("announcements");
  const before = said ? `${region.textContent} ` : "";
  clearTimeout(said);
  region.textContent = (before + text).slice(-400);
  said = setTimeout(() => (said = undefined), 1000);
}
