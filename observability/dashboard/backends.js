// The backends: cards of a few, a table of many; searched, filtered, sorted; one of them is selected.
import { at, el, keep, mark, say } from "./dom.js";
import { makeCard, updateCard } from "./card.js";
import { shapeOf, toneOf } from "./format.js";
import { byState, listed } from "./listing.js";
import { keyOf } from "./model.js";
import { Table } from "./table.js";

const mostCards = 12;

export class Backends {
  #model;
  #open;
  #table;
  #rows = [];
  #selected; // key

  /** `open` gets the key of the backend that is to be shown. */
  constructor(model, open) {
    this.#model = model;
    this.#open = open;
    this.#table = new Table(open);
    at("table").append(this.#table.node);
    for (const id of ["search", "state", "order"]) at(id).addEventListener("input", () => this.update());
    at("list").addEventListener("focusin", ({ target }) => this.#select(target.closest("[data-key]")?.dataset.key));
  }

  update() {
    const model = this.#model;
    const all = model.rows;
    this.#rows = listed(all, { text: at("search").value, state: at("state").value, order: at("order").value });
    this.#tellStates(all);
    const shares = model.shares();
    const asTable = all.length > mostCards;
    at("cards").hidden = asTable;
    at("table").hidden = !asTable;
    if (asTable) {
      at("cards").replaceChildren();
      this.#table.update(this.#rows, model, shares);
    } else {
      const update = (card, row) => updateCard(card, row, model, shares);
      keep(at("cards"), this.#rows, keyOf, (row) => makeCard(row, this.#open), update);
    }
    at("none").hidden = all.length > 0 || model.started === undefined;
    at("unfound").hidden = all.length === 0 || this.#rows.length > 0;
    for (const node of this.#nodes()) mark(node, "aria-current", node.dataset.key === this.#selected ? "true" : undefined);
  }

  #tellStates(rows) {
    const chosen = at("state");
    const counts = byState(rows);
    const made = ([state]) => el("span", { class: toneOf(state) });
    keep(at("counts"), counts, ([state]) => state, made, (node, [state, n]) => say(node, `${shapeOf(state)} ${n} ${state}`));
    const there = [...chosen.options].slice(1).map(({ value }) => value);
    const wanted = counts.map(([state]) => state);
    if (chosen.value && !wanted.includes(chosen.value)) wanted.push(chosen.value);
    if (there.join() === wanted.join()) return;
    const value = chosen.value;
    chosen.replaceChildren(chosen.options[0], ...wanted.map((state) => el("option", { value: state, text: state })));
    chosen.value = value;
  }

  #nodes() {
    return [...at("list").querySelectorAll("[data-key]")];
  }

  #select(key) {
    if (!key) return;
    this.#selected = key;
    for (const node of this.#nodes()) mark(node, "aria-current", node.dataset.key === key ? "true" : undefined);
  }

  /** The one that keys are about. */
  get selected() {
    return this.#model.backends.get(this.#selected);
  }

  /** Selects the next one, or one further on or back. */
  move(by) {
    if (this.#rows.length === 0) return;
    const now = this.#rows.findIndex((row) => keyOf(row) === this.#selected);
    const next = now < 0 ? (by > 0 ? 0 : this.#rows.length - 1) : Math.min(Math.max(now + by, 0), this.#rows.length - 1);
    this.#select(keyOf(this.#rows[next]));
    const node = at("table").hidden ? at("cards").children[next] : this.#table.reveal(next);
    node?.focus();
    node?.scrollIntoView({ block: "nearest" });
  }
}
