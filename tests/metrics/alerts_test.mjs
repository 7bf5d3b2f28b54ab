// observability/alerts.yml and prometheus.yml, by promtool; what an alert says and when is in alerts_test.yml.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { approve, promtool, sourceOf, top } from "./support/tools.mjs";

const rules = sourceOf("observability/alerts.yml");
const blocks = rules.split(/^(?= +- alert: )/m).slice(1);
const named = (block) => /- alert: (\w+)/.exec(block)[1];

/** Carries out alerts_test.yml with other rules. */
function tested(changed) {
  const folder = mkdtempSync(join(tmpdir(), "loadex-alerts-"));
  writeFileSync(join(folder, "alerts.yml"), changed);
  writeFileSync(
    join(folder, "test.yml"),
    sourceOf("tests/metrics/alerts_test.yml").replace("../../observability/alerts.yml", "alerts.yml"),
  );
  const { said } = promtool(["test", "rules", join(folder, "test.yml")]);
  rmSync(folder, { recursive: true });
  return new Set(Array.from(said.matchAll(/alertname: ?(\w+)/g), ([, name]) => name));
}

test("promtool finds nothing wrong with rules and configuration", () => {
  approve(["check", "rules", "--lint-fatal", join(top, "observability/alerts.yml")]);
  approve(["check", "config", "--lint-fatal", join(top, "observability/prometheus.yml")]);
});

test("every alert fires when it must, and only then", () => {
  approve(["test", "rules", join(top, "tests/metrics/alerts_test.yml")]);
});

test("an alert that never fires, always does, or does not wait is noticed", () => {
  const all = blocks.map(named);
  const withExpression = (text) => rules.replace(/( {8}expr: )[^]*?(?=\n {8}\w+: )/g, `$1${text}`);
  const never = tested(withExpression("vector(1) > 1"));
  assert.deepEqual(all.filter((name) => !never.has(name)), []);
  const always = tested(withExpression("vector(1)"));
  assert.deepEqual(all.filter((name) => !always.has(name)), []);
  const patient = blocks.filter((block) => /^ +for: /m.test(block)).map(named);
  const hasty = tested(rules.replace(/^ +for: .*\n/gm, ""));
  assert.deepEqual([...hasty].sort(), patient.sort());
});

test("every alert has a severity, and a runbook of its own that there is", () => {
  const pages = new Set();
  for (const block of blocks) {
    assert.match(block, /labels: \{severity: (critical|warning)\}/, block);
    const [, page] = /runbook_url: (\S+)/.exec(block);
    assert(existsSync(join(top, page)), page);
    assert(sourceOf(page).includes(named(block)), `${page} names ${named(block)}`);
    pages.add(page);
  }
  assert.equal(pages.size, blocks.length);
});
