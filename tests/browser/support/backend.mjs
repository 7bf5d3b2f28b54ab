// Backends in this process, that do as they are told.
import { createServer } from "node:http";

/** A backend that can be killed and come back at its port, be slow, fail, or hold what is asked of it. */
export class Backend {
  #server;
  #port = 0;
  #held = [];
  status = 200; // of what is asked, and of probes
  delay = 0; // ms before it answers
  holds = false; // whether it keeps requests until release()

  static async start(how = {}) {
    const one = Object.assign(new Backend(), how);
    await one.come();
    return one;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, at the same port as before. */
  async come() {
    this.#server = createServer((asked, answer) => this.#answer(asked, answer));
    await new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = this.#server.address().port;
  }

  #answer(asked, answer) {
    answer.statusCode = this.status;
    const end = () => answer.end(`Response from backend: ${this.url}\n`);
    if (asked.url === "/health") return end();
    if (this.holds) return this.#held.push(end);
    setTimeout(end, this.delay);
  }

  release() {
    this.holds = false;
    for (const end of this.#held.splice(0)) end();
  }

  /** Is gone at once, connections and all. */
  async leave() {
    if (!this.#server) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    this.#server = undefined;
    await closed;
  }
}
