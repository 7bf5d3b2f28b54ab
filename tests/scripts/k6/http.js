// Requests that are really made, by curl, which like k6's are over when the call returns.
import { spawnSync } from "node:child_process";
import { record } from "./samples.js";

function get(url) {
  const began = performance.now();
  const asked = spawnSync("curl", ["-sS", "-w", "\n%{http_code}", url], { encoding: "utf8" });
  const [, body, status] = /^([^]*)\n(\d+)$/.exec(asked.stdout);
  record("http_reqs", "counter", 1);
  record("http_req_failed", "rate", !(Number(status) >= 200 && Number(status) < 400));
  record("http_req_duration", "trend", performance.now() - began);
  return { status: Number(status), body: asked.status === 0 ? body : null, error: asked.stderr.trim() };
}

export default { get };
