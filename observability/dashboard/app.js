// Brings the parts together: what the stream says goes into the model, and what the model has is shown.
import { chooseAlgorithm, drain, enableIt } from "./actions.js";
import { addBackend } from "./adding.js";
import { get, usePrompt } from "./api.js";
import { Backends } from "./backends.js";
import { drawCharts, forgetCharts } from "./charts.js";
import { loadex } from "./commands.js";
import { showBackend, updateBackend } from "./detail.js";
import { copyable } from "./dialogs.js";
import { at, el, forgetColours, mark, say } from "./dom.js";
import { followExplain } from "./explain.js";
import { followKeys, showKeys } from "./keys.js";
import { Model, mostEvents } from "./model.js";
import { showConnection, showOutages, showOverview } from "./overview.js";
import { spanFor } from "./picture.js";
import { followRoutes, showPools } from "./routes.js";
import { Stream } from "./stream.js";
import { showTimeline, speak } from "./timeline.js";
import { toast } from "./toasts.js";
import { promptForToken } from "./token.js";
import { sendTraffic } from "./traffic.js";

const model = new Model();
let connection = ["begun", ""]; // and why
let heard = 0; // ms

usePrompt(promptForToken);
const backends = new Backends(model, (key) => showBackend(model, key));
const updateExplain = followExplain(model);
followRoutes();

// ---- what is shown ----

let isDue = false;
function show() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    showPoolChoice();
    showOverview(model);
    showOutages(model);
    drawCharts(model, chosenSpan());
    showTimeline(model);
    backends.update();
    showPools(model, look);
    updateBackend();
    updateExplain();
  });
}

/** Until somebody chooses, as long as fits what is known: a daemon of a minute would fill a fifteenth of the picture. */
function chosenSpan() {
  const choice = at("window");
  if (!choice.dataset.chosen) choice.value = String(spanFor(model.age));
  return Number(choice.value);
}

function showPoolChoice() {
  const names = [...model.pools.keys()];
  const choice = at("pool");
  at("pool-choice").hidden = names.length < 2;
  if (names.join("\n") !== [...choice.options].slice(1).map(({ value }) => value).join("\n")) {
    choice.replaceChildren(choice.options[0], ...names.map((name) => el("option", { value: name, text: name })));
  }
  choice.value = model.pool;
  const pool = model.pools.get(model.pool || (names.length === 1 ? names[0] : ""));
  at("algorithm").hidden = !pool && names.length === 0;
  at("algorithm").disabled = !pool;
  say(at("algorithm"), pool?.algorithm ?? `${names.length} pools`);
  mark(at("algorithm"), "title", pool ? "Switch the algorithm" : undefined);
  at("algorithm").onclick = () => pool && chooseAlgorithm(pool);
}

function look(pool) {
  model.pool = pool;
  if (pool) recall(pool);
  show();
}

// ---- what is known ----

const mostNumbers = 900_000; // of one answer: the API gives a million

/** What was before the page was opened, or while it was away. */
async function recall(pool = "") {
  const of = pool ? `&pool=${encodeURIComponent(pool)}` : "";
  const rows = Math.max(1, [...model.backends.values()].filter((row) => !pool || row.pool === pool).length);
  const seconds = Math.max(60, Math.min(900, Math.floor(mostNumbers / 6 / rows)));
  try {
    if (seconds < 900) model.fill(await get(`stats?seconds=900${of}`), pool);
    const stats = await get(`stats?seconds=${seconds}&backends=true${of}`);
    model.fill(seconds < 900 ? { ...stats, requests: [], errors: {} } : stats, pool);
  } catch (error) {
    toast(`The history cannot be told: ${error.message}`, { tone: "bad" });
  }
  show();
}

async function recallEvents(latest) {
  try {
    const { events } = await get(`events?after=${Math.max(0, latest - mostEvents)}`);
    for (const event of events) model.addEvent(event);
  } catch (error) {
    toast(`The events cannot be told: ${error.message}`, { tone: "bad" });
  }
  show();
}

function hear(type, data) {
  heard = Date.now();
  for (const event of model.apply(type, data)) speak(event);
  if (type === "begin") {
    say(at("version"), `Loadex ${data.version}`);
    recall();
    if (model.pool) recall(model.pool);
    recallEvents(data.latest);
  }
  show();
}

const stream = new Stream(hear, (how, why) => {
  connection = [how, why];
  showConnection(how, why, heard);
});
setInterval(() => showConnection(...connection, heard), 1000);
stream.restart();

// ---- what can be done ----

function switchTheme() {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("theme", next);
  redraw();
}

function redraw() {
  forgetColours();
  forgetCharts();
  show();
}

const ofSelected = (action) => () => {
  const row = backends.selected;
  if (row) action(model, row);
  else toast("No backend is selected: j and k select one.");
};

const keys = {
  "/": ["search the backends", () => at("search").focus()],
  j: ["next backend", () => backends.move(1)],
  k: ["backend before", () => backends.move(-1)],
  Enter: ["open the backend", ofSelected((_, row) => showBackend(model, `${row.pool}/${row.id}`))],
  d: ["drain the backend", ofSelected(drain)],
  e: ["enable the backend", ofSelected(enableIt)],
  a: ["add a backend", () => addBackend(model)],
  t: ["send traffic", sendTraffic],
  "?": ["these keys", () => showKeys(keys)],
};
followKeys(keys);

at("pool").addEventListener("change", ({ target }) => look(target.value));
at("window").addEventListener("change", ({ target }) => {
  target.dataset.chosen = "yes";
  show();
});
at("events-of").addEventListener("change", show);
at("theme").addEventListener("click", switchTheme);
at("help").addEventListener("click", () => showKeys(keys));
at("send-traffic").addEventListener("click", sendTraffic);
for (const id of ["add-node", "add-first"]) at(id).addEventListener("click", () => addBackend(model));
at("refresh").addEventListener("click", () => {
  stream.restart();
  toast("All of it is read again.");
});
at("none-same").append(copyable(loadex(location.origin, ["add-server", "--target", "http://localhost:8001"])));
matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => {
  document.documentElement.dataset.theme = chosenTheme();
  redraw();
});
