/**
 * A clock that keeps to the time of the database, which all nodes share: a node whose own clock is wrong, or is set while
 * it runs, plans and judges at the same instants as the others. It runs on the monotonic clock in between.
 */
import { sql } from 'kysely';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { StoreContext } from '../store/open-store.ts';

/** Differences up to this are left alone, in milliseconds: they may come from the question itself. */
const tolerance = 250;

/** Answers that took longer tell too little. */
const slowest = 2_000;

/** Follows another clock until it is held to a database. */
export class HeldClock implements Clock {
  readonly #base: Clock;
  #anchor: { readonly at: number; readonly since: number } | undefined;

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): number {
    const anchor = this.#anchor;
    if (anchor === undefined) return this.#base.now();
    return Math.floor(anchor.at + this.#base.monotonic() - anchor.since);
  }

  monotonic(): number {
    return this.#base.monotonic();
  }

  after(milliseconds: number, action: () => void): () => void {
    return this.#base.after(milliseconds, action);
  }

  /** Asks the database for its time and keeps to it from now on. */
  async hold(store: Pick<StoreContext, 'db'>, logger: Logger): Promise<void> {
    const asked = this.monotonic();
    const { rows } = await sql<{ now: number }>`
      select (extract(epoch from clock_timestamp()) * 1000)::double precision as now`.execute(store.db);
    const since = this.monotonic();
    const took = since - asked;
    const [row] = rows;
    if (row === undefined || took > slowest) return;
    const at = row.now + took / 2;
    const difference = at - this.now();
    if (Math.abs(difference) <= tolerance && this.#anchor !== undefined) return;
    const own = this.#base.now();
    if (Math.abs(at - own) > tolerance)
      logger.warn(
        { milliseconds: Math.round(own - at) },
        'the clock of this machine differs from that of the database, which is kept to',
      );
    this.#anchor = Math.abs(difference) <= tolerance ? { at: own, since } : { at, since };
  }
}
