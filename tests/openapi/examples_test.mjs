// Every example of the document is carried out by the real balancer, and what it answers is as the document says.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { Document, exampleOf } from "./support/document.mjs";
import { eventually, startBackend, startBalancer } from "./support/programs.mjs";
import { ask } from "./support/wire.mjs";

const backends = [await startBackend(), await startBackend()];
test.after(() => backends.forEach((one) => one.stop()));

const folder = mkdtempSync(join(tmpdir(), "loadex-openapi-"));
test.after(() => rmSync(folder, { recursive: true }));

const urls = backends.map(({ url }) => url);
const configuration = (admin) => `[global]
port=0
address=["127.0.0.1"]
backends=${JSON.stringify(urls)}
handover="${folder}/handover.sock"
[admin]
listen="127.0.0.1:0"
${admin}
[health]
interval=100ms
`;

/** Does it with a balancer of its own, whose backends are healthy; `admin` is more of that section. */
async function withBalancer(act, admin = "") {
  const balancer = await startBalancer(configuration(admin));
  try {
    await eventually(async () => {
      const answer = await ask(balancer.adminPort, { target: "/loadex/v1/backends?state=healthy" });
      return JSON.parse(answer.body).backends.length === urls.length;
    });
    await act(balancer.adminPort);
  } finally {
    assert.equal(await balancer.stop(), 0, balancer.printed);
  }
}

let document;
await withBalancer(async (port) => (document = await Document.of(port)));

// Answers that no request brings about.
const unasked = new Set(["ready 503"]);

test("the examples of requests are answered as the document says", async () => {
  const answered = new Set();
  const carryOut = async (port, operation, only, accept) => {
    const example = exampleOf(document, operation, only);
    if (accept) example.headers.push(["Accept", accept]);
    const answer = await ask(port, example);
    const what = `${operation.method} ${example.target}: ${answer.status} ${answer.body}`;
    assert(answer.status < 400, what);
    assert.equal(document.mismatch(operation, answer), undefined, what);
    const type = answer.headers["content-type"]?.split(";")[0];
    if (operation.operationId === "upgrade") process.kill(JSON.parse(answer.body).now.process);
    answered.add(`${operation.operationId} ${answer.status}`).add(`${operation.operationId} ${answer.status} ${type}`);
  };
  const all = () => true;
  const needed = (parameter) => parameter.required;
  const [reads, changes] = [true, false].map((is) =>
    document.operations.filter(({ method }) => ["GET", "HEAD"].includes(method) === is),
  );
  await withBalancer(async (port) => {
    for (const operation of reads)
      for (const only of [all, needed])
        for (const accept of Object.keys(operation.responses[200]?.content ?? { "": {} }))
          await carryOut(port, operation, only, accept);
  });
  for (const operation of changes)
    for (const only of operation.parameters?.some((one) => !document.resolve(one).required) ? [all, needed] : [all])
      await withBalancer((port) => carryOut(port, operation, only));

  const declared = document.operations
    .filter(({ method }) => method !== "HEAD")
    .flatMap(({ operationId, responses }) =>
      Object.entries(responses).map(([status, answer]) => ({ name: `${operationId} ${status}`, status, answer })),
    )
    .filter(({ name, status }) => status < 400 && !unasked.has(name))
    .flatMap(({ name, answer }) => [name, ...Object.keys(answer.content ?? {}).map((type) => `${name} ${type}`)]);
  assert.deepEqual(declared.filter((one) => !answered.has(one)), []);
});

// What is refused as the example of that status has it.
const pool = "/loadex/v1/pools/main";
const json = [["Content-Type", "application/json"]];
const refused = {
  400: { method: "PATCH", target: pool, headers: json, body: "{" },
  403: { target: pool, headers: [["Host", "elsewhere.example"]] },
  404: { target: "/loadex/v1/pools/other" },
  409: { method: "POST", target: `${pool}/backends`, headers: json, body: JSON.stringify({ url: urls[0] }) },
  411: { method: "PATCH", target: pool },
  412: { method: "POST", target: "/loadex/v1/config/save", headers: [["If-Match", '"x"']] },
  413: { method: "PATCH", target: pool, headers: json, body: " ".repeat(65537) },
  415: { method: "PATCH", target: pool, headers: [["Content-Type", "text/plain"]], body: "{}" },
  428: { method: "POST", target: "/loadex/v1/config/save" },
  422: { method: "DELETE", target: `${pool}/backends/1?wait=maybe` },
};
// What only a balancer that has a token refuses, the last of those that are asked in turn.
const wrong = { target: pool, headers: [["Authorization", "Bearer wrong"]] };
const refusedByToken = { 401: [{ method: "PATCH", target: pool }], 429: Array(12).fill(wrong) };
// What only an upgrade that fails, and a pool that ends, can say.
const untold = ["502", "503"];

/** Whether what is said is the example of that refusal. */
function compare(status, answer) {
  const said = JSON.parse(answer.body.replaceAll(urls[0], "http://127.0.0.1:8001"));
  assert.equal(answer.headers["content-type"], "application/problem+json", status);
  const { content } = document.all.components.responses[`problem.${status}`];
  assert.deepEqual(said, content["application/problem+json"].example, status);
}

test("the examples of refusals are what is said", async () => {
  await withBalancer(async (port) => {
    for (const [status, request] of Object.entries(refused)) compare(status, await ask(port, request));
  });
  await withBalancer(async (port) => {
    for (const [status, requests] of Object.entries(refusedByToken)) {
      let answer;
      for (const request of requests) answer = await ask(port, request);
      compare(status, answer);
    }
  }, 'token="right-0123456789abcdef"');
  const described = Object.keys(document.all.components.responses).filter((name) => name.startsWith("problem."));
  const known = [...Object.keys(refused), ...Object.keys(refusedByToken), ...untold].map((status) => `problem.${status}`);
  assert.deepEqual(described.sort(), known.sort());
});

test("HEAD is answered as GET, without a body", async () => {
  await withBalancer(async (port) => {
    for (const operation of document.operations.filter(({ method }) => method === "HEAD")) {
      const { target } = exampleOf(document, operation);
      const [get, head] = [await ask(port, { target }), await ask(port, { method: "HEAD", target })];
      assert.equal(head.status, get.status, target);
      assert.equal(head.headers["content-type"], get.headers["content-type"], target);
    }
  });
});
