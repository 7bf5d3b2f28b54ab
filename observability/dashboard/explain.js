// Who would serve such a request, and why nobody else.
import { get } from "./api.js";
import { copyable } from "./dialogs.js";
import { at, el, say } from "./dom.js";
import { loadex } from "./commands.js";
import { showState } from "./card.js";

const asked = ["client", "method", "path", "host", "header", "cookie"];

function given(form) {
  return asked.map((name) => [name, form.elements[name].value.trim()]).filter(([, value]) => value);
}

function verdict(row, chosen) {
  const state = el("span");
  showState(state, row);
  const numbers = [`weight ${row.weight}`, `${row.in_flight} in flight`, row.latency_ms !== undefined && `${row.latency_ms} ms`, row.score !== undefined && `score ${Number(row.score.toPrecision(4))}`];
  return el(
    "li",
    { class: row.id === chosen ? "chosen" : "" },
    el("strong", { class: "url", text: row.url, title: row.url }),
    el("span", { class: "badge", text: row.selection }),
    state,
    el("p", { text: row.why }),
    el("p", { class: "quiet", text: numbers.filter(Boolean).join(" · ") }),
  );
}

function tell(found) {
  const chosen = found.backends.find(({ id }) => id === found.chosen);
  const how = found.by_affinity ? "by affinity" : `by ${found.algorithm}`;
  const sure = found.certain ? "" : " Another worker may choose another: this is one of those that are as good.";
  say(at("explained"), chosen ? `${chosen.url} would serve it, ${how}.${sure}` : `Nobody would serve it, ${how}.`);
  at("taken").replaceChildren(...(found.taken_by ?? []).map((taken) => el("li", { text: `Listener ${taken.listener}, route ${taken.route ?? "last"}: pool ${taken.pool ?? "none"}. ${taken.why ?? ""}` })));
  const rows = [...found.backends].sort((a, b) => (b.id === found.chosen) - (a.id === found.chosen));
  at("verdicts").replaceChildren(...rows.map((row) => verdict(row, found.chosen)));
}

export function followExplain(model) {
  const form = at("explain-form");
  const clear = () => {
    for (const id of ["taken", "verdicts", "explain-same"]) at(id).replaceChildren();
    say(at("explained"), "");
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const pool = form.elements.pool.value;
    const values = given(form);
    say(at("explain-problem"), "");
    try {
      tell(await get(`pools/${encodeURIComponent(pool)}/explain?${new URLSearchParams(values)}`));
      at("explain-same").replaceChildren(copyable(loadex(location.origin, ["explain", ...values.flatMap(([name, value]) => [`--${name}`, value])], pool)));
    } catch (error) {
      clear();
      const faults = (error.faults ?? []).map(({ field, detail }) => `${field} ${detail}`).join("; ");
      say(at("explain-problem"), faults || error.message);
    }
  });
  return () => {
    const chosen = form.elements.pool;
    const names = [...model.pools.keys()];
    if (names.join("\n") === [...chosen.options].map(({ value }) => value).join("\n")) return;
    const value = chosen.value || model.pool;
    chosen.replaceChildren(...names.map((name) => el("option", { value: name, text: name })));
    if (names.includes(value)) chosen.value = value;
  };
}
