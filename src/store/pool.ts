import { type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import type { Logger } from '../core/logger.ts';

const BIGINT = 20;
const TIMESTAMPTZ = 1184;

const parseInstant = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date;

/** Reads instants as milliseconds since 1970 and bigints as numbers; ours count records, bytes and milliseconds. */
const storeTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === BIGINT) return Number;
    if (oid === TIMESTAMPTZ) return (text: string) => parseInstant(text).getTime();
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
  }) as typeof pg.types.getTypeParser,
};

/** What is different from the pool that everything uses. */
export interface PoolOptions {
  readonly max?: number;
  /** Settings of PostgreSQL for its connections: `plan_cache_mode=force_generic_plan`. */
  readonly setting?: string;
}

/** Opens the store's pool. Connections that break while idle are logged and replaced. */
export function openPool(url: string, logger: Logger, { max = 20, setting }: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    ...(setting === undefined ? {} : { options: `-c ${setting}` }),
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    application_name: 'millrace',
    types: storeTypes,
  });
  pool.on('error', ({ message }) => logger.warn({ reason: message }, 'an idle connection to the store broke off'));
  // One that breaks off between two queries of a transaction says so to nobody else, which would end the process; the
  // next query on it fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Data as text for a jsonb column. PostgreSQL knows no NUL and no half of a surrogate pair; both become U+FFFD, so that
 * odd input never loses a run its record.
 */
export function toJsonb(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  if (!text.includes('\\u') || !/\\u(0000|d[89a-f])/i.test(text)) return text;
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? toStorable(part) : part));
}

/** Text as a text column takes it: see {@link toJsonb}. */
export function toStorable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** The last instant that was written: what is written together often has the same one. */
let last = { milliseconds: 0, text: '1970-01-01T00:00:00.000Z' };

/** Milliseconds since 1970 as a timestamptz column takes them. */
export function toInstant(milliseconds: number): string {
  if (milliseconds !== last.milliseconds) last = { milliseconds, text: new Date(milliseconds).toISOString() };
  return last.text;
}

/** The same for conditions, which compare with what is read. */
export function instantOf(milliseconds: number): RawBuilder<number> {
  return sql<number>`${toInstant(milliseconds)}::timestamptz`;
}
