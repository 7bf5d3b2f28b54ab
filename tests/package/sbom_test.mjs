// scripts/sbom: the bill of materials, held to its standard and to what is in the programs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";

const { BUILD: build, NODE_PACKAGES: packages } = process.env;
if (!existsSync(`${packages}/node_modules`)) {
  console.log("SKIPPED: make test-package installs what this needs from npm");
  process.exit();
}
const CDX = createRequire(`${packages}/package.json`)("@cyclonedx/cyclonedx-library");

const print = (environment = {}) =>
  execFileSync(new URL("../../scripts/sbom", import.meta.url).pathname, [build], {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
const text = print();
const bill = JSON.parse(text);
const component = (name) => bill.components.find((one) => one.name === name);
const parts = (name) =>
  (component(name)?.properties ?? [])
    .filter((property) => property.name !== "loadex:source")
    .map((property) => `${property.value} ${property.name.slice("loadex:".length)}`);
const faults = (of) => new CDX.Validation.JsonStrictValidator(CDX.Spec.Version.v1dot5).validate(of);

test("it is CycloneDX 1.5, which a validator has read", async () => {
  assert.equal(await faults(text), null);
  assert.notEqual(await faults(text.replace('"type": "library"', '"type": "book"')), null);
  assert.notEqual(await faults(text.replace('"MIT"', '"Expat"')), null);
});

test("what is linked is in it, and what is only compiled in", () => {
  assert.deepEqual(parts("libcaf-core0.17"), ["loadbalancer linked"]);
  assert.deepEqual(parts("libc6"), ["loadbalancer linked", "loadex linked"]);
  assert.deepEqual(parts("libboost1.81-dev"), ["loadbalancer compiled-in", "loadex compiled-in"]);
  assert.deepEqual(parts("libxxhash-dev"), ["loadbalancer compiled-in"]);
  assert.deepEqual(parts("libcli11-dev"), ["loadbalancer compiled-in", "loadex compiled-in"]);
  assert.deepEqual(parts("libjs-chart.js"), ["loadbalancer compiled-in"]);
  assert.deepEqual(parts("catch2"), []); // of the tests
});

test("each package has the version that dpkg knows, and the licences that its copyright file names", () => {
  for (const { name, version, purl } of bill.components) {
    const known = execFileSync("dpkg-query", ["-W", "-f", "${Version}", name], { encoding: "utf8" });
    assert.equal(version, known, name);
    assert(decodeURIComponent(purl).startsWith(`pkg:deb/debian/${name}@${version}?`), purl);
  }
  assert.deepEqual(component("libspdlog1.10").licenses, [{ license: { id: "MIT" } }]);
});

test("it is of these very programs", () => {
  for (const { name, hashes } of bill.metadata.component.components)
    assert.equal(hashes[0].content, createHash("sha256").update(readFileSync(`${build}/bin/${name}`)).digest("hex"));
});

test("the same programs give the same bill at any time, and its own time can be set", () => {
  assert.equal(print({ TZ: "Pacific/Kiritimati" }), text);
  const other = JSON.parse(print({ SOURCE_DATE_EPOCH: "1700000000" }));
  assert.equal(other.metadata.timestamp, "2023-11-14T22:13:20Z");
  assert.notEqual(other.serialNumber, bill.serialNumber);
});
