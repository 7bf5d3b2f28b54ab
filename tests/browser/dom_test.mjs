// How the page's elements follow what they show, in a real browser.
import assert from "node:assert/strict";
import test from "node:test";
import { becomes, closeBrowser, onStage, openBackend } from "./support/stage.mjs";

test.after(closeBrowser);

/** What a list of buttons, which is told in turn what to show, looks like each time, and which has the focus. */
const lists = (page, turns) =>
  page.evaluate(async (all) => {
    const { el, keep } = await import("/dashboard/dom.js");
    const parent = document.body.appendChild(el("div", {}, el("hr"), el("hr")));
    return all.map(([keys, focus]) => {
      keep(parent, keys, String, (key) => el("button", { text: key }), () => {});
      if (focus) parent.querySelector(`[data-key="${focus}"]`).focus();
      return `${parent.textContent} of ${parent.children.length}, ${parent.contains(document.activeElement) ? document.activeElement.textContent : "none"}`;
    });
  }, turns);

test("what has the focus keeps it, whoever leaves, comes or moves beside it", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  const turns = [[["a", "b", "c"], "b"], [["b", "c"]], [["c", "b"]], [["c", "d", "b", "a"]], [["b", "a"]], [["a"]]];
  assert.deepEqual(await lists(page, turns), ["abc of 3, b", "bc of 2, b", "cb of 2, b", "cdba of 4, b", "ba of 2, b", "a of 1, none"]);
}));

test("the details of a backend tell each event once, those from before a restart too", onStage({ backends: 1 }, async (stage) => {
  const page = await stage.page();
  const [{ url }] = stage.backends;
  await stage.loadex("weight", url, "2");
  const dialog = await openBackend(page, url);
  const changes = dialog.locator(".timeline li", { hasText: "weight changed" });
  await becomes(() => changes.count(), 1);
  const second = Math.floor(Date.now() / 1000);
  await becomes(() => Date.now() / 1000 >= second + 1, true); // daemons are told apart by the second of their start
  await stage.balancer.stop();
  await stage.start();
  await stage.loadex("weight", url, "3");
  await becomes(() => changes.count(), 2);
  await stage.loadex("weight", url, "4");
  await becomes(() => dialog.locator("dd").filter({ hasText: /^4, due/ }).count(), 1);
  await becomes(() => changes.count(), 3);
  const told = await dialog.locator(".timeline li").evaluateAll((all) => all.map(({ dataset }) => dataset.key));
  assert.equal(new Set(told).size, told.length);
}));
