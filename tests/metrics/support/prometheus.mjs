// A real Prometheus, by observability/prometheus.yml.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program } from "../../openapi/support/programs.mjs";
import { sourceOf } from "./tools.mjs";

/** A text with something else in place of what has to be there. */
function replaced(text, found, instead) {
  assert(text.search(found) >= 0, `${found}`);
  return text.replace(found, instead);
}

/** Scrapes that port of this machine each second; alerts do not wait. */
export async function startPrometheus(port) {
  const folder = mkdtempSync(join(tmpdir(), "loadex-prometheus-"));
  let configuration = replaced(sourceOf("observability/prometheus.yml"), /_interval: 5s/g, "_interval: 1s");
  configuration = replaced(configuration, '"loadex:8080"', `"127.0.0.1:${port}"`);
  writeFileSync(join(folder, "prometheus.yml"), configuration);
  writeFileSync(join(folder, "alerts.yml"), replaced(sourceOf("observability/alerts.yml"), /^ +for: .*\n/gm, ""));
  const program = new Program("/usr/bin/prometheus", [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    "--web.listen-address=127.0.0.1:0",
    "--enable-feature=exemplar-storage",
  ]);
  const [, address] = await program.sign(/msg="Listening on" address=(\S+)[^]*Server is ready/);
  const ask = async (path, what) => {
    const answer = await fetch(`http://${address}/api/v1/${path}?${new URLSearchParams(what)}`);
    const { status, data, error } = await answer.json();
    assert.equal(status, "success", `${error}: ${what?.query}`);
    return data;
  };
  return {
    /** What there has been in the last minute: series, each with numbers. */
    async over(query) {
      const end = Date.now() / 1000;
      const { result } = await ask("query_range", { query, start: end - 60, end, step: 1 });
      return result.filter(({ values }) => values.some(([, value]) => value !== "NaN"));
    },
    /** What there is now. */
    async now(query) {
      const { result } = await ask("query", { query });
      return result.filter(({ value: [, value] }) => value !== "NaN");
    },
    exemplars: (query) => ask("query_exemplars", { query, start: Date.now() / 1000 - 60, end: Date.now() / 1000 }),
    /** The names of alerts. */
    async firing() {
      const { alerts } = await ask("alerts");
      return alerts.filter(({ state }) => state === "firing").map(({ labels }) => labels.alertname);
    },
    async stop() {
      const code = await program.stop();
      rmSync(folder, { recursive: true });
      return code;
    },
  };
}
