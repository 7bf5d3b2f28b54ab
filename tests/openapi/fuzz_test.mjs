// Requests made from the document and spoiled: none brings the balancer down or out of its words, and what is refused
// changes nothing. FUZZ_CASES (1500) of them, by FUZZ_SEED (1): the same seed asks the same again.
import assert from "node:assert/strict";
import test from "node:test";
import { Chance } from "./support/chance.mjs";
import { Document, exampleOf } from "./support/document.mjs";
import { spoil } from "./support/mutations.mjs";
import { eventually, startBackend, startBalancer } from "./support/programs.mjs";
import { ask } from "./support/wire.mjs";

const cases = Number(process.env.FUZZ_CASES ?? 1500);
const seed = Number(process.env.FUZZ_SEED ?? 1);

// What HTTP itself refuses, whatever is asked for.
const byProtocol = new Set([400, 413, 414, 417, 431, 501, 505]);

const backend = await startBackend();
const balancer = await startBalancer(`[admin]
listen="127.0.0.1:0"
[listeners]
web={port=0, address=["127.0.0.1"], pool="main"}
[pools]
main={backends=["${backend.url}"]}
other={backends=["${backend.url}"]}
`);
const port = balancer.adminPort;
const document = await Document.of(port);
test.after(async () => {
  backend.stop();
  assert.equal(await balancer.stop(), 0, balancer.printed);
});

const get = async (path) => JSON.parse((await ask(port, { target: `/loadex/v1${path}` })).body);

/** All that people can change; what changes by itself is left out. */
async function state() {
  const { pools } = await get("/pools");
  const { backends } = await get("/backends");
  const { headers } = await ask(port, { target: "/loadex/v1/config" });
  return {
    configuration: headers.etag,
    algorithms: pools.map(({ name, algorithm }) => [name, algorithm]),
    backends: backends.map(({ pool, id, url, weight, backup, max_connections, state }) => ({
      pool, id, url, weight, backup, max_connections, disabled: state === "disabled", draining: state === "draining",
    })),
  };
}

/** The same once no drain is under way. */
async function restingState() {
  let now;
  await eventually(async () => !(now = await state()).backends.some(({ draining }) => draining));
  return now;
}

const operations = document.operations;
const changes = operations.filter(({ method }) => !["GET", "HEAD"].includes(method));
const fields = [...new Set(operations.flatMap(({ requestBody }) =>
  Object.keys(requestBody?.content["application/json"]?.schema.properties ?? {})))];

/** A request by the examples, about a backend that is there, as parts that can be spoiled. */
function draw(chance, now) {
  const operation = chance.one(chance.is(0.5) ? changes : operations);
  const example = exampleOf(document, operation, (parameter) => parameter.required || chance.is(0.5));
  const there = chance.one(now.backends) ?? { pool: "main", id: 1 };
  const [path, query] = example.target.split("?");
  return {
    ...example,
    path: path.replace("/pools/main", `/pools/${there.pool}`).replace(/(?<=\/backends\/)1\b/, there.id),
    query: query?.split("&") ?? [],
    names: document.parameters(operation, "query").map(({ name }) => name),
  };
}

const forms = [...new Set(operations.map(({ path }) => path))].map((path) => ({
  path,
  form: new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`),
}));

/** The operation that is asked, if there is one, and the path of the document that it is at. */
function meant({ method, path }) {
  const fitting = forms.filter(({ form }) => form.test(path)).sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  const at = fitting[0]?.path;
  return { at, operation: operations.find((one) => one.path === at && one.method === method) };
}

/** What is wrong with the answer, if anything. */
function fault(request, answer) {
  if (answer.status >= 500 && answer.status !== 501 && answer.status !== 505) return "it fails";
  if (["TRACE", "OPTIONS"].includes(request.method) && request.headers.some(([name]) => name === "Max-Forwards"))
    return answer.status === 200 ? undefined : "it is not the last that is asked (RFC 9110 section 7.6.2)";
  const { at, operation } = meant(request);
  // What is not HTTP is refused before it is known to be for the API.
  const isRequest = !/details="(malformed_request|head_too_large)"/.test(answer.headers["proxy-status"]);
  const isProblem = answer.headers["content-type"] === "application/problem+json";
  if (answer.status >= 400 && isRequest && at?.startsWith("/loadex/") && request.method !== "HEAD") {
    if (!isProblem) return "it refuses in other words than problem+json";
    const wrong = document.faults({ $ref: "#/components/schemas/problem" }, JSON.parse(answer.body));
    if (wrong) return wrong;
  }
  if (answer.status === 405) {
    const allowed = Object.keys(document.all.paths[at]).map((method) => method.toUpperCase());
    const said = answer.headers.allow?.split(", ");
    return said?.sort().join() === allowed.sort().join() ? undefined : `Allow is ${said} and not ${allowed}`;
  }
  if (byProtocol.has(answer.status) || (!at && [403, 404].includes(answer.status))) return undefined;
  if (!operation) return answer.status === 403 ? undefined : "no such operation";
  return document.mismatch(operation, answer, request.method);
}

test(`${cases} spoiled requests, seed ${seed}`, async () => {
  const chance = new Chance(seed);
  const seen = new Map();
  let now = await restingState();
  for (let i = 0; i < cases; ++i) {
    const request = draw(chance, now);
    const spoiled = [];
    for (let ways = chance.below(3); ways > 0; --ways) spoiled.push(spoil(chance, request, fields, request.names));
    request.target = request.path + (request.query.length ? `?${request.query.join("&")}` : "");
    const what = () => `seed ${seed}, case ${i}: ${request.method} ${request.target.slice(0, 300)}, ${spoiled.join(" and ")}\n` +
      `${JSON.stringify(request.headers).slice(0, 1000)}\n${request.body?.toString("latin1").slice(0, 1000)}\n`;
    let answer;
    try {
      answer = await ask(port, request);
    } catch (error) {
      assert.fail(`${what()}${error.message}; it ${balancer.running ? "runs" : `has ended: ${balancer.printed.slice(-3000)}`}`);
    }
    const told = () => `${what()}${answer.status} ${JSON.stringify(answer.headers)} ${answer.body.slice(0, 1000)}`;
    assert.equal(fault(request, answer), undefined, told());
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
    const mayChange = answer.status < 300 && !["GET", "HEAD"].includes(request.method);
    const then = mayChange ? await restingState() : await state();
    if (!mayChange) assert.deepEqual(then, now, told());
    now = then;
  }
  console.log([...seen].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`).join(", "));
  for (const status of [200, 201, 202, 400, 403, 404, 405, 409, 411, 413, 415, 422]) assert(seen.has(status), `never ${status}`);
});
