// What the page shows, in a real browser, of a real balancer.
import assert from "node:assert/strict";
import test from "node:test";
import { becomes, card, closeBrowser, onStage } from "./support/stage.mjs";

test.after(closeBrowser);

const number = async (place) => Number((await place.textContent()).replace(/\D/g, ""));
const hits = (page, url) => card(page, url).locator(".hits");

test("it shows the algorithm, counts, and a card for each backend", onStage({ backends: 3 }, async (stage) => {
  const page = await stage.page();
  await becomes(() => page.locator("#algorithm").textContent(), "roundrobin");
  await becomes(() => page.locator("#healthy").textContent(), "3 of 3");
  await becomes(() => page.locator("#offline").textContent(), "healthy");
  for (const { url } of stage.backends) await becomes(() => card(page, url).locator(".state").textContent(), "● healthy");
}));

test("two pages agree with the command line and the API to the request", onStage({ backends: 2 }, async (stage) => {
  const pages = [await stage.page(), await stage.page()];
  // In two goes: what one second had is not what all had.
  await stage.loadex("make-request", "-c", "60", "-j", "3");
  await becomes(() => pages[0].locator("#hits").textContent(), "60 answered so far");
  await stage.loadex("make-request", "-c", "41", "-j", "3");
  for (const page of pages) {
    await becomes(() => page.locator("#hits").textContent(), "101 answered so far");
    for (const { url } of stage.backends) {
      const { backends } = await stage.get("backends");
      const { pool, id } = backends.find((one) => one.url === url);
      const { requests } = await stage.get(`pools/${pool}/backends/${id}`);
      assert(requests > 0);
      await becomes(() => number(hits(page, url)), requests);
    }
  }
}));

test("a page that is opened later has the history, and the events from before it", onStage({ backends: 1 }, async (stage) => {
  await stage.loadex("make-request", "-c", "20");
  const [{ url }] = stage.backends;
  await stage.loadex("weight", url, "3");
  const seconds = async () => (await stage.get("stats?seconds=900")).requests;
  await becomes(async () => (await seconds()).reduce((a, b) => a + b, 0), 20);
  const page = await stage.page();
  await becomes(() => page.locator("#events").textContent(), /weight changed.*1 to 3.*by admin/);
  const drawn = () => page.evaluate(() => Chart.getChart("chart-requests").data.datasets.map(({ label, data }) => [label, data.reduce((all, { y }) => all + (y ?? 0), 0) > 0]));
  await becomes(async () => JSON.stringify(await drawn()), JSON.stringify([[url.replace("http://", ""), true]]));
}));

const gone = "(refused|reset)"; // a probe that is under way is reset

test("a backend that is killed is unhealthy with its cause, and comes back", onStage({ backends: 2 }, async (stage) => {
  const page = await stage.page();
  const [one] = stage.backends;
  await one.leave();
  await becomes(() => card(page, one.url).locator(".state").textContent(), "■ unhealthy");
  await becomes(() => card(page, one.url).locator(".cause").textContent(), new RegExp(gone));
  await becomes(() => page.locator("#healthy").textContent(), "1 of 2");
  await becomes(() => page.locator("#offline").textContent(), "healthy, 1 offline");
  await becomes(() => page.locator("#events li").first().textContent(), new RegExp(`backend down.*${one.url}.*${gone}`));
  await becomes(() => page.locator("#announcements").textContent(), /backend down/);
  const marks = () => page.evaluate(() => Chart.getChart("chart-requests").options.marks.map(({ text }) => text).join());
  await becomes(marks, /backend down/);
  await one.come();
  await becomes(() => card(page, one.url).locator(".state").textContent(), "● healthy");
  await becomes(() => page.locator("#healthy").textContent(), "2 of 2");
}));

