// Keys for whoever has no hand free. None of them when something is typed, or a dialog is open.
import { el } from "./dom.js";
import { show } from "./dialogs.js";

const isTyping = ({ target }) => target.matches?.("input, select, textarea, [contenteditable]") && target.type !== "checkbox";

/** `keys`: from the key to [what it does, in words; the function]. */
export function followKeys(keys) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && isTyping(event)) return event.target.blur();
    if (isTyping(event)) return;
    if (event.key === "Enter" && event.target.matches("button, a, summary, input")) return;
    const found = keys[event.key];
    if (!found) return;
    event.preventDefault();
    found[1]();
  });
}

export function showKeys(keys) {
  const rows = Object.entries(keys).map(([key, [words]]) => el("div", {}, el("dt", {}, el("kbd", { text: key })), el("dd", { text: words })));
  show("Keys", el("dl", { class: "facts" }, ...rows));
}
