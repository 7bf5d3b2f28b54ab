// What can be done on the page, and what it says about it.
import assert from "node:assert/strict";
import test from "node:test";
import { Backend } from "./support/backend.mjs";
import { becomes, card, closeBrowser, onStage, openBackend, toasts } from "./support/stage.mjs";

test.after(closeBrowser);

const state = (page, url) => () => card(page, url).locator(".state").textContent();

test("Add Node knows a wrong URL, tells the API's own error, and adds", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  const other = await Backend.start();
  stage.backends.push(other);
  await page.getByRole("button", { name: "Add Node" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Node" });
  const add = (url) => dialog.getByLabel("URL", { exact: true }).fill(url).then(() => dialog.getByRole("button", { name: "Add", exact: true }).click());
  for (const wrong of ["", "localhost:8001", "https://a", "http://a/b", "http://u:p@a", "http://a?b"]) {
    await add(wrong);
    assert.equal(await dialog.getByLabel("URL", { exact: true }).getAttribute("aria-invalid"), "true", wrong);
  }
  await add(stage.backends[0].url);
  await becomes(() => dialog.getByRole("alert").textContent(), /already|there/);
  assert.equal((await stage.get("backends")).backends.length, 1);
  await dialog.getByLabel("Weight", { exact: true }).fill("2");
  await add(other.url);
  await dialog.waitFor({ state: "detached" });
  await becomes(state(page, other.url), "● healthy");
  const { backends } = await stage.get("backends");
  assert.equal(backends.find(({ url }) => url === other.url).weight, 2);
}));

test("a drain says what will happen, how far it is, and can be undone", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  const [one] = stage.backends;
  one.holds = true;
  const held = fetch(`${stage.origin}/`);
  await becomes(() => card(page, one.url).locator(".in-flight").textContent(), "1");
  const dialog = await openBackend(page, one.url);
  await dialog.getByRole("button", { name: "Drain", exact: true }).click();
  const drain = page.getByRole("dialog", { name: "Drain" });
  assert.match(await drain.locator(".says").textContent(), /1 request is with it. New ones stop now/);
  await drain.getByLabel("Seconds").fill("50");
  assert.match(await drain.locator(".same").textContent(), new RegExp(`loadex drain ${one.url} --wait --deadline 50s`));
  await drain.getByRole("button", { name: "Drain", exact: true }).click();
  await becomes(() => drain.locator(".says").textContent(), /^1 left with it; [34]\d s left at most$/);
  await becomes(state(page, one.url), "◐ draining");
  one.release();
  assert.equal((await held).status, 200);
  await becomes(() => toasts(page).textContent(), /is empty and disabled/);
  await becomes(state(page, one.url), "○ disabled");
  await dialog.getByRole("button", { name: "Close" }).click();
  await toasts(page).getByRole("button", { name: "Enable again" }).click();
  await becomes(state(page, one.url), "● healthy");
}));

test("weight and algorithm are changed, with the commands that do the same, and changed back", onStage({ backends: 2 }, async (stage) => {
  const page = await stage.page();
  const [one] = stage.backends;
  const weight = async () => (await stage.get("backends")).backends.find(({ url }) => url === one.url).weight;
  const algorithm = async () => (await stage.get("pools/main")).algorithm;
  const dialog = await openBackend(page, one.url);
  await dialog.getByRole("button", { name: "Weight", exact: true }).click();
  const weigh = page.getByRole("dialog", { name: "Weight", exact: true });
  assert.match(await weigh.locator(".says").textContent(), /has weight 1: 50.0 %/);
  await weigh.getByLabel("Weight", { exact: true }).fill("three");
  await weigh.getByRole("button", { name: "Change", exact: true }).click();
  await becomes(() => weigh.locator(".hint").textContent(), "A whole number.");
  await weigh.getByLabel("Weight", { exact: true }).fill("3");
  const [loadex, curl] = await weigh.locator("code").allTextContents();
  assert.equal(loadex, `loadex weight ${one.url} 3 -u ${stage.origin}`);
  assert.match(curl, /^curl -X PATCH .*'{"weight":3}'$/);
  await weigh.getByRole("button", { name: "Change", exact: true }).click();
  await becomes(weight, 3);
  await becomes(() => card(page, one.url).locator(".share .words").textContent(), /due 75.0 %/);
  await dialog.getByRole("button", { name: "Close" }).click();
  await toasts(page).getByRole("button", { name: "Undo" }).click();
  await becomes(weight, 1);

  await page.locator("#algorithm").click();
  const choose = page.getByRole("dialog", { name: "Algorithm" });
  await choose.getByLabel("Algorithm").selectOption("leastconnection");
  await choose.getByRole("button", { name: "Switch", exact: true }).click();
  await becomes(algorithm, "leastconnection");
  await becomes(() => page.locator("#algorithm").textContent(), "leastconnection");
  await toasts(page).getByRole("button", { name: "Undo" }).click();
  await becomes(algorithm, "roundrobin");
}));

