// k6/loadtest.js without k6: by k6's types, and by a stand-in that makes its requests of the real programs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { Program, eventually, startBalancer } from "../openapi/support/programs.mjs";
import { ask } from "../openapi/support/wire.mjs";
import { packages, require } from "./packages.mjs";

const ts = require("typescript");
const top = fileURLToPath(new URL("../..", import.meta.url));
const standIn = fileURLToPath(new URL("k6", import.meta.url));

/** What the compiler says against the script, by k6's types. */
function objections(text) {
  const file = join(top, "k6/checked.js"); // is nowhere but here
  const globals = join(packages, "node_modules/@types/k6/global.d.ts");
  const options = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    noImplicitAny: false,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    module: ts.ModuleKind.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    baseUrl: packages,
    paths: { k6: ["node_modules/@types/k6"], "k6/*": ["node_modules/@types/k6/*"] },
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true) : getSourceFile.call(host, name, ...rest);
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  const program = ts.createProgram([file, globals], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start, file: where }) => {
    const line = where === undefined ? "" : `${where.getLineAndCharacterOfPosition(start).line + 1}: `;
    return line + ts.flattenDiagnosticMessageText(messageText, "\n");
  });
}

const text = readFileSync(join(top, "k6/loadtest.js"), "utf8");

test("k6's types have nothing against the script", () => {
  assert.deepEqual(objections(text), []);
});

test("what k6 does not know is noticed", () => {
  const spoiled = (found, instead) => {
    assert(text.includes(found), found);
    return objections(text.replace(found, instead)).length;
  };
  assert(spoiled("import { Rate }", "import { Share }"));
  assert(spoiled("http.get(", "http.fetch("));
  assert(spoiled("summaryTrendStats:", "trendStats:"));
  assert(spoiled('executor: "constant-vus"', 'executor: "constant"'));
  assert(spoiled("__ENV.USERS", "process.env.USERS"));
});

/** Runs it by the stand-in: its exit code, and what it has printed. */
async function k6(environment, command = [join(top, "scripts/k6")]) {
  const child = spawn(command[0], command.slice(1), {
    env: { ...process.env, PATH: `${standIn}:${process.env.PATH}`, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (printed += piece));
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, printed };
}

/** Runs it against a balancer in front of these backends. */
async function loadTest(urls, environment = {}) {
  const balancer = await startBalancer(`[global]\nport=0\nbackends=${JSON.stringify(urls)}\n[health]\ninterval=100ms\n`);
  try {
    await eventually(async () => {
      const { body } = await ask(balancer.port, { target: "/api/health" });
      return Object.values(JSON.parse(body)).every(Boolean);
    });
    return await k6({ BASE_URL: `http://127.0.0.1:${balancer.port}/`, BACKENDS: urls.join(), ...environment });
  } finally {
    await balancer.stop();
  }
}

/** Does it with so many of the demo's backends, which are started with these words. */
async function withBackends(count, words, act) {
  const backends = Array.from({ length: count }, () => new Program("backend", ["-p", "0", ...words]));
  try {
    const signs = await Promise.all(backends.map((one) => one.sign(/listening on (http:\S+)/)));
    await act(signs.map(([, url]) => url));
  } finally {
    await Promise.all(backends.map((one) => one.stop()));
  }
}

test("it sends 100, 500 and 1000 users through the balancer, and shows each backend's share", async () => {
  await withBackends(4, [], async (urls) => {
    const { code, printed } = await loadTest(urls);
    assert.equal(code, 0, printed);
    for (const users of [100, 500, 1000])
      assert.match(printed, new RegExp(`^ *${users} +20 +\\d+ +0\\.000 %( +\\d+\\.\\d){4}$`, "m"));
    for (const url of urls) assert.match(printed, new RegExp(`^${url} +25\\.0 %$`, "m"));
    assert.match(printed, /✓ every threshold holds\n$/);
  });
});

test("the numbers of users follow one another, and none begins before the last one's requests are over", async () => {
  const { printed } = await k6({ USERS: "3,7", DURATION: "10s" }, ["k6", "inspect", join(top, "k6/loadtest.js")]);
  const { scenarios } = JSON.parse(printed);
  const [first, second] = Object.values(scenarios);
  assert.deepEqual([first.vus, second.vus], [3, 7]);
  assert.deepEqual([first.startTime, first.duration, first.gracefulStop], ["0s", "10s", "5s"]);
  assert.equal(second.startTime, "15s");
});

test("requests that fail cross a threshold", async () => {
  let asked = 0;
  const server = createServer(({ url }, answer) => {
    answer.statusCode = url !== "/health" && ++asked % 10 === 0 ? 500 : 200;
    answer.end("Response from backend: me\n");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { code, printed } = await loadTest([`http://127.0.0.1:${server.address().port}`], { BACKENDS: "me" });
    assert.equal(code, 99, printed);
    assert.match(printed, /✗ http_req_failed\{scenario:users_1000\}: rate<0\.001\n/);
    assert.match(printed, /✗ checks: rate>0\.999\n/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("slow answers cross a threshold of 100 users", async () => {
  await withBackends(1, ["--delay", "320ms"], async (urls) => {
    const { code, printed } = await loadTest(urls, { ITERATIONS: "2" });
    assert.equal(code, 99, printed);
    assert.match(printed, /✗ http_req_duration\{scenario:users_100\}: p\(95\)<310\n/);
    assert(!printed.includes("scenario:users_500"), printed);
  });
});

test("a backend that gets nothing crosses a threshold", async () => {
  const forgotten = "http://localhost:1";
  await withBackends(1, [], async (urls) => {
    const { code, printed } = await loadTest(urls, { BACKENDS: forgotten });
    assert.equal(code, 99, printed);
    assert(printed.includes(`✗ share{backend:${forgotten}}: rate>0.5\n`), printed);
  });
});

test("it says so if there is no balancer, and asks no more", async () => {
  const { code, printed } = await k6({ BASE_URL: "http://127.0.0.1:1" });
  assert.equal(code, 107);
  assert.match(printed, /^http:\/\/127\.0\.0\.1:1 answers .* instead of 200\. Is the demo up\? make demo, .*\n$/);
});

test("without k6 it says how to have it", async () => {
  const { code, printed } = await k6({ PATH: "/usr/bin:/bin" });
  assert.equal(code, 127);
  assert.match(printed, /There is no k6 here/);
});
