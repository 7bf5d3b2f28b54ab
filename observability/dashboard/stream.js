// The daemon's stream of what changes, read with fetch: an EventSource cannot show a token.
import { ask, Refusal } from "./api.js";

const patience = 5000; // ms without a word: it says something each second
const pauses = [250, 500, 1000, 2000, 4000]; // before it is tried again

/** Splits a stream of Server-Sent Events into events. Pure. */
export class EventReader {
  #rest = "";

  /** The events that are whole with this piece: [type, data]. */
  read(piece) {
    const parts = (this.#rest + piece).split("\n\n");
    this.#rest = parts.pop();
    return parts.flatMap((part) => {
      const lines = part.split("\n").map((line) => /^(\w+): ?(.*)$/.exec(line)).filter(Boolean);
      const field = (name) => lines.filter(([, called]) => called === name).map(([, , value]) => value).join("\n");
      return field("data") ? [[field("event") || "message", JSON.parse(field("data"))]] : [];
    });
  }
}

/** Reads the stream for as long as the page is seen; begins anew whenever it ends. */
export class Stream {
  #hear;
  #tell;
  #running; // the controller of the one that is read
  #tries = 0;
  #next; // timer

  /** `hear` gets each event, `tell` how the connection stands: "live", "lost", "refused", "locked" or "paused", and why. */
  constructor(hear, tell) {
    this.#hear = hear;
    this.#tell = tell;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#pause() : this.restart()));
    addEventListener("online", () => this.restart());
  }

  restart() {
    clearTimeout(this.#next);
    this.#running?.abort();
    if (!document.hidden) this.#read();
  }

  /** A page that nobody sees costs nothing, and leaves the browser's few connections to the others. */
  #pause() {
    clearTimeout(this.#next);
    this.#running?.abort();
    this.#tell("paused", "not seen");
  }

  async #read() {
    const running = new AbortController();
    this.#running = running;
    let late;
    const expect = () => {
      clearTimeout(late);
      late = setTimeout(() => running.abort(), patience);
    };
    let how = "lost";
    let why = "the connection ended";
    try {
      expect();
      const answer = await ask("GET", "live", { accept: "text/event-stream", signal: running.signal });
      const reader = new EventReader();
      const text = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await text.read(); !piece.done; piece = await text.read()) {
        expect();
        this.#tries = 0;
        for (const [type, data] of reader.read(piece.value)) this.#hear(type, data);
        this.#tell("live");
      }
    } catch (error) {
      why = running.signal.aborted ? "it says nothing" : error.message;
      if (error instanceof Refusal) how = error.status === 401 ? "locked" : "refused";
    }
    clearTimeout(late);
    if (this.#running !== running || document.hidden) return; // there is another
    this.#tell(how, why);
    if (how === "locked") return; // whoever gave no token was asked
    this.#next = setTimeout(() => this.#read(), pauses[Math.min(this.#tries++, pauses.length - 1)]);
  }
}