test("a backend is disabled, enabled, probed and removed", onStage({ backends: 2 }, async (stage) => {
  const page = await stage.page();
  const [one] = stage.backends;
  const dialog = await openBackend(page, one.url);
  const press = async (name) => {
    await dialog.getByRole("button", { name, exact: true }).click();
    const asks = page.getByRole("dialog", { name, exact: true });
    await asks.getByRole("button", { name, exact: true }).click();
    await asks.waitFor({ state: "detached" });
  };
  await press("Disable");
  await becomes(state(page, one.url), "○ disabled");
  await press("Enable");
  await becomes(state(page, one.url), "● healthy");
  await dialog.getByRole("button", { name: "Probe now" }).click();
  await becomes(() => toasts(page).textContent(), /HTTP 200 in/);
  await press("Remove");
  await card(page, one.url).waitFor({ state: "detached" });
  await becomes(() => dialog.textContent(), /It has left the pool/);
}));

test("Send Traffic sends as many as were chosen, and says where they went", onStage({ backends: 2 }, async (stage) => {
  const page = await stage.page();
  await page.getByRole("button", { name: "Send Traffic" }).click();
  const dialog = page.getByRole("dialog", { name: "Send Traffic" });
  await dialog.getByLabel("How many").fill("0");
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  assert.equal(await dialog.getByLabel("How many").getAttribute("aria-invalid"), "true");
  await dialog.getByLabel("How many").fill("40");
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await becomes(() => dialog.locator(".told").textContent(), /^40 of 40 answered, 0 failed; half of them within/);
  const where = await dialog.locator(".where li").allTextContents();
  assert.deepEqual(where.sort(), stage.backends.map(({ url }) => `${url}20 (50.0 %)`).sort());
  await becomes(() => page.locator("#hits").textContent(), "40 answered so far");
}));

test("traffic that fails is said to", onStage({ backends: 1 }, async (stage) => {
  stage.backends[0].status = 500;
  const page = await stage.page({ wait: false });
  await page.getByRole("button", { name: "Send Traffic" }).click();
  const dialog = page.getByRole("dialog", { name: "Send Traffic" });
  await dialog.getByLabel("How many").fill("6");
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await becomes(() => dialog.locator(".told").textContent(), /^6 of 6 answered, 6 failed/);
}));

const twoPools = async () => {
  const backends = await Promise.all([Backend.start(), Backend.start(), Backend.start()]);
  const [left, ...right] = backends.map(({ url }) => `{url="${url}"}`);
  const sites = `[listeners]
site={port=0, address=["127.0.0.1"], admin=true, routes=[{path="/right", pool="right"}], pool="left"}
[pools]
left={backends=[${left}]}
right={backends=[${right.join(", ")}]}
`;
  return { backends, sites };
};

test("pools, routes and listeners are shown with what they had, and one pool is looked at", async () => {
  await onStage(await twoPools(), async (stage) => {
    const page = await stage.page();
    await fetch(`${stage.origin}/right`);
    await becomes(() => page.locator("li.card").count(), 3);
    await page.locator("#pool").selectOption("right");
    await becomes(() => page.locator("li.card").count(), 2);
    await becomes(() => page.locator("#hits").textContent(), "1 answered so far");
    await page.getByText("Routes and listeners").click();
    await becomes(() => page.locator("#routes").textContent(), /\/right.*pool right1/);
    await becomes(() => page.locator("#listeners").textContent(), new RegExp(stage.origin.split("//")[1]));
    await becomes(() => page.locator("#pools").textContent(), /right.*2 of 2 healthy/);
  })();
});

