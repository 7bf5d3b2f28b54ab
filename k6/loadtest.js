// 100, then 500, then 1,000 virtual users, each of whom asks again as soon as it is answered.
//
//   k6 run k6/loadtest.js          or: make k6
//
// BASE_URL   the balancer (http://localhost:8080)
// BACKENDS   as their answers name them, with commas between (http://localhost:8001 to 8005, the demo's)
// USERS      how many, one number after another (100,500,1000)
// DURATION   of each number of users, in seconds (30s)
//
// k6 exits with 99 if a threshold is crossed.
import { check, fail } from "k6";
import http from "k6/http";
import { Rate } from "k6/metrics";

const baseUrl = (__ENV.BASE_URL || "http://localhost:8080").replace(/\/+$/, "");
const seconds = parseInt(__ENV.DURATION || "30", 10); // 30s is 30, too
const users = (__ENV.USERS || "100,500,1000").split(",").map(Number);
const backends = __ENV.BACKENDS
  ? __ENV.BACKENDS.split(",")
  : [1, 2, 3, 4, 5].map((number) => `http://localhost:800${number}`);

const pause = 5; // seconds in which the requests of those before may end
const scenarioOf = (count) => `users_${count}`;

/** One number of users after the other. */
function scenarios() {
  /** @type {{ [name: string]: import("k6/options").Scenario }} */
  const all = {};
  users.forEach((count, index) => {
    all[scenarioOf(count)] = {
      executor: "constant-vus",
      vus: count,
      duration: `${seconds}s`,
      startTime: `${index * (seconds + pause)}s`,
      gracefulStop: `${pause}s`,
    };
  });
  return all;
}

/** In ms, for the slowest 5 % and 1 %: what the Go program of this name published for 100 users; more may wait more. */
const bounds = (count) => (count <= 100 ? [310, 400] : [1000, 2000]);

/** Its 0.1 % of errors is the bound as well. Each backend has to have half of an equal share: none is forgotten. */
function thresholds() {
  /** @type {{ [metric: string]: string[] }} */
  const all = { checks: ["rate>0.999"] };
  for (const count of users) {
    const scenario = `{scenario:${scenarioOf(count)}}`;
    all[`http_reqs${scenario}`] = ["count>0"];
    all[`http_req_failed${scenario}`] = ["rate<0.001"];
    const [p95, p99] = bounds(count);
    all[`http_req_duration${scenario}`] = [`p(95)<${p95}`, `p(99)<${p99}`];
  }
  for (const backend of backends) all[`share{backend:${backend}}`] = [`rate>${0.5 / backends.length}`];
  return all;
}

/** @type {import("k6/options").Options} */
export const options = {
  scenarios: scenarios(),
  thresholds: thresholds(),
  summaryTrendStats: ["med", "p(95)", "p(99)", "max"],
};

const share = new Rate("share"); // with a backend's name: of all answers, those that are its

/** Who answers: the demo's backends say so. */
const backendIn = (body) => (/^Response from backend: (\S+)/.exec(String(body)) || [])[1];

/** Nobody waits minutes to learn that nothing listens there. */
export function setup() {
  const { status, error } = http.get(`${baseUrl}/`);
  if (status === 200) return;
  const hint = "Is the demo up? make demo, or make up; BASE_URL names another";
  fail(`${baseUrl} answers ${status || error} instead of 200. ${hint}`);
}

/** What each virtual user does over and over. */
export default function () {
  const answer = http.get(`${baseUrl}/`);
  const backend = backendIn(answer.body);
  check(answer, {
    "the status is 200": ({ status }) => status === 200,
    "the answer names a backend": () => backend !== undefined,
  });
  if (backend !== undefined) for (const each of backends) share.add(each === backend, { backend: each });
}

const padded = (text, width) => String(text).padStart(width);
const milliseconds = (value) => padded(value.toFixed(1), 9);

/** A line for each number of users. */
function loadTable(metrics) {
  const lines = [" USERS   REQUESTS  A SECOND   FAILED   P50 MS   P95 MS   P99 MS   MAX MS"];
  for (const count of users) {
    const of = (name) => metrics[`${name}{scenario:${scenarioOf(count)}}`].values;
    const requests = of("http_reqs").count;
    const times = of("http_req_duration");
    lines.push(
      padded(count, 6) + padded(requests, 11) + padded(Math.round(requests / seconds), 10) +
        padded(`${(100 * of("http_req_failed").rate).toFixed(3)} %`, 9) +
        ["med", "p(95)", "p(99)", "max"].map((stat) => milliseconds(times[stat])).join(""),
    );
  }
  return lines;
}

/** A line for each backend: its part of all answers. */
function shareTable(metrics) {
  const width = Math.max(...backends.map((backend) => backend.length), 7);
  return [
    `${"BACKEND".padEnd(width)}    SHARE`,
    ...backends.map((backend) => {
      const { rate } = metrics[`share{backend:${backend}}`].values;
      return `${backend.padEnd(width)}${padded((100 * rate).toFixed(1), 7)} %`;
    }),
  ];
}

/** What was promised and is not so. */
function crossed(metrics) {
  return Object.keys(metrics).flatMap((name) =>
    Object.keys(metrics[name].thresholds || {})
      .filter((promise) => !metrics[name].thresholds[promise].ok)
      .map((promise) => `✗ ${name}: ${promise}`),
  );
}

export function handleSummary({ metrics }) {
  if (!metrics.iterations) return {}; // setup() has said why
  const broken = crossed(metrics);
  const lines = [...loadTable(metrics), "", ...shareTable(metrics), "", ...broken];
  if (broken.length === 0) lines.push("✓ every threshold holds");
  return { stdout: `${lines.join("\n")}\n` };
}
