// The daemon's API: tokens, and errors in its own words.
const root = "/loadex/v1/";
let askForToken = async () => undefined; // the page's prompt
let prompting; // one prompt for all that wait for it

/** `prompt` gets why, and gives a token, or nothing if there is none. */
export const usePrompt = (prompt) => (askForToken = prompt);

const token = {
  get: () => sessionStorage.getItem("token"),
  set: (value) => sessionStorage.setItem("token", value),
  drop: () => sessionStorage.removeItem("token"),
};

/** What the API refused, with the fields at fault. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.faults = problem.errors ?? [];
  }
}

async function refusalOf(answer) {
  const text = await answer.text();
  try {
    return new Refusal(answer.status, JSON.parse(text));
  } catch {
    return new Refusal(answer.status, { detail: text.trim().slice(0, 300) || `HTTP ${answer.status}` });
  }
}

/** The answer to a request below the API, if it is one of success; asks for a token where the API does. */
export async function ask(method, path, { body, accept = "application/json", signal } = {}) {
  const shown = token.get();
  const headers = { Accept: accept };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (shown) headers.Authorization = `Bearer ${shown}`;
  const answer = await fetch(root + path, { method, headers, body: body && JSON.stringify(body), signal, cache: "no-store" });
  if (answer.ok) return answer;
  const refusal = await refusalOf(answer);
  if (answer.status !== 401 || signal?.aborted) throw refusal;
  if (shown && shown === token.get()) token.drop();
  if (!token.get()) {
    prompting ??= askForToken(refusal.message).finally(() => (prompting = undefined));
    const given = await prompting;
    if (!given) throw refusal;
    token.set(given);
  }
  return ask(method, path, { body, accept, signal });
}

/** The same as JSON; nothing if it has no body. */
export async function get(path) {
  return (await ask("GET", path)).json();
}

export async function send(method, path, body) {
  const text = await (await ask(method, path, { body })).text();
  return text ? JSON.parse(text) : undefined;
}

export const pathOf = (row, more = "") => `pools/${encodeURIComponent(row.pool)}/backends/${row.id}${more}`;
