// /openapi.json, and what it says of requests and answers.
import assert from "node:assert/strict";
import { Ajv, addFormats } from "./packages.mjs";
import { ask } from "./wire.mjs";

/** With its references by the names of the schemas alone. */
const byName = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"'));

/** Every schema of the document, so strict that a field that is not described is wrong. */
function compile(all) {
  const schemas = structuredClone(all.components.schemas);
  const close = (schema) => {
    if (typeof schema !== "object" || schema === null) return;
    if (schema.properties) schema.additionalProperties ??= false;
    for (const [key, value] of Object.entries(schema)) if (key !== "examples" && key !== "enum") close(value);
  };
  close(schemas);
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
  addFormats(ajv);
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(byName(schema), name);
  return ajv;
}

export class Document {
  #ajv;
  #known = new Map();

  constructor(all) {
    this.all = all;
    this.#ajv = compile(all);
  }

  static async of(port) {
    const answer = await ask(port, { target: "/openapi.json" });
    assert.equal(answer.status, 200, answer.body);
    return new Document(JSON.parse(answer.body));
  }

  /** Each operation with its path and method. */
  get operations() {
    return Object.entries(this.all.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, told]) => ({ path, method: method.toUpperCase(), ...told })),
    );
  }

  /** What a `$ref` leads to, or the thing itself. */
  resolve(thing) {
    return thing?.$ref
      ? this.resolve(thing.$ref.slice(2).split("/").reduce((at, name) => at[name], this.all))
      : thing;
  }

  parameters(operation, place) {
    return (operation.parameters ?? []).map((one) => this.resolve(one)).filter((one) => one.in === place);
  }

  answer(operation, status) {
    return this.resolve(operation.responses[status]);
  }

  /** What is wrong with `value`, which should be as `schema` says; nothing if it is. */
  faults(schema, value) {
    const key = JSON.stringify(schema);
    if (!this.#known.has(key)) this.#known.set(key, this.#ajv.compile(byName(schema)));
    const check = this.#known.get(key);
    return check(value) ? undefined : this.#ajv.errorsText(check.errors);
  }

  /** What is wrong with an answer to that operation. */
  mismatch(operation, { status, headers, body }, method = operation.method) {
    const told = this.answer(operation, status);
    if (!told) return `${status} is not declared`;
    for (const [name, one] of Object.entries(told.headers ?? {}))
      if (this.resolve(one).required && !(name.toLowerCase() in headers)) return `${name} is missing`;
    if (method === "HEAD" || !told.content) return body === "" ? undefined : "there is a body";
    const type = headers["content-type"]?.split(";")[0];
    const content = told.content[type];
    if (!content) return `the type ${type} is not declared`;
    return this.faults(content.schema, type.endsWith("json") ? JSON.parse(body) : body);
  }
}

/** The request that the examples make; `only` says which parameters are given. */
export function exampleOf(document, operation, only = () => true) {
  let target = operation.path;
  for (const { name, example } of document.parameters(operation, "path")) target = target.replace(`{${name}}`, example);
  const query = document
    .parameters(operation, "query")
    .filter(only)
    .map(({ name, example }) => `${name}=${encodeURIComponent(example)}`);
  if (query.length) target += `?${query.join("&")}`;
  const headers = document
    .parameters(operation, "header")
    .filter(only)
    .map(({ name, example }) => [name, String(example)]);
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (!type) return { method: operation.method, target, headers };
  headers.push(["Content-Type", type]);
  const body = type.endsWith("json") ? JSON.stringify(content.example) : content.example;
  return { method: operation.method, target, headers, body };
}
