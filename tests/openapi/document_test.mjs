// The document is valid, and its examples are what its schemas say.
import assert from "node:assert/strict";
import test from "node:test";
import { Document } from "./support/document.mjs";
import { Validator } from "./support/packages.mjs";
import { startBalancer } from "./support/programs.mjs";

const balancer = await startBalancer('[global]\nport=0\naddress=["127.0.0.1"]\nbackends=["http://127.0.0.1:9"]\n');
const document = await Document.of(balancer.port);
test.after(() => balancer.stop());

test("the document is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document.all));
  assert.deepEqual(result.errors ?? [], []);
  assert(result.valid);
  assert.equal(validator.version, "3.1");
});

test("the examples are as their schemas say", () => {
  for (const operation of document.operations) {
    for (const parameter of operation.parameters ?? []) {
      const { name, schema, example } = document.resolve(parameter);
      assert.notEqual(example, undefined, `${operation.operationId} ${name}`);
      assert.equal(document.faults(schema, example), undefined, `${operation.operationId} ${name}`);
    }
    const contents = [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
      Object.entries(document.resolve(part)?.content ?? {}),
    );
    for (const [type, { schema, example }] of contents)
      if (example !== undefined) assert.equal(document.faults(schema, example), undefined, `${operation.operationId} ${type}`);
  }
});

test("each operation says what it is about, how it is asked and what it answers", () => {
  for (const { operationId, path, summary, tags, responses, requestBody, parameters = [], method } of document.operations) {
    assert(summary && tags.length === 1, operationId);
    const named = parameters.map((one) => document.resolve(one)).filter((one) => one.in === "path");
    assert.deepEqual(named.map((one) => `{${one.name}}`), path.match(/\{\w+\}/g) ?? [], operationId);
    if (requestBody)
      for (const content of Object.values(requestBody.content)) assert.notEqual(content.example, undefined, operationId);
    if (method !== "HEAD")
      for (const [status, answer] of Object.entries(responses).filter(([status]) => status < 300))
        for (const content of Object.values(document.resolve(answer).content))
          assert(content.example !== undefined, `${operationId} ${status}`);
  }
});
