// What make has installed from npm, and the browser that is Debian's.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const browser = "/usr/bin/chromium";
const folder = process.env.NODE_PACKAGES ?? ""; // it has node_modules
const wanted = join(folder, "node_modules/playwright-core");
if (!existsSync(wanted) || !existsSync(browser)) {
  console.log("SKIPPED: make test-browser installs what this needs");
  process.exit();
}
const require = createRequire(join(folder, "here"));

const { chromium } = require("playwright-core");
export const axeFile = require.resolve("axe-core/axe.min.js");

/** A browser with a profile of its own, that speaks to nobody but the pages' servers. */
export const launch = () =>
  chromium.launch({
    executablePath: browser,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
  });
