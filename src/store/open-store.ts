import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Clock } from '../core/clock.ts';
import { MillraceError, messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { forgetOldEffects } from './effects.ts';
import { loadMigrations, migrate, withSchemaLock } from './migrate.ts';
import { makePartitions } from './partitions.ts';
import { openPool } from './pool.ts';
import type { Tables } from './tables.ts';

/** What every query needs: a connection or transaction, the time, and whose data it is. */
export interface StoreContext {
  readonly db: Kysely<Tables>;
  readonly clock: Clock;
  /** Id of the workgroup. */
  readonly workgroup: string;
}

/** The open store. */
export interface Store extends StoreContext {
  readonly url: string;
  /** For connectors that speak SQL themselves; instants come as milliseconds and bigints as numbers. */
  readonly pool: pg.Pool;
  /** For statements whose plan is made once, whatever their values: see `runPlanned`. */
  readonly planned: pg.Pool;
  readonly logger: Logger;
  close(): Promise<void>;
}

/** What a store needs. */
export interface StoreOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The workgroup that a server without others has; made by the first migration. */
const defaultWorkgroup = '00000000-0000-7000-8000-000000000001';

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new MillraceError('store_unavailable', `PostgreSQL cannot be reached: ${messageOf(cause)}`, {
      hint: 'Check that it runs and that DATABASE_URL is right.',
      cause,
    });
  }
}

async function prepare(pool: pg.Pool, { clock, logger }: StoreOptions): Promise<void> {
  const [client, migrations] = await Promise.all([connect(pool), loadMigrations()]);
  try {
    await withSchemaLock(client, async () => {
      const applied = await migrate(client, migrations);
      if (applied > 0) logger.info({ applied }, 'the store was migrated');
      await makePartitions(client, clock.now());
    });
  } finally {
    client.release();
  }
}

/** Opens the store and brings its schema up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const store = connectStore(options);
  try {
    await prepare(store.pool, options);
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
  return store;
}

/** A store whose schema somebody else keeps up to date; connects when it is first used. */
export function connectStore({ url, clock, logger }: StoreOptions): Store {
  const pool = openPool(url, logger);
  const planned = openPool(url, logger, { max: 8, setting: 'plan_cache_mode=force_generic_plan' });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  let closed: Promise<void> | undefined;
  // Not Kysely's destroy: it leaves a pool open that it has not used.
  const close = (): Promise<void> => (closed ??= Promise.all([pool.end(), planned.end()]).then(() => undefined));
  return { db, clock, logger, pool, planned, url, workgroup: defaultWorkgroup, close };
}

/** Runs `work` in one transaction: all of it is kept, or nothing. */
export function inTransaction<T>(store: StoreContext, work: (inner: StoreContext) => Promise<T>): Promise<T> {
  const { clock, workgroup } = store;
  if (store.db.isTransaction) return work(store);
  return store.db.transaction().execute((db) => work({ db, clock, workgroup }));
}

/** What has to be done once a day: partitions ahead, and what is too old is forgotten. */
export async function maintainStore(store: Store): Promise<void> {
  const client = await connect(store.pool);
  try {
    await withSchemaLock(client, () => makePartitions(client, store.clock.now()));
  } finally {
    client.release();
  }
  await forgetOldEffects(store);
}