test("explain says who would serve a request, and why not the others", async () => {
  await onStage(await twoPools(), async (stage) => {
    const page = await stage.page();
    await page.getByText("Explain: who would serve").click();
    const form = page.locator("#explain-form");
    await form.getByLabel("Pool").selectOption("right");
    await form.getByLabel("Client").fill("not an address");
    await form.getByRole("button", { name: "Explain", exact: true }).click();
    await becomes(() => page.locator("#explain-problem").textContent(), /client .*address/);
    await form.getByLabel("Client").fill("192.0.2.7");
    await form.getByLabel("Path").fill("/right");
    await form.getByRole("button", { name: "Explain", exact: true }).click();
    await becomes(() => page.locator("#explained").textContent(), new RegExp(`^${stage.backends[1].url}|${stage.backends[2].url} would serve it`));
    assert.equal(await page.locator("#verdicts li").count(), 2);
    assert.match(await page.locator("#taken").textContent(), /right/);
    assert.equal(await page.locator("#explain-problem").textContent(), "");
  })();
});

const sesame = "open-sesame-0123456789";
const elsewhere = `[admin]
token="${sesame}"
allow=["127.0.0.2/32"]
`;

test("a token is asked for where the API does, and a wrong one again", onStage({ backends: 1, more: elsewhere }, async (stage) => {
  const page = await stage.page({ wait: false });
  const dialog = page.getByRole("dialog", { name: "Token" });
  for (const token of ["wrong-0123456789012", sesame]) {
    await dialog.getByLabel("Token").fill(token);
    await dialog.getByRole("button", { name: "Use", exact: true }).click();
    if (token !== sesame) await becomes(() => dialog.getByLabel("Token").inputValue(), "");
  }
  await page.getByText("● live").waitFor();
  await card(page, stage.backends[0].url).waitFor();
}));

test("whoever has no token is asked once, and again by Manual Refresh", onStage({ backends: 1, more: elsewhere }, async (stage) => {
  const page = await stage.page({ wait: false, before: (one) => one.clock.install() });
  const dialog = page.getByRole("dialog", { name: "Token" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await becomes(() => page.locator("#connection").textContent(), /■ needs a token/);
  const streams = page.asked.filter((url) => url.endsWith("/live")).length;
  await page.clock.fastForward(60_000);
  await page.evaluate(() => fetch("icon.svg"));
  assert.equal(page.asked.filter((url) => url.endsWith("/live")).length, streams);
  await page.getByRole("button", { name: "Manual Refresh" }).click();
  await dialog.getByLabel("Token").fill(sesame);
  await dialog.getByRole("button", { name: "Use", exact: true }).click();
  await page.getByText("● live").waitFor();
}));

test("all can be done with keys alone", onStage({ backends: 2 }, async (stage) => {
  const page = await stage.page();
  const urls = stage.backends.map(({ url }) => url);
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const current = () => page.locator("li.card[aria-current]").getByRole("heading").textContent();
  const title = () => page.locator("dialog[open] h2").last().textContent();
  const leave = () => press("Escape").then(() => page.locator("dialog").waitFor({ state: "detached" }));
  await press("Tab");
  await becomes(() => page.evaluate(() => document.activeElement.textContent), "To the backends");
  await press("j");
  await becomes(current, urls[0]);
  await press("j");
  await becomes(current, urls[1]);
  await press("k");
  await becomes(current, urls[0]);
  await press("Enter");
  await becomes(title, urls[0]);
  await leave();
  await press("d");
  await becomes(title, "Drain");
  await press("Enter");
  await becomes(state(page, urls[0]), "○ disabled");
  await page.locator("dialog").waitFor({ state: "detached" });
  await press("e");
  await becomes(title, "Enable");
  await press("Enter");
  await becomes(state(page, urls[0]), "● healthy");
  await press("t");
  await becomes(title, "Send Traffic");
  await leave();
  await press("?");
  await becomes(title, "Keys");
  await leave();
  await press("/");
  await page.keyboard.type(urls[1].split(":").at(-1));
  await becomes(() => page.locator("li.card").count(), 1);
  // Tab reaches all that can be pressed, in the order of the page, and what has the focus is seen.
  await press("Escape");
  await page.locator("#search").fill("");
  const reached = new Set();
  await page.evaluate(() => document.body.focus());
  for (let i = 0; i < 60; ++i) {
    await press("Tab");
    const now = await page.evaluate(() => {
      const { activeElement: at } = document;
      const ring = getComputedStyle(at).outlineStyle;
      return at === document.body ? "" : `${at.id || at.getAttribute("aria-label") || at.textContent.slice(0, 20)} ${ring}`;
    });
    if (now) reached.add(now);
  }
  for (const id of ["send-traffic", "add-node", "refresh", "theme", "help", "window", "events-of", "search", "state", "order"])
    assert([...reached].some((one) => one.startsWith(`${id} `) && !one.endsWith("none")), `${id} of ${[...reached]}`);
}));
