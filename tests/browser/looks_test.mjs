// How the page looks: for everybody, at every width, in both themes, with few and many backends; with pictures of it.
//
// PICTURES is the folder that they go to.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Backend } from "./support/backend.mjs";
import { axeFile } from "./support/packages.mjs";
import { becomes, card, closeBrowser, onStage, openBackend } from "./support/stage.mjs";

test.after(closeBrowser);

const folder = process.env.PICTURES;
mkdirSync(folder, { recursive: true });
/** On a plain ground: the gradient makes a picture five times as large. */
async function picture(page, name) {
  const plain = (is) => page.evaluate((colour) => document.documentElement.style.setProperty("--ground", colour), is);
  await plain((await page.locator("html").getAttribute("data-theme")) === "dark" ? "#10132a" : "#edf0f9");
  await page.screenshot({ path: join(folder, `dashboard-${name}.png`), animations: "disabled" });
  await plain("");
}

/** What axe finds wrong. It is put there past the policy, as a debugger would. */
async function faults(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("Page.setBypassCSP", { enabled: true });
  const { readFileSync } = await import("node:fs");
  await client.send("Runtime.evaluate", { expression: readFileSync(axeFile, "utf8") });
  const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`);
}

/** What stands out of the page at the sides. */
const overhang = (page) => page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);

/** Requests, a few at a time, until stopped. */
function traffic(origin) {
  let goes = true;
  const one = async () => {
    while (goes) await fetch(origin).then((answer) => answer.text()).catch(() => {});
  };
  const all = Promise.all([one(), one(), one(), one()]);
  return () => ((goes = false), all);
}

const lookAt = (page, seconds) => page.locator("#window").selectOption(String(seconds));

/** Until the newest minute has so many seconds with requests. */
const seenFor = (page, seconds) =>
  becomes(() => page.evaluate(() => Chart.getChart("chart-in_flight").data.datasets[0].data.filter(({ y }) => y !== null).length), new RegExp(`^(${Array.from({ length: 60 - seconds }, (_, i) => i + seconds).join("|")})$`));

test("with five backends under traffic, one of which fails", onStage({ backends: 5 }, async (stage) => {
  const stop = traffic(`${stage.origin}/`);
  stage.backends.forEach((one, i) => (one.delay = 2 + 3 * i));
  const page = await stage.page();
  const light = await stage.page({ colorScheme: "light" });
  try {
    for (const one of [page, light]) await lookAt(one, 60);
    await stage.loadex("weight", stage.backends[0].url, "2");
    await stage.loadex("algo", "weightedroundrobin");
    await seenFor(page, 15);
    await picture(page, "dark");
    await picture(light, "light");
    await stage.backends[3].leave();
    await becomes(() => card(page, stage.backends[3].url).locator(".state").textContent(), "■ unhealthy");
    await seenFor(page, 22);
    await becomes(() => page.locator("li.card .url").first().textContent(), stage.backends[3].url);
    await page.setViewportSize({ width: 1280, height: 1200 });
    await picture(page, "failover");
    assert.deepEqual(await faults(page), []);
    assert.deepEqual(await faults(light), []);
    await openBackend(light, stage.backends[0].url);
    await picture(light, "backend");
    assert.deepEqual(await faults(light), []);
    for (const width of [320, 360, 768, 1280, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      await becomes(() => overhang(page), 0, `at ${width} pixels`);
    }
  } finally {
    await stop();
  }
}));

test("on a phone", onStage({ backends: 3 }, async (stage) => {
  const stop = traffic(`${stage.origin}/`);
  try {
    const page = await stage.page({ viewport: { width: 360, height: 800 }, isMobile: true, hasTouch: true });
    await lookAt(page, 60);
    await seenFor(page, 4);
    await picture(page, "phone");
    assert.equal(await overhang(page), 0);
    assert.deepEqual(await faults(page), []);
    await page.getByRole("button", { name: "Add Node" }).tap();
    assert.equal(await overhang(page), 0);
    assert.deepEqual(await faults(page), []);
  } finally {
    await stop();
  }
}));

test("with fifty backends a table, searched and filtered", async () => {
  const backends = await Promise.all(Array.from({ length: 50 }, (_, i) => Backend.start({ delay: i % 7, status: i % 11 === 10 ? 503 : 200 })));
  await onStage({ backends }, async (stage) => {
    const stop = traffic(`${stage.origin}/`);
    try {
      const page = await stage.page();
      await lookAt(page, 60);
      await becomes(() => page.locator("#counts").textContent(), /■ 4 unhealthy/);
      await seenFor(page, 6);
      await page.setViewportSize({ width: 1280, height: 1200 });
      await picture(page, "50-backends");
      assert.deepEqual(await faults(page), []);
      await page.locator("#state").selectOption("unhealthy");
      await becomes(() => page.locator(".rows .row").count(), 4);
      await page.locator("#search").fill("no such");
      await page.getByText("No backend is like that.").waitFor();
    } finally {
      await stop();
    }
  })();
});

test("a thousand backends stay usable", async () => {
  const nobody = Array.from({ length: 1000 }, (_, i) => `http://127.${1 + (i >> 8)}.${i & 255}.1:9`);
  const count = `window.frames = []; const next = requestAnimationFrame;
    window.requestAnimationFrame = (draw) => next((t) => { const began = performance.now(); draw(t); frames.push(performance.now() - began); });`;
  await onStage({ backends: nobody }, async (stage) => {
    const page = await stage.page({ before: (one) => one.addInitScript(count) });
    await becomes(() => page.locator("#counts").textContent(), /■ 1000 unhealthy/);
    assert((await page.locator(".rows .row").count()) < 60);
    const last = await page.locator(".table").evaluate(async (node) => {
      node.scrollTop = node.scrollHeight;
      for (let i = 0; i < 2; ++i) await new Promise(requestAnimationFrame);
      return [...node.querySelectorAll(".text")].at(-1).textContent;
    });
    assert.equal(last, nobody.at(-1), "it scrolls at once");
    await page.evaluate(() => (frames.length = 0));
    await becomes(() => page.evaluate(() => frames.length >= 6), true);
    const sorted = (await page.evaluate(() => frames)).sort((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)];
    console.log(`a frame takes ${middle.toFixed(1)} ms`);
    assert(middle < 100, `${middle} ms a frame`);
  })();
});

