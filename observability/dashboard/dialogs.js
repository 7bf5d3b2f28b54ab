// Dialogs: what will happen, what to fill in, the command that does the same, and the API's own errors.
import { el } from "./dom.js";
import { toast } from "./toasts.js";

let numbers = 0; // for ids

/** A dialog of these parts, shown; gone for good once it is closed. */
export function show(title, ...parts) {
  const id = `dialog-${++numbers}`;
  const before = document.activeElement;
  const close = el("button", { type: "button", class: "plain close", "aria-label": "Close", text: "✕", on: { click: () => made.close() } });
  const made = el("dialog", { class: "glass", "aria-labelledby": id }, el("header", {}, el("h2", { id, text: title, tabindex: "-1", autofocus: true }), close), ...parts);
  made.addEventListener("close", () => {
    made.remove();
    if (before?.isConnected) before.focus();
  });
  made.addEventListener("click", (event) => event.target === made && made.close()); // beside it
  document.body.append(made);
  made.showModal();
  return made;
}

export function copyable(command) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command);
      toast("Copied.", { tone: "good" });
    } catch {
      getSelection().selectAllChildren(code);
      toast("The browser does not let the page copy: it is selected.", { tone: "quiet" });
    }
  };
  const code = el("code", { text: command, tabindex: "0" });
  return el("div", { class: "command" }, code, el("button", { type: "button", text: "Copy", "aria-label": "Copy the command", on: { click: copy } }));
}

function field({ name, label, hint, ...input }, changed) {
  const id = `field-${++numbers}`;
  const options = input.options?.map(([value, text]) => el("option", { value, text, selected: value === input.value }));
  delete input.options;
  const made = options
    ? el("select", { id, name, on: { change: changed } }, ...options)
    : el("input", { id, name, autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-says`, ...input, on: { input: changed } });
  return el("div", { class: "field" }, el("label", { for: id, text: label }), made, el("p", { id: `${id}-says`, class: "hint", text: hint ?? "" }));
}

/**
 * Asks before something is done. `says`: what will happen; `fields`: name, label, hint and what an input has; `commands`
 * and `wrong` (which says what cannot be so, by name) get the values; `run` does it, and may say how far it is: what it
 * gives is told. A refusal stays in the dialog, and so does all of one that `stays`.
 */
export function ask({ title, says = "", fields = [], commands = () => [], wrong = () => ({}), verb, tone = "primary", run, extra, stays = false }) {
  const problem = el("p", { class: "problem", role: "alert" });
  const same = el("div", { class: "same" });
  const submit = el("button", { type: "submit", class: tone, text: verb });
  const cancel = el("button", { type: "button", text: stays ? "Close" : "Cancel", on: { click: () => made.close() } });
  const values = () => Object.fromEntries([...form.elements].filter((one) => one.name).map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value.trim()]));
  const tellFaults = (faults) => {
    for (const one of form.elements) {
      if (!one.name) continue;
      const says = one.parentElement.querySelector(".hint");
      one.toggleAttribute("aria-invalid", one.name in faults);
      if (one.name in faults) one.setAttribute("aria-invalid", "true");
      if (says) {
        says.textContent = faults[one.name] ?? fields.find(({ name }) => name === one.name)?.hint ?? "";
        says.classList.toggle("problem", one.name in faults);
      }
    }
    form.querySelector("[aria-invalid]")?.focus();
  };
  const changed = () => same.replaceChildren(...commands(values()).map(copyable));
  const begin = async (event) => {
    event.preventDefault();
    const given = values();
    const faults = wrong(given);
    tellFaults(faults);
    if (Object.keys(faults).length) return;
    problem.textContent = "";
    submit.disabled = true;
    try {
      const told = await run(given, made);
      if (!stays) made.close();
      if (told) toast(told.text, { tone: "good", ...told });
    } catch (error) {
      problem.textContent = error.message;
      tellFaults(Object.fromEntries((error.faults ?? []).map(({ field, detail }) => [field, detail])));
    } finally {
      submit.disabled = false;
    }
  };
  const form = el("form", { novalidate: true, on: { submit: begin } }, says ? el("p", { class: "says", text: says }) : undefined, ...fields.map((one) => field(one, changed)), extra, problem, el("div", { class: "buttons" }, cancel, submit), same);
  const made = show(title, form);
  changed();
  (form.querySelector("input, select") ?? submit).focus();
  return made;
}
