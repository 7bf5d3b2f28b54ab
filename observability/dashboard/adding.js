// Add Node: a dialog that knows a wrong URL before the API has to.
import { send } from "./api.js";
import { curl, loadex } from "./commands.js";
import { ask } from "./dialogs.js";

/** What cannot be a backend's URL about `text`; nothing if it can. Pure. */
export function wrongUrl(text) {
  if (!text) return "Such as http://10.0.0.7:8001.";
  let url;
  try {
    url = new URL(text);
  } catch {
    return "This is no URL: it is such as http://10.0.0.7:8001.";
  }
  if (url.protocol !== "http:") return "It must begin with http://.";
  if (url.username || url.password) return "It must not have a user in it.";
  if (url.search || url.hash) return "It must end before ? and #.";
  if (url.pathname !== "/") return "It must have no path.";
  return undefined;
}

const isCount = (text) => /^\d+$/.test(text);

/** The body of such values, without what is as by default. */
const bodyOf = ({ url, weight, max_connections, backup }) => ({
  url,
  ...(weight !== "1" && { weight: Number(weight) }),
  ...(max_connections !== "0" && { max_connections: Number(max_connections) }),
  ...(backup && { backup: true }),
});

export function addBackend(model) {
  const pools = [...model.pools.keys()];
  const chosen = model.pool || pools.find((name) => name === "main") || pools[0];
  const path = ({ pool }) => `pools/${encodeURIComponent(pool)}/backends`;
  ask({
    title: "Add Node",
    says: "It gets requests once a probe has found it well. It stays until the daemon ends, unless the configuration is saved.",
    fields: [
      { name: "url", label: "URL", type: "url", placeholder: "http://10.0.0.7:8001", hint: "Where it listens." },
      { name: "pool", label: "Pool", value: chosen, options: pools.map((name) => [name, name]) },
      { name: "weight", label: "Weight", value: "1", inputmode: "numeric", hint: "Twice the weight, twice the requests." },
      { name: "max_connections", label: "Requests at a time, at most", value: "0", inputmode: "numeric", hint: "0: no limit." },
      { name: "backup", label: "Backup: only when no other can serve", type: "checkbox" },
    ],
    wrong({ url, weight, max_connections }) {
      const faults = {};
      const urlFault = wrongUrl(url);
      if (urlFault) faults.url = urlFault;
      if (!isCount(weight)) faults.weight = "A whole number.";
      if (!isCount(max_connections)) faults.max_connections = "A whole number.";
      return faults;
    },
    verb: "Add",
    commands: (given) => {
      const url = given.url || "http://10.0.0.7:8001";
      const body = bodyOf({ ...given, url });
      const options = [["--weight", body.weight], ["--max-connections", body.max_connections]].filter(([, value]) => value >= 0);
      const words = ["add-server", "--target", url, ...options.flat(), ...(given.backup ? ["--backup"] : [])];
      return [loadex(location.origin, words, given.pool), curl(location.origin, "POST", path(given), body)];
    },
    async run(given) {
      const added = await send("POST", path(given), bodyOf(given));
      return { text: `${added.url} is in pool ${given.pool}.` };
    },
  });
}
