// Prometheus' own programs, and what make has installed from npm.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const packages = process.env.NODE_PACKAGES ?? ""; // it has node_modules
if (spawnSync("promtool", ["--version"]).error || !existsSync(join(packages, "node_modules/@grafana/schema"))) {
  console.log("SKIPPED: make test-metrics installs what this needs");
  process.exit();
}

export const typescript = createRequire(join(packages, "here"))("typescript");

export const top = fileURLToPath(new URL("../../..", import.meta.url));
export const sourceOf = (path) => readFileSync(join(top, path), "utf8");

/** What promtool says, and whether it is content; it reads `input`. */
export function promtool(words, input) {
  const { status, stdout, stderr } = spawnSync("promtool", words, { input, encoding: "utf8", timeout: 60_000 });
  return { content: status === 0, said: stdout + stderr };
}

/** Fails with what promtool says if it is not content. */
export function approve(words, input) {
  const { content, said } = promtool(words, input);
  assert(content, said);
  return said;
}