test("with no backend that serves, and with an API that fails", onStage({ backends: 2 }, async (stage) => {
  const page = await stage.page();
  for (const one of stage.backends) await one.leave();
  await becomes(() => page.locator("#banner").textContent(), /no healthy backend/);
  await fetch(stage.origin);
  await becomes(() => page.locator("#minute-errors").textContent(), /1 in/);
  await picture(page, "error");
  assert.deepEqual(await faults(page), []);
}));

test("with no backend at all, and with names of 200 characters", onStage({ backends: 1 }, async (stage) => {
  const long = `http://${"a-name-that-does-not-end.".repeat(8)}example:8001`;
  const page = await stage.page({ colorScheme: "light" });
  await stage.loadex("add-server", "--target", long);
  await card(page, long).waitFor();
  await openBackend(page, long);
  assert.equal(await overhang(page), 0);
  await page.keyboard.press("Escape");
  assert.equal(await overhang(page), 0);
  for (const url of [long, stage.backends[0].url]) await stage.loadex("remove-server", url, "--wait");
  await page.getByText("There are no backends:").waitFor();
  await becomes(() => page.locator("#healthy").textContent(), "none");
  await picture(page, "empty");
  assert.deepEqual(await faults(page), []);
}));

test("the theme is the system's until another is chosen, and that is kept", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page({ colorScheme: "light" });
  const theme = () => page.locator("html").getAttribute("data-theme");
  assert.equal(await theme(), "light");
  await page.getByRole("button", { name: "Other theme" }).click();
  assert.equal(await theme(), "dark");
  await page.reload();
  assert.equal(await theme(), "dark");
}));
