/**
 * Places under concurrency keys, for all processes on one store. A place is an advisory lock of one connection that each
 * process keeps open, so that the places of a process that dies are free at once. Runs of this process hold theirs in a
 * table beside it, since a connection may take its own lock again.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Logger } from '../core/logger.ts';

/** What is asked for: one of `max` places under a key. */
export interface PlaceWish {
  readonly key: string;
  readonly max: number;
}

/** A place that is held until it is released. */
export interface HeldPlace {
  release(): Promise<void>;
}

/** Where the places are. */
export interface ConcurrencyPlacesOptions {
  readonly url: string;
  /** Keys of one workgroup are none of another's. */
  readonly workgroup: string;
  readonly logger: Logger;
}

/** How many of these locks somebody holds. */
const HELD = `
  select count(*)::integer as taken from pg_locks
  where locktype = 'advisory' and granted and objsubid = 1
    and database = (select oid from pg_database where datname = current_database())
    and ((classid::bigint << 32) | objid::bigint) = any($1::bigint[])`;

/** Takes places; `close` gives all of them back. */
export class ConcurrencyPlaces {
  readonly #options: ConcurrencyPlacesOptions;
  /** Which place holds a lock; one that was released, or whose connection broke off, is not there any more. */
  readonly #held = new Map<string, HeldPlace>();
  #client: Promise<pg.Client> | undefined;
  /** One question at a time: two runs here must not be given the same place. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ConcurrencyPlacesOptions) {
    this.#options = options;
  }

  /** Takes a place, or gives undefined where all of them are taken. */
  take(wish: PlaceWish): Promise<HeldPlace | undefined> {
    const taking = this.#turn.then(
      () => this.#take(wish),
      () => this.#take(wish),
    );
    this.#turn = taking;
    return taking;
  }

  /** True where all places are taken, here or elsewhere. It takes none itself, so that nobody is turned away for it. */
  async isFull({ key, max }: PlaceWish): Promise<boolean> {
    const client = await this.#connected();
    const locks = Array.from({ length: max }, (_none, index) => this.#lockOf(key, index));
    const { rows } = await client.query<{ taken: number }>(HELD, [locks]);
    return (rows[0]?.taken ?? 0) >= max;
  }

  /** Gives everything back. */
  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#held.clear();
    await (await client)?.end();
  }

  async #take({ key, max }: PlaceWish): Promise<HeldPlace | undefined> {
    const client = await this.#connected();
    for (let index = 0; index < max; index += 1) {
      const lock = this.#lockOf(key, index);
      if (this.#held.has(lock)) continue;
      const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lock]);
      if (rows[0]?.taken !== true) continue;
      const place: HeldPlace = { release: () => this.#release(place, lock, client) };
      this.#held.set(lock, place);
      return place;
    }
    return undefined;
  }

  async #release(place: HeldPlace, lock: string, client: pg.Client): Promise<void> {
    if (this.#held.get(lock) !== place) return;
    this.#held.delete(lock);
    try {
      await client.query('select pg_advisory_unlock($1)', [lock]);
    } catch (err) {
      // The connection has gone, and with it the lock.
      this.#options.logger.warn({ err }, 'a place under a concurrency key was given back by a break of its connection');
    }
  }

  #lockOf(key: string, index: number): string {
    const hash = createHash('sha256').update(`${this.#options.workgroup}\0${key}\0${index}`).digest();
    return hash.readBigInt64BE().toString();
  }

  #connected(): Promise<pg.Client> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#options.url, application_name: 'millrace concurrency' });
    client.on('error', (err) => {
      this.#options.logger.warn({ err }, 'the connection that holds concurrency keys broke off: runs may overlap');
      this.#client = undefined;
      this.#held.clear();
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      this.#client = undefined;
      throw error;
    }
  }
}
