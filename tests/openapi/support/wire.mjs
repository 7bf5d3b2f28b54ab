// HTTP/1.1 as bytes: a client that sends what no library would.
import { connect } from "node:net";

/** Sends `bytes` on a connection of its own; the first final answer, whole. `method` is what is asked: HEAD has no body. */
export function exchange(port, bytes, method = "GET") {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let came = Buffer.alloc(0);
    let answer;
    const end = (error) => {
      clearTimeout(late);
      socket.destroy();
      error ? reject(error) : resolve(answer);
    };
    const late = setTimeout(() => end(new Error(`no whole answer in time, but ${JSON.stringify(came.toString("latin1"))}`)), 10_000);
    const look = (closed) => {
      answer = parse(came, method, closed);
      if (answer) end();
      else if (closed) end(new Error(`closed after ${JSON.stringify(came.toString("latin1"))}`));
    };
    socket.on("connect", () => socket.write(bytes));
    socket.on("data", (piece) => {
      came = Buffer.concat([came, piece]);
      look(false);
    });
    socket.on("close", () => look(true));
    socket.on("error", () => {}); // it closes, too
  });
}

function parse(bytes, method, closed) {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first, ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = Number(first.split(" ")[1]);
  if (status < 200) return parse(bytes.subarray(end + 4), method, closed);
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const rest = bytes.subarray(end + 4);
  if (method === "HEAD" || status === 204 || status === 304) return { status, headers, body: "" };
  if (headers["transfer-encoding"]) return { status, headers, body: rest.toString() }; // a stream: its head is enough
  const size = Number(headers["content-length"] ?? NaN);
  if (Number.isNaN(size) ? !closed : rest.length < size) return undefined;
  return { status, headers, body: rest.toString("utf8", 0, Number.isNaN(size) ? rest.length : size) };
}

/** A request as bytes. `headers` are pairs, sent as they are; Host and Content-Length are added where missing. */
export function request({ method = "GET", target, headers = [], body }) {
  const has = (name) => headers.some(([key]) => key.toLowerCase() === name);
  const all = has("host") ? [...headers] : [["Host", "localhost"], ...headers];
  if (body !== undefined && !has("content-length") && !has("transfer-encoding"))
    all.push(["Content-Length", String(Buffer.byteLength(body))]);
  const head = `${method} ${target} HTTP/1.1\r\n` + all.map(([key, value]) => `${key}: ${value}\r\n`).join("") + "\r\n";
  return Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(body ?? "")]);
}

export const ask = (port, what) => exchange(port, request(what), what.method);
