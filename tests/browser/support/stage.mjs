// A balancer with backends, and pages that look at it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startBalancer } from "../../openapi/support/programs.mjs";
import { Backend } from "./backend.mjs";
import { launch } from "./packages.mjs";

const run = promisify(execFile);
const browser = await launch();

/** To be called once the file's tests are done. */
export const closeBrowser = () => browser.close();

const configuration = (port, backends, { sites, more }) => `[global]
workers=1
${sites ? "" : `port=${port}\naddress=["127.0.0.1"]\nbackends=${JSON.stringify(backends.map((one) => one.url ?? one))}`}
[health]
interval=200ms
timeout=1s
${sites}${more}`;

/** The browser tells of each answer that is an error, and of a daemon that is away. */
const isRefusal = (text) => text.startsWith("Failed to load resource");

/** How patient a test is with what it awaits, in ms: machines are busy. */
export const patience = 60_000;

export class Stage {
  backends = [];
  #pages = [];
  #contexts = [];
  #how;

  /** `backends`: as many of them, or these. Of the configuration, `sites`: the sections that give several pools, `more`: others. */
  static async open({ backends = 3, sites = "", more = "" } = {}) {
    const stage = new Stage();
    stage.#how = { sites, more };
    stage.backends = typeof backends === "number" ? await Promise.all(Array.from({ length: backends }, () => Backend.start())) : backends;
    await stage.start();
    return stage;
  }

  async start() {
    this.balancer = await startBalancer(configuration(this.origin?.split(":")[2] ?? 0, this.backends, this.#how));
    this.origin = `http://127.0.0.1:${this.balancer.port}`;
  }

  /** The page, once it is live. `options` as a browser's context has them; `wait`: for it to be live. */
  async page({ wait = true, path = "/dashboard/", before = async () => {}, ...options } = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "dark", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    page.faults = [];
    page.asked = [];
    page.on("console", (said) => said.type() === "error" && !isRefusal(said.text()) && page.faults.push(said.text()));
    page.on("pageerror", (error) => page.faults.push(error.stack));
    page.on("request", (request) => page.asked.push(request.url()));
    this.#pages.push(page);
    this.#contexts.push(context);
    await before(page);
    await page.goto(this.origin + path);
    if (wait) await page.getByText("● live").waitFor();
    return page;
  }

  /** What `loadex` prints. */
  async loadex(...words) {
    const { stdout } = await run(join(process.env.LOADEX_BIN, "loadex"), [...words, "-u", this.origin], { timeout: patience });
    return stdout;
  }

  async get(path) {
    const answer = await fetch(`${this.origin}/loadex/v1/${path}`);
    assert.equal(answer.status, 200, path);
    return answer.json();
  }

  /** Ends all; no page may have had a fault. */
  async close() {
    const had = this.#pages.flatMap((page) => page.faults);
    await Promise.all(this.#contexts.map((context) => context.close()));
    for (const one of this.backends) await one.leave?.();
    assert.equal(await this.balancer.stop(), 0, this.balancer.printed);
    assert.deepEqual(had, []);
  }
}

/** A test with a stage of its own. */
export const onStage = (how, act) => async () => {
  const stage = await Stage.open(how);
  try {
    await act(stage);
  } catch (error) {
    await stage.close().catch(() => {});
    throw error;
  }
  await stage.close();
};

/** Waits until `look` gives what is wanted. */
export async function becomes(look, wanted, why = "") {
  let last;
  for (const deadline = Date.now() + patience; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 20))) {
    last = await look();
    if (wanted instanceof RegExp ? wanted.test(last) : last === wanted) return;
  }
  assert.fail(`${why} it is ${JSON.stringify(last)} and never ${wanted}`);
}

export const card = (page, url) => page.locator("li.card", { has: page.getByRole("heading", { name: url, exact: true }) });
export const openBackend = async (page, url) => {
  await card(page, url).getByRole("button").click();
  return page.getByRole("dialog", { name: url });
};
export const toasts = (page) => page.locator("#toasts");
