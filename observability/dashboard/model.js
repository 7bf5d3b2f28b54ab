// All that the page knows, as it comes from the stream, and what follows from it. Pure: no page, no network, no clock.
import { secondOf, Series, Track, placeOf } from "./series.js";

/** As many as the API gives at once. */
export const mostEvents = 1000;

export const keyOf = (row) => `${row.pool}/${row.id}`;

export class Model {
  started; // when the daemon did
  version = "";
  pool = ""; // that is looked at; all of them if empty
  second = 0; // the newest that is told of
  pools = new Map(); // name -> what is known of it
  backends = new Map(); // key -> row
  events = []; // the newest first
  all = new Track();
  tracks = new Map(); // pool -> Track
  requests = new Map(); // key -> Series
  #known = new Set(); // events
  #zero = 0; // since the epoch, of the daemon's own count of seconds
  #oldest = Infinity; // second that is told of: the first of the first daemon

  /** Takes what the stream says: how all is, or what has changed in a second. The events that are new. */
  apply(kind, data) {
    if (kind === "begin") this.#begin(data);
    if (kind === "second") this.#next(data);
    return (data.events ?? []).filter((event) => this.addEvent(event));
  }

  #begin({ started, version, time, second, pools, backends }) {
    const restarted = this.started !== undefined && this.started !== started;
    this.started = started;
    this.version = version;
    if (restarted) this.addEvent({ id: `start ${started}`, time: started, kind: "Loadex started anew", detail: "what was counted begins from 0" });
    this.pools = new Map(pools.map((pool) => [pool.name, pool]));
    this.backends = new Map(backends.map((row) => [keyOf(row), row]));
    for (const key of this.requests.keys()) if (!this.backends.has(key)) this.requests.delete(key);
    if (!this.pools.has(this.pool)) this.pool = "";
    this.second = secondOf(time);
    this.#zero = this.second - second;
    this.#oldest = Math.min(this.#oldest, this.#zero);
  }

  #next({ second, all, pools = [], backends = [], gone = [], gone_pools: left = [] }) {
    this.second = this.#zero + second;
    for (const name of left) {
      this.pools.delete(name);
      this.tracks.delete(name);
    }
    for (const key of gone) this.#forget(key);
    for (const change of pools) {
      this.pools.set(change.name, { ...this.pools.get(change.name), ...change });
    }
    for (const change of backends) this.#change(change);
    this.all.add(this.second, all);
    for (const [name, pool] of this.pools) this.trackOf(name).add(this.second, pool.traffic ?? {});
    for (const [key, row] of this.backends) {
      if (row.now?.requests) this.requestsOf(key).set(this.second, row.now.requests);
      else this.requests.get(key)?.set(this.second, 0);
    }
    if (!this.pools.has(this.pool)) this.pool = "";
  }

  /** A field that is null has gone. */
  #change(change) {
    const row = { ...this.backends.get(keyOf(change)), ...change };
    for (const name of Object.keys(row)) if (row[name] === null) delete row[name];
    this.backends.set(keyOf(row), row);
  }

  #forget(key) {
    this.backends.delete(key);
    this.requests.delete(key);
  }

  trackOf(pool) {
    if (!this.tracks.has(pool)) this.tracks.set(pool, new Track());
    return this.tracks.get(pool);
  }

  requestsOf(key) {
    if (!this.requests.has(key)) this.requests.set(key, new Series());
    return this.requests.get(key);
  }

  /** Of how many seconds there is something to tell. */
  get age() {
    return this.second - this.#oldest;
  }

  /** The traffic of what is looked at. */
  get track() {
    return this.pool ? this.trackOf(this.pool) : this.all;
  }

  /** The history, of all or of one pool, and of the backends that it tells of. */
  fill(stats, pool = "") {
    (pool ? this.trackOf(pool) : this.all).fill(stats);
    for (const of of stats.backends ?? []) {
      if (!of.requests.some(Boolean)) continue;
      const { until, step, length } = placeOf(of);
      const series = this.requestsOf(keyOf(of));
      for (let i = 0; i < length; ++i) {
        for (let second = 1; second <= step; ++second) series.set(until - (length - i) * step + second, of.requests[i] / step);
      }
    }
  }

  /** Whether it was not known yet. */
  addEvent(event) {
    const name = `${this.started} ${event.id}`;
    if (this.#known.has(name)) return false;
    this.#known.add(name);
    const at = Date.parse(event.time);
    const place = this.events.findIndex((other) => other.at <= at);
    this.events.splice(place < 0 ? this.events.length : place, 0, { ...event, at, name });
    if (this.events.length > mostEvents) this.#known.delete(this.events.pop().name);
    return true;
  }

  /** The events of what is looked at. */
  get eventsSeen() {
    return this.events.filter((event) => !this.pool || !event.pool || event.pool === this.pool);
  }

  /** The backends of what is looked at. */
  get rows() {
    const rows = [...this.backends.values()];
    return this.pool ? rows.filter((row) => row.pool === this.pool) : rows;
  }

  /** What the line at the top says. */
  get overview() {
    const rows = this.rows;
    const at = (series) => series.at(this.second);
    const track = this.track;
    const requests = at(track.requests);
    return {
      requests,
      errors: at(track.errors),
      error_share: requests > 0 ? at(track.errors) / requests : 0,
      p99_ms: at(track.p99_ms),
      in_flight: at(track.in_flight),
      total: rows.length,
      healthy: rows.filter(({ state }) => state === "healthy").length,
      hits: rows.reduce((all, row) => all + (row.requests ?? 0), 0),
    };
  }

  /** The pools that are looked at where there are backends and none serves. */
  get outages() {
    const looked = this.pool ? [this.pool] : [...this.pools.keys()];
    return looked.flatMap((pool) => {
      const rows = [...this.backends.values()].filter((row) => row.pool === pool);
      if (rows.length === 0 || rows.some((row) => row.state === "healthy" || row.state === "checking")) return [];
      const event = this.events.find(({ kind, pool: of }) => of === pool && kind.startsWith("pool "));
      const since = event?.kind === "pool down" ? event.time : undefined;
      const newest = (some) => some.reduce((a, b) => (a.since > b.since ? a : b));
      const before = rows.filter((row) => !since || Date.parse(row.since) < event.at + 1000); // some may have been disabled since
      const last = newest(before.length ? before : rows);
      return [{ pool, since: since ?? last.since, last }];
    });
  }

  /** The part of its pool's new requests that a backend is due by its weight; 0 if it gets none. */
  dueShare(row) {
    const weighs = (one) => (one.state === "healthy" && !one.backup ? one.weight * one.share : 0);
    let all = 0;
    for (const other of this.backends.values()) if (other.pool === row.pool) all += weighs(other);
    return all > 0 ? weighs(row) / all : 0;
  }

  /** The part of its pool's requests of the last minute that a backend had. */
  shares(seconds = 60) {
    const of = new Map();
    const pools = new Map();
    for (const row of this.rows) {
      const series = this.requests.get(keyOf(row));
      let had = 0;
      for (let s = this.second - seconds + 1; series && s <= this.second; ++s) had += series.at(s) || 0;
      of.set(keyOf(row), had);
      pools.set(row.pool, (pools.get(row.pool) ?? 0) + had);
    }
    for (const row of this.rows) {
      const all = pools.get(row.pool);
      of.set(keyOf(row), all > 0 ? of.get(keyOf(row)) / all : NaN);
    }
    return of;
  }
}
