// Metrics that a script has of its own.
import { declare, record } from "./samples.js";

export class Rate {
  #name;

  constructor(name) {
    this.#name = name;
    declare(name, "rate");
  }

  add(value, tags = {}) {
    record(this.#name, "rate", Boolean(value), tags);
  }
}