test("when no backend serves, a banner says since when, who was the last, and what to run", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  const [one] = stage.backends;
  await one.leave();
  await becomes(() => page.locator("#outage").textContent(), new RegExp(`no healthy backend since.*${one.url}.*${gone}`));
  assert.equal(await page.locator("#outage-same code").textContent(), `loadex probe ${one.url} -u ${stage.origin}`);
  await becomes(() => page.locator("#outage-for").textContent(), /^For \d+ s\.$/);
  assert.equal(await page.title(), "1 offline · Loadex");
  await one.come();
  await page.locator("#banner").waitFor({ state: "hidden" });
}));

test("an error is counted by its reason, and is seen", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  const [one] = stage.backends;
  await one.leave();
  await becomes(() => card(page, one.url).locator(".state").textContent(), "■ unhealthy");
  assert.equal((await fetch(`${stage.origin}/`)).status, 502);
  await becomes(() => page.locator("#minute-errors").textContent(), "1 in the last minute");
  const reasons = () => page.evaluate(() => Chart.getChart("chart-errors").data.datasets.map(({ label }) => label).join());
  await becomes(reasons, "no_backend");
  const dots = () => page.evaluate(() => Math.max(...Chart.getChart("chart-latency").getDatasetMeta(0).data.map(({ options }) => options.radius)));
  await becomes(dots, 2, "one request is a dot among latencies");
}));

test("a restart is survived: it says that it has lost the daemon, then that it began anew", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  await stage.loadex("make-request", "-c", "5");
  await becomes(() => page.locator("#hits").textContent(), "5 answered so far");
  await stage.balancer.stop();
  await becomes(() => page.locator("#connection").textContent(), /■ lost since \d\d:\d\d:\d\d, trying again/);
  assert.match(await page.locator("body").getAttribute("class"), /old/);
  await stage.start();
  await becomes(() => page.locator("#connection").textContent(), "● live");
  await becomes(() => page.locator("#hits").textContent(), "0 answered so far");
  await becomes(() => page.locator("#events").textContent(), /Loadex started anew/);
}));

test("a daemon that says nothing makes the page say how old it is", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  stage.balancer.pause();
  try {
    await becomes(() => page.locator("#connection").textContent(), /▲ stale: \d s old/);
    await becomes(() => page.locator("#connection").textContent(), /■ lost since/);
  } finally {
    stage.balancer.resume();
  }
  await becomes(() => page.locator("#connection").textContent(), "● live");
}));

test("a page that nobody sees asks for nothing", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  const hide = (hidden) => page.evaluate((is) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: is });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await hide(true);
  await becomes(() => page.locator("#connection").textContent(), "◐ paused");
  await hide(false);
  await becomes(() => page.locator("#connection").textContent(), "● live");
}));

test("a backend that leaves or joins elsewhere leaves or joins the page", onStage({ backends: 2 }, async (stage) => {
  const page = await stage.page();
  const [one, two] = stage.backends;
  await stage.loadex("remove-server", two.url, "--wait");
  await card(page, two.url).waitFor({ state: "detached" });
  await stage.loadex("add-server", "--target", two.url);
  await card(page, two.url).waitFor();
  await card(page, one.url).waitFor();
}));

test("nothing is loaded from elsewhere, and nothing of the backends is asked for", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  await becomes(() => page.locator("#events li").count().then((n) => n > 0), true);
  const ours = [`${stage.origin}/dashboard/`, `${stage.origin}/loadex/v1/`];
  assert.deepEqual(page.asked.filter((url) => !ours.some((begin) => url.startsWith(begin))), []);
  await becomes(() => page.locator("#hits").textContent(), "0 answered so far");
  const again = await fetch(`${stage.origin}/dashboard/app.js`);
  const known = await fetch(`${stage.origin}/dashboard/app.js`, { headers: { "If-None-Match": again.headers.get("ETag") } });
  assert.equal(known.status, 304);
  assert.equal((await fetch(`${stage.origin}/dashboard/none.js`)).status, 404);
}));
