// Prometheus' own programs.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

if (spawnSync("promtool", ["--version"]).error) {
  console.log("SKIPPED: make test-metrics installs what this needs");
  process.exit();
}

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
