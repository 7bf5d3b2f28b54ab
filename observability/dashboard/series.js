// Numbers by the second, for the last 15 minutes. Pure.

export const secondsKept = 900;

/** How the numbers of a step become one. */
export const folds = {
  sum: (all, one) => all + one,
  mean: (all, one) => all + one,
  highest: Math.max,
};

/** One number for each second; none where nothing is known, such as while the daemon was away. */
export class Series {
  #values = new Float32Array(secondsKept).fill(NaN); // a ring
  #latest = -Infinity; // second since the epoch
  total = 0; // of those that are kept

  set(second, value) {
    if (second > this.#latest) {
      const from = Math.max(this.#latest + 1, second - secondsKept + 1);
      for (let gap = from; gap < second; ++gap) this.#put(gap, NaN);
      this.#latest = second;
    } else if (second <= this.#latest - secondsKept) {
      return;
    }
    this.#put(second, value ?? NaN);
  }

  #put(second, value) {
    const place = second % secondsKept;
    this.total += (value || 0) - (this.#values[place] || 0);
    this.#values[place] = value;
  }

  at(second) {
    const isKept = second <= this.#latest && second > this.#latest - secondsKept;
    return isKept ? this.#values[second % secondsKept] : NaN;
  }

  /** `steps` numbers up to the second `last`, each of `width` seconds; null where nothing is known. */
  steps(last, steps, width = 1, fold = "sum") {
    const numbers = [];
    const join = folds[fold];
    for (let end = last - (steps - 1) * width; end <= last; end += width) {
      let known = 0;
      let all = 0;
      for (let second = end - width + 1; second <= end; ++second) {
        const value = this.at(second);
        if (value === value) all = known++ ? join(all, value) : value; // NaN differs from itself
      }
      numbers.push(known ? (fold === "mean" ? all / known : all) : null);
    }
    return numbers;
  }
}

export const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

/** The traffic of something: of all, or of a pool. */
export class Track {
  requests = new Series();
  in_flight = new Series();
  p50_ms = new Series();
  p95_ms = new Series();
  p99_ms = new Series();
  errors = new Series();
  reasons = new Map(); // the errors of each, once there was one

  static numbers = ["requests", "in_flight", "p50_ms", "p95_ms", "p99_ms"];

  /** What there was in a second: a number for each of those, and `errors` by reason. */
  add(second, step) {
    for (const name of Track.numbers) this[name].set(second, step[name]);
    const errors = step.errors ?? {};
    this.errors.set(second, sum(Object.values(errors)));
    for (const reason of Object.keys(errors)) this.#of(reason);
    for (const [reason, series] of this.reasons) series.set(second, errors[reason] ?? 0);
  }

  /** The history that `stats` tells. */
  fill(stats) {
    const { until, step, length } = placeOf(stats);
    for (let i = 0; i < length; ++i) {
      const told = Object.fromEntries(Track.numbers.map((name) => [name, stats[name]?.[i]]));
      told.requests /= step;
      told.errors = Object.fromEntries(Object.entries(stats.errors).flatMap(([reason, all]) => (all[i] ? [[reason, all[i] / step]] : [])));
      for (let second = 1; second <= step; ++second) this.add(until - (length - i) * step + second, told);
    }
  }

  #of(reason) {
    if (!this.reasons.has(reason)) this.reasons.set(reason, new Series());
  }
}

/** When the last second of `stats` was, how long its steps are, and how many. */
export function placeOf(stats) {
  return { until: secondOf(stats.until), step: stats.step_seconds, length: stats.requests.length };
}

/** The second, since the epoch, of a time as the API has it. */
export const secondOf = (time) => Math.floor(Date.parse(time) / 1000);
