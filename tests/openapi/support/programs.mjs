// The real programs. Each ends with the test that started it, however that ends.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const bin = process.env.LOADEX_BIN;
assert(bin, "LOADEX_BIN is the folder of the programs");

/** A program of ours by its name, or another by its path; ready once it has printed a line that `sign` matches. */
export class Program {
  #child;
  #printed = "";
  #end;

  constructor(name, words) {
    this.#child = spawn("setpriv", ["--pdeathsig", "KILL", resolve(bin, name), ...words], { stdio: ["ignore", "pipe", "pipe"] });
    this.#child.stdout.on("data", (piece) => (this.#printed += piece));
    this.#child.stderr.on("data", (piece) => (this.#printed += piece));
    this.#end = new Promise((resolve) => this.#child.once("close", (code, signal) => resolve(signal ?? code)));
  }

  get printed() {
    return this.#printed;
  }

  get running() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async sign(pattern) {
    await eventually(() => pattern.test(this.#printed) || !this.running, () => this.#printed);
    const found = pattern.exec(this.#printed);
    assert(found, this.#printed);
    return found;
  }

  /** Stands still until resume(). */
  pause() {
    this.#child.kill("SIGSTOP");
  }

  resume() {
    this.#child.kill("SIGCONT");
  }

  /** Ends it in order; its exit code. */
  async stop() {
    this.#child.kill("SIGTERM");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 20_000);
    const code = await this.#end;
    clearTimeout(late);
    return code;
  }
}

/** Waits until `holds`, 10 s at most or `limit` ms; `why` says what is the case otherwise. */
export async function eventually(holds, why = () => "", limit = 10_000) {
  for (const deadline = Date.now() + limit; !(await holds()); ) {
    assert(Date.now() < deadline, `this never came: ${holds}; ${why()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A backend in this process that answers all that is asked; where it listens. */
export async function startBackend() {
  const server = createServer((_, answer) => answer.end("here\n"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A balancer by that configuration. */
export async function startBalancer(text) {
  const folder = mkdtempSync(join(tmpdir(), "loadex-openapi-"));
  const file = join(folder, "test.conf");
  writeFileSync(file, text);
  const program = new Program("loadbalancer", [`--config-file=${file}`]);
  const [, port] = await program.sign(/"msg":"ready","port":(\d+)/);
  const [, adminPort] = /"admin":"127\.0\.0\.1:(\d+)/.exec(program.printed) ?? [undefined, port];
  return {
    port: Number(port),
    adminPort: Number(adminPort), // of its own addresses: the same, unless they have their own
    file,
    get running() {
      return program.running;
    },
    get printed() {
      return program.printed;
    },
    pause: () => program.pause(),
    resume: () => program.resume(),
    async stop() {
      const code = await program.stop();
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}
