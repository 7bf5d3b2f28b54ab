// What the page does, as commands of a terminal. Pure.
import { shellWord } from "./format.js";

const defaultServer = "http://localhost:8080";

/** `loadex` words for a daemon that is reached at `origin`. */
export function loadex(origin, words, pool) {
  const where = origin === defaultServer ? [] : ["-u", origin];
  const of = pool === undefined || pool === "main" ? [] : ["--pool", pool];
  return ["loadex", ...words, ...of, ...where].map((word) => shellWord(String(word))).join(" ");
}

/** The same over the API. */
export function curl(origin, method, path, body) {
  const words = ["curl", "-X", method, `${origin}/loadex/v1/${path}`];
  if (body !== undefined) words.push("-H", "Content-Type: application/json", "-d", JSON.stringify(body));
  return words.map(shellWord).join(" ");
}
