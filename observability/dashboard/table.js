// Many backends as a table: only the rows that are seen exist.
import { colourOf, el, keep, mark, say } from "./dom.js";
import { count, milliseconds, percent, rate, span } from "./format.js";
import { showState } from "./card.js";
import { keyOf } from "./model.js";

const height = 40; // of a row, in px, as the stylesheet has it
const spare = 6; // rows beyond what is seen

const columns = [
  ["url", "backend"],
  ["state", "state"],
  ["for", "for"],
  ["number weight", "weight"],
  ["number share", "share"],
  ["number rate", "req/s"],
  ["number p99", "p99"],
  ["number in-flight", "in flight"],
  ["number hits", "hits"],
  ["number errors", "errors"],
];

export class Table {
  #rows = [];
  #context; // what cells are made of
  #body = el("div", { class: "rows", role: "rowgroup" });
  #open;
  node;

  constructor(open) {
    this.#open = open;
    const titles = columns.map(([name, text]) => el("span", { class: name, role: "columnheader", text }));
    const head = el("div", { class: "row head", role: "row" }, ...titles, el("span", { class: "menu", role: "columnheader" }, el("span", { class: "unseen", text: "actions" })));
    this.node = el("div", { class: "table glass", role: "table", "aria-label": "Backends", tabindex: "0" }, el("div", { role: "rowgroup" }, head), this.#body);
    this.node.addEventListener("scroll", () => this.#draw(), { passive: true });
  }

  update(rows, model, shares) {
    this.#rows = rows;
    this.#context = { model, shares };
    mark(this.node, "aria-rowcount", String(rows.length + 1));
    this.#draw();
  }

  /** Has that row be seen. */
  reveal(index) {
    const top = index * height;
    const { scrollTop, clientHeight } = this.node;
    if (top < scrollTop || top > scrollTop + clientHeight - 2 * height) this.node.scrollTop = Math.max(0, top - clientHeight / 2);
    this.#draw();
    return this.#body.querySelector(`[data-key="${CSS.escape(keyOf(this.#rows[index]))}"]`);
  }

  #draw() {
    const { scrollTop, clientHeight } = this.node;
    const first = Math.max(0, Math.floor(scrollTop / height) - spare);
    const seen = this.#rows.slice(first, first + Math.ceil((clientHeight || 480) / height) + 2 * spare);
    this.#body.style.height = `${this.#rows.length * height}px`;
    this.#body.style.setProperty("--first", `${first * height}px`);
    keep(this.#body, seen, keyOf, (row) => this.#make(row), (node, row) => this.#update(node, row));
    seen.forEach((row, i) => mark(this.#body.children[i], "aria-rowindex", String(first + i + 2)));
  }

  #make(row) {
    const key = keyOf(row);
    const cells = columns.map(([name]) => el("span", { class: name, role: "cell" }));
    cells[0].append(el("i", { class: "swatch", "aria-hidden": "true" }), el("span", { class: "text" }));
    const button = el("button", { type: "button", class: "more", text: "…", "aria-haspopup": "dialog", on: { click: () => this.#open(key) } });
    return el("div", { class: "row", role: "row", tabindex: "-1" }, ...cells, el("span", { class: "menu", role: "cell" }, button));
  }

  #update(node, row) {
    const [url, state, time, weight, share, rates, p99, inFlight, hits, errors, menu] = node.children;
    const { model, shares } = this.#context;
    const now = row.now ?? {};
    const had = shares.get(keyOf(row));
    url.firstChild.style.background = colourOf(row.id);
    say(url.lastChild, !model.pool && model.pools.size > 1 ? `${row.url} (${row.pool})` : row.url);
    mark(url, "title", row.url);
    const word = state.firstChild ?? state.appendChild(el("span"));
    showState(word, row);
    mark(state, "title", [row.reason, row.detail].filter(Boolean).join(": ") || undefined);
    say(time, span((Date.now() - Date.parse(row.since)) / 1000));
    say(weight, String(row.weight));
    say(share, Number.isNaN(had) ? "–" : percent(had));
    say(rates, rate(now.requests ?? 0));
    say(p99, milliseconds(now.p99_ms));
    say(inFlight, count(row.in_flight));
    say(hits, count(row.requests ?? 0));
    say(errors, count(row.errors ?? 0));
    mark(menu.firstChild, "aria-label", `${row.url}: details and actions`);
  }
}
