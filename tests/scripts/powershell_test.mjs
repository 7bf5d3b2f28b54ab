// scripts/tour.ps1 without PowerShell: as its grammar reads it, and beside scripts/tour.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { setFlagsFromString } from "node:v8";
import { require } from "./packages.mjs";

setFlagsFromString("--liftoff-only"); // to compile the grammar well takes longer than all that is done with it
const { Language, Parser } = require("web-tree-sitter");
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(require.resolve("tree-sitter-powershell/tree-sitter-powershell.wasm")));

const sourceOf = (name) => readFileSync(new URL(`../../scripts/${name}`, import.meta.url), "utf8");
const text = sourceOf("tour.ps1");

// What PowerShell brings, and what the script starts.
const cmdlets = ["Get-Command", "Get-Content", "Get-Date", "Join-Path", "Pop-Location", "Push-Location", "Remove-Item"];
cmdlets.push("Start-Process", "Start-Sleep", "Write-Host");
const programs = ["bash", "docker", "k6"];
const automatic = ["$args", "$IsLinux", "$LASTEXITCODE", "$null", "$PSScriptRoot", "$true", "$false"];

/** The texts of all nodes of that type. */
const textsOf = (tree, type) => tree.rootNode.descendantsOfType(type).map((node) => node.text);

/** Places that the grammar cannot read, and names that nobody has given. */
function objections(script) {
  const tree = parser.parse(script);
  const unread = tree.rootNode.descendantsOfType("ERROR").map(({ startPosition }) => `line ${startPosition.row + 1}`);
  if (unread.length === 0 && tree.rootNode.hasError) unread.push("something is missing");
  const functions = textsOf(tree, "function_name");
  const known = new Set([...cmdlets, ...programs, ...functions]);
  const commands = textsOf(tree, "command_name").filter((name) => !known.has(name));
  const given = new Set(automatic);
  for (const [name] of script.matchAll(/(?<=^\s*|\[string\] )\$\w+(?= = |\)|\n\))/gm)) given.add(name);
  const used = textsOf(tree, "variable").map((name) => name.replace(/^@/, "$").replace(/^\$\{(\w+)\}$/, "$$$1"));
  return [...unread, ...commands, ...used.filter((name) => !given.has(name))];
}

test("PowerShell's grammar reads it, and every name is known", () => {
  assert.deepEqual(objections(text), []);
});

test("mistakes are noticed", () => {
  const spoiled = (found, instead) => {
    assert(text.includes(found), found);
    return objections(text.replace(found, instead)).length;
  };
  assert(spoiled("if ($LASTEXITCODE -ne 0) {", "if ($LASTEXITCODE -ne 0 {"));
  assert(spoiled("function Stop-Tour([string] $Why) {", "function Stop-Tour([string] $Why)"));
  assert(spoiled("Stop-Tour 'No demo", "End-Tour 'No demo"));
  assert(spoiled("Start-Sleep -Seconds", "Sleep-Start -Seconds"));
  assert(spoiled("compose stop $service", "compose stop $servic"));
  assert(spoiled("${seconds}s", "${second}s"));
});

test("it has the steps of scripts/tour, and asks docker the same", () => {
  const bash = sourceOf("tour");
  const steps = [.../ValidateSet\((.*)\)/.exec(text)[1].matchAll(/'(\w+)'/g)].map(([, step]) => step);
  assert.equal(steps.join("|"), /^# usage: scripts\/tour (\S+)$/m.exec(bash)[1]);
  const makefile = readFileSync(new URL("../../Makefile", import.meta.url), "utf8");
  const asked = [...`${bash}${makefile}`.matchAll(/docker compose (?:build|up|down|stop|start)\b[^;\n}]*/g)];
  const same = asked.map(([words]) => words.trim().replace('"$service"', "$service"));
  for (const words of new Set(same)) assert(text.includes(words.replace("docker", "Invoke-Docker")), words);
  for (const [, name, value] of bash.matchAll(/\b(rate|seconds|service)=(\w+)/g))
    assert.match(text, new RegExp(`^\\$${name} = '?${value}\\b`, "m"), name);
});
