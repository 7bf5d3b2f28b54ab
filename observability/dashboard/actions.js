// What can be done with a backend or a pool, each with what will happen, the commands that do the same, and a way back.
import { pathOf, send } from "./api.js";
import { curl, loadex } from "./commands.js";
import { ask } from "./dialogs.js";
import { count, span } from "./format.js";
import { keyOf } from "./model.js";
import { toast } from "./toasts.js";

const { origin } = location;
const isNumber = (text, least, most) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
const requests = (n) => (n === 1 ? "1 request is" : `${count(n)} requests are`);
/** What is asked of somebody who takes a backend out once it is empty. */
const leaving = {
  fields: [{ name: "seconds", label: "Seconds that it may take", value: "30", inputmode: "numeric", hint: "From 1 to 3600." }],
  wrong: ({ seconds }) => (isNumber(seconds, 1, 3600) ? {} : { seconds: "From 1 to 3600." }),
  tone: "danger",
};

const enableAgain = (row) => ({ text: "Enable again", run: () => enable(row).catch((error) => toast(error.message, { tone: "bad" })) });

const enable = (row) => send("POST", pathOf(row, "/enable"));

/** Tells how many are left, until the backend is empty or the time is over. */
function watch(model, row, seconds) {
  const until = Date.now() + seconds * 1000;
  return (line) => {
    const now = model.backends.get(keyOf(row));
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    line.textContent = now ? `${count(now.in_flight)} left with it; ${span(left)} left at most` : "it has left";
  };
}

/** Runs a drain or a removal while the dialog says how far it is. */
async function whileTelling(model, row, seconds, dialog, run) {
  const line = dialog.querySelector(".says");
  const tell = watch(model, row, seconds);
  const timer = setInterval(() => tell(line), 250);
  tell(line);
  try {
    return await run();
  } finally {
    clearInterval(timer);
  }
}

export function drain(model, row) {
  const path = (seconds) => pathOf(row, `/drain?deadline=${seconds}s&wait=true`);
  ask({
    title: "Drain",
    says: `${row.url}: ${requests(row.in_flight)} with it. New ones stop now; it is disabled once it is empty.`,
    ...leaving,
    verb: "Drain",
    commands: ({ seconds }) => [loadex(origin, ["drain", row.url, "--wait", "--deadline", `${seconds}s`], row.pool), curl(origin, "POST", path(seconds))],
    async run({ seconds }, dialog) {
      const done = await whileTelling(model, row, Number(seconds), dialog, () => send("POST", path(seconds)));
      const left = done?.requests_left ?? 0;
      return { text: left ? `${row.url} is disabled; ${requests(left)} with it still.` : `${row.url} is empty and disabled.`, action: enableAgain(row) };
    },
  });
}

export function remove(model, row) {
  const path = (seconds) => pathOf(row, `?deadline=${seconds}s&wait=true`);
  const back = row.source === "api" ? "" : " If the configuration file has it, the next start or reload may bring it back.";
  ask({
    title: "Remove",
    says: `${row.url}: ${requests(row.in_flight)} with it. New ones stop now; it leaves the pool once it is empty.${back}`,
    ...leaving,
    verb: "Remove",
    commands: ({ seconds }) => [loadex(origin, ["remove-server", row.url, "--wait", "--deadline", `${seconds}s`], row.pool), curl(origin, "DELETE", path(seconds))],
    async run({ seconds }, dialog) {
      await whileTelling(model, row, Number(seconds), dialog, () => send("DELETE", path(seconds)));
      const add = () => send("POST", `pools/${encodeURIComponent(row.pool)}/backends`, { url: row.url, weight: row.weight }).catch((error) => toast(error.message, { tone: "bad" }));
      return { text: `${row.url} has left.`, action: { text: "Add again", run: add } };
    },
  });
}

export function disable(_, row) {
  ask({
    title: "Disable",
    says: `${row.url}: new requests stop now. ${requests(row.in_flight)} with it, and may end. It stays disabled until it is enabled.`,
    verb: "Disable",
    tone: "danger",
    commands: () => [loadex(origin, ["disable", row.url], row.pool), curl(origin, "POST", pathOf(row, "/disable"))],
    run: async () => (await send("POST", pathOf(row, "/disable")), { text: `${row.url} is disabled.`, action: enableAgain(row) }),
  });
}

export function enableIt(_, row) {
  ask({
    title: "Enable",
    says: `${row.url} gets requests again once a probe has found it well.`,
    verb: "Enable",
    commands: () => [loadex(origin, ["enable", row.url], row.pool), curl(origin, "POST", pathOf(row, "/enable"))],
    run: async () => (await enable(row), { text: `${row.url} is enabled.` }),
  });
}

export function weigh(model, row) {
  const weightOf = (text) => ({ weight: Number(text) });
  ask({
    title: "Weight",
    says: `${row.url} has weight ${row.weight}: ${(model.dueShare(row) * 100).toFixed(1)} % of the pool's requests.`,
    fields: [{ name: "weight", label: "Weight", value: String(row.weight), inputmode: "numeric", hint: "Twice the weight, twice the requests; 0: none." }],
    wrong: ({ weight }) => (/^\d+$/.test(weight) ? {} : { weight: "A whole number." }),
    verb: "Change",
    commands: ({ weight }) => [loadex(origin, ["weight", row.url, weight], row.pool), curl(origin, "PATCH", pathOf(row), weightOf(weight))],
    async run({ weight }) {
      await send("PATCH", pathOf(row), weightOf(weight));
      const undo = () => send("PATCH", pathOf(row), { weight: row.weight }).catch((error) => toast(error.message, { tone: "bad" }));
      return { text: `${row.url} has weight ${weight}.`, action: { text: "Undo", run: undo } };
    },
  });
}

export async function probe(_, row) {
  try {
    const found = await send("POST", pathOf(row, "/probe"));
    toast(`${row.url}: ${found.found}${found.took_ms === undefined ? "" : ` in ${found.took_ms} ms`}`, { tone: found.ok ? "good" : "bad" });
  } catch (error) {
    toast(`${row.url}: ${error.message}`, { tone: "bad" });
  }
}

const algorithms = ["roundrobin", "weightedroundrobin", "leastconnection", "p2c", "ewma", "random", "first", "iphash", "urlhash", "headerhash", "cookiehash"];

export function chooseAlgorithm(pool) {
  const path = `pools/${encodeURIComponent(pool.name)}`;
  ask({
    title: "Algorithm",
    says: `Pool ${pool.name} goes by ${pool.algorithm}. The next request goes by what is chosen here; none is dropped.`,
    fields: [{ name: "algorithm", label: "Algorithm", value: pool.algorithm, options: algorithms.map((name) => [name, name]) }],
    verb: "Switch",
    commands: ({ algorithm }) => [loadex(origin, ["algo", algorithm], pool.name), curl(origin, "PATCH", path, { algorithm })],
    async run({ algorithm }) {
      await send("PATCH", path, { algorithm });
      const undo = () => send("PATCH", path, { algorithm: pool.algorithm }).catch((error) => toast(error.message, { tone: "bad" }));
      return { text: `Pool ${pool.name} goes by ${algorithm}.`, action: { text: "Undo", run: undo } };
    },
  });
}
