// What make has installed from npm, wherever that is.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.NODE_PACKAGES; // it has node_modules
if (!existsSync(join(folder, "node_modules"))) {
  console.log("SKIPPED: make test-openapi installs what this needs from npm");
  process.exit();
}
const require = createRequire(join(folder, "here"));

export const Ajv = require("ajv/dist/2020").default;
export const addFormats = require("ajv-formats").default;
export const { Validator } = await import(
  pathToFileURL(join(folder, "node_modules/@seriousme/openapi-schema-validator/index.js"))
);
