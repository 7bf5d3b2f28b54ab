// Pools, routes and listeners: what is in force, and how much each had.
import { chooseAlgorithm } from "./actions.js";
import { get } from "./api.js";
import { at, el, keep, say } from "./dom.js";
import { count, milliseconds, rate } from "./format.js";

export function showPools(model, look) {
  const rows = [...model.pools.values()];
  const make = ({ name }) => {
    const button = (text, run) => el("button", { type: "button", text, on: { click: () => run(model.pools.get(name)) } });
    const cells = Array.from({ length: 5 }, () => el("td"));
    const seen = button("Look at it", ({ name: chosen }) => look(chosen));
    const chosen = button("Algorithm", (pool) => pool && chooseAlgorithm(pool));
    chosen.setAttribute("aria-label", `Algorithm of pool ${name}`);
    seen.setAttribute("aria-label", `Look at pool ${name}`);
    return el("tr", {}, el("th", { scope: "row", text: name }), ...cells, el("td", { class: "menu" }, chosen, seen));
  };
  const of = new Map(rows.map(({ name }) => [name, { all: 0, healthy: 0, in_flight: 0 }]));
  for (const row of model.backends.values()) {
    const sums = of.get(row.pool);
    if (!sums) continue;
    ++sums.all;
    sums.in_flight += row.in_flight;
    if (row.state === "healthy") ++sums.healthy;
  }
  keep(at("pools"), rows, ({ name }) => name, make, (node, { name, algorithm, traffic }) => {
    const [, how, backends, rates, p99, inFlight, menu] = node.children;
    const sums = of.get(name);
    say(how, algorithm);
    say(backends, `${sums.healthy} of ${sums.all} healthy`);
    say(rates, rate(traffic?.requests ?? 0));
    say(p99, milliseconds(traffic?.p99_ms));
    say(inFlight, count(sums.in_flight));
    menu.lastChild.hidden = rows.length < 2;
  });
}

/** What a route asks for, in one line. */
export function conditions(route) {
  const headers = Object.entries(route.headers ?? {}).map(([name, value]) => `${name}: ${value ?? "any"}`);
  const path = route.path_exact ? `exactly ${route.path}` : route.path === "/" ? "" : route.path;
  const client = route.client_verified ? "client with a good certificate" : "";
  return [route.methods?.join(" "), route.host, path, client, ...headers].filter(Boolean).join("  ") || "what no other route takes";
}

/** What becomes of a request that it takes. */
export function destination(route) {
  if (route.pool !== undefined) return `pool ${route.pool}`;
  if (route.redirect !== undefined) return `${route.status ?? ""} to ${route.redirect}`.trim();
  if (route.respond !== undefined) return `${route.status ?? ""} “${route.respond}”`.trim();
  return route.status === undefined ? "nobody" : `answered with ${route.status}`;
}

async function readRoutes() {
  const problem = at("routes-problem");
  try {
    const [{ routes }, { listeners }] = await Promise.all([get("routes"), get("listeners")]);
    const cells = (texts) => el("tr", {}, ...texts.map((text) => el("td", { text })));
    at("listeners").replaceChildren(...listeners.map((one) => cells([one.name, one.addresses.join(", "), one.admin ? "yes" : "no", count(one.requests), count(one.connections)])));
    at("routes").replaceChildren(...routes.map((one) => cells([one.listener, one.place === null ? "last" : String(one.place), one.name ?? "", conditions(one), destination(one), count(one.hits)])));
    say(problem, "");
  } catch (error) {
    say(problem, `They cannot be told: ${error.message}`);
  }
}

const every = 5000; // ms

/** Reads them while they are looked at. */
export function followRoutes() {
  const part = at("routing");
  let timer;
  part.addEventListener("toggle", () => {
    clearInterval(timer);
    if (!part.open) return;
    readRoutes();
    timer = setInterval(() => document.hidden || readRoutes(), every);
  });
}
