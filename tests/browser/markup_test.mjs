// Whatever names, URLs and causes contain, they stay text.
import assert from "node:assert/strict";
import test from "node:test";
import { becomes, closeBrowser, onStage } from "./support/stage.mjs";

test.after(closeBrowser);

const markup = `<img src=x onerror="window.hit=1"><script>window.hit=1</script>"'><svg onload="window.hit=1">`;
const row = (id) => ({
  pool: markup, id, url: `http://${markup}`, source: markup, state: id === 1 ? "healthy" : markup, since: "2026-01-01T00:00:00Z", reason: markup, detail: markup,
  last_probe: markup, circuit: markup, weight: 1, share: 1, backup: true, max_connections: 0, in_flight: 1, queued: 1, ejections: 0, requests: 1, errors: 1, now: { requests: 1, errors: 1 }, latency: [1],
});
const event = { id: 1, time: "2026-01-01T00:00:00Z", kind: markup, pool: markup, backend: `http://${markup}`, backend_id: 1, by: markup, who: markup, from: markup, reason: markup, detail: markup, before: markup, after: markup };
const all = { requests: 1, errors: { [markup]: 1 }, in_flight: 1 };

const answers = (count) => ({
  live: `event: begin\ndata: ${JSON.stringify({ started: markup, version: markup, time: "2026-01-01T00:00:00Z", second: 1, latest: 1, pools: [{ name: markup, algorithm: markup }], backends: Array.from({ length: count }, (_, i) => row(i + 1)) })}\n\n` +
    `event: second\ndata: ${JSON.stringify({ second: 2, all, pools: [{ name: markup, traffic: all }], events: [event] })}\n\n`,
  events: JSON.stringify({ events: [event], latest: 1, missed: 0 }),
  stats: JSON.stringify({ step_seconds: 1, until: "2026-01-01T00:00:00Z", requests: [1], errors: { [markup]: [1] }, in_flight: [1], backends: [] }),
  routes: JSON.stringify({ routes: [{ listener: markup, place: 1, name: markup, host: markup, path: markup, methods: [markup], headers: { [markup]: markup }, respond: markup, status: 200, hits: 1 }] }),
  listeners: JSON.stringify({ listeners: [{ name: markup, addresses: [markup], admin: true, routes: 1, requests: 1, connections: 1 }] }),
  explain: JSON.stringify({ pool: markup, algorithm: markup, certain: true, chosen: 1, taken_by: [{ listener: markup, route: markup, pool: markup, why: markup }], backends: [{ ...row(1), selection: markup, why: markup }] }),
});

for (const [count, how] of [[2, "cards"], [30, "a table"]]) {
  test(`nothing that is told becomes markup, with ${how}`, onStage({ backends: 1 }, async (stage) => {
    const told = answers(count);
    const tell = (route) => {
      const { pathname } = new URL(route.request().url());
      const name = pathname.split("/").at(-1);
      if (told[name]) return route.fulfill({ status: 200, contentType: name === "live" ? "text/event-stream" : "application/json", body: told[name] });
      return route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify({ detail: markup, errors: [{ field: "seconds", detail: markup }] }) });
    };
    const page = await stage.page({ wait: false, before: (one) => one.route("**/loadex/v1/**", tell) });
    const seen = count > 12 ? page.locator(".rows .row") : page.locator("li.card");
    await becomes(() => seen.first().textContent(), /<img src=x/);
    await page.getByText("Routes and listeners").click();
    await becomes(() => page.locator("#routes").textContent(), /<img/);
    await page.getByText("Explain: who would serve").click();
    await page.locator("#explain-form").getByRole("button", { name: "Explain", exact: true }).click();
    await becomes(() => page.locator("#explained").textContent(), /<img/);
    await seen.first().getByRole("button").click();
    await page.locator("dialog").getByRole("button", { name: "Drain", exact: true }).click();
    await page.locator("dialog").last().getByRole("button", { name: "Drain", exact: true }).click();
    await becomes(() => page.locator("dialog").last().getByRole("alert").textContent(), /<img/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.locator("#algorithm").click();
    assert.equal(await page.evaluate(() => document.querySelectorAll("img:not([src='icon.svg']), svg, body script").length), 0);
    assert.equal(await page.evaluate(() => window.hit), undefined);
  }));
}

test("what is served lets a browser run nothing that stands in the page", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  const policy = (await page.request.get(`${stage.origin}/dashboard/`)).headers()["content-security-policy"] ?? "";
  assert.match(policy, /script-src 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
}));
