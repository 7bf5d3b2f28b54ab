// Send Traffic: a chosen number of requests from this browser, and where they went.
import { loadex } from "./commands.js";
import { ask } from "./dialogs.js";
import { el, keep, say } from "./dom.js";
import { count, milliseconds, percent } from "./format.js";
import { announce } from "./toasts.js";

const atATime = 5; // a browser has six connections to one place, and the stream has one

/** Who answered, by the balancer's own words or the demo backend's; or what went wrong. Pure. */
export function answeredBy(status, proxyStatus, body) {
  const own = /(?:^|,)\s*loadex\s*((?:;[^,]*)*)/i.exec(proxyStatus ?? "")?.[1] ?? "";
  const next = /;\s*next-hop=("?)([^";]+)\1/.exec(own)?.[2];
  if (next) return next;
  const error = /;\s*error=([\w-]+)/.exec(own)?.[1];
  if (error) return `refused by Loadex: ${status}`;
  return /^Response from backend: (\S+)/.exec(body)?.[1] ?? "a backend that does not say its name";
}

async function once(path) {
  const began = performance.now();
  try {
    const answer = await fetch(path, { cache: "no-store", redirect: "manual" });
    const body = await answer.text();
    if (answer.status === 404 && body === "There is no such address.\n") throw new Error("away");
    const ok = answer.type === "opaqueredirect" || answer.status < 400;
    return { by: answeredBy(answer.status, answer.headers.get("Proxy-Status"), body), ok, took: performance.now() - began };
  } catch (error) {
    if (error.message === "away") throw new Error("This page has a port of its own, which has no traffic: send it from a terminal, as below.");
    return { by: "no answer", ok: false, took: performance.now() - began };
  }
}

/** Sends them, a few at a time; `tell` gets what there is so far; `goes_on` says whether anybody wants more. */
async function sendAll(path, all, tell, goesOn) {
  const so_far = { begun: 0, done: 0, failed: 0, by: new Map(), took: [] };
  const sender = async () => {
    while (so_far.begun < all && goesOn()) {
      ++so_far.begun;
      const { by, ok, took } = await once(path);
      ++so_far.done;
      if (!ok) ++so_far.failed;
      so_far.by.set(by, (so_far.by.get(by) ?? 0) + 1);
      so_far.took.push(took);
      tell(so_far);
    }
  };
  await Promise.all(Array.from({ length: atATime }, sender));
  return so_far;
}

const most = 100_000;

export function sendTraffic() {
  const bar = el("progress", { max: "1", value: "0", "aria-label": "requests sent", hidden: true });
  const told = el("p", { class: "told" });
  const where = el("ol", { class: "where", "aria-label": "Where they went" });
  const show = (so_far, all) => {
    bar.value = so_far.done / all;
    say(told, `${count(so_far.done)} of ${count(all)} answered, ${count(so_far.failed)} failed`);
    const rows = [...so_far.by].sort((a, b) => b[1] - a[1]);
    keep(where, rows, ([by]) => by, ([by]) => el("li", {}, el("span", { class: "url", text: by, title: by }), el("meter", { "aria-hidden": "true" }), el("span", { class: "value" })), (node, [, n]) => {
      node.children[1].value = n / so_far.done;
      say(node.lastChild, `${count(n)} (${percent(n / so_far.done)})`);
    });
  };
  ask({
    title: "Send Traffic",
    says: `GET requests from this browser to ${location.host}, ${atATime} at a time. They count like any others.`,
    fields: [
      { name: "number", label: "How many", value: "100", inputmode: "numeric", hint: `From 1 to ${count(most)}.` },
      { name: "path", label: "Path", value: "/", hint: "Such as /, with or without a query." },
    ],
    wrong: ({ number, path }) => ({
      ...(!(/^\d+$/.test(number) && Number(number) >= 1 && Number(number) <= most) && { number: `From 1 to ${count(most)}.` }),
      ...(!/^\/(?!\/)/.test(path) && { path: "It begins with one /." }),
    }),
    verb: "Send",
    commands: ({ number, path }) => [loadex(location.origin, ["make-request", "-c", number || "100", ...(path !== "/" ? ["--path", path] : [])])],
    extra: el("div", {}, bar, told, where),
    async run({ number, path }, dialog) {
      bar.hidden = false;
      where.replaceChildren();
      const all = Number(number);
      let drawn = 0;
      const tell = (so_far) => {
        if (so_far.done < all && performance.now() - drawn < 100) return;
        drawn = performance.now();
        show(so_far, all);
      };
      const so_far = await sendAll(path, all, tell, () => dialog.open);
      show(so_far, all);
      const sorted = so_far.took.sort((a, b) => a - b);
      const middle = milliseconds(sorted[Math.floor(sorted.length / 2)]);
      say(told, `${told.textContent}; half of them within ${middle}, as this browser saw it`);
      announce(told.textContent);
      return undefined;
    },
    stays: true,
  });
}
