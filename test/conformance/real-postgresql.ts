/** A real PostgreSQL for tests, and short ways of reading and writing. */
import type { TestContext } from 'node:test';
import pg from 'pg';
import { shapeOf } from './document-actions.ts';
import { openContext } from './document-stands.ts';
import { toJson } from '../../src/model/value-codec.ts';
import type { DataRecord, Value } from '../../src/model/value.ts';
import { recordOf, type Shape } from '../../src/model/value-type.ts';
import { createTestDatabase } from '../../src/store/test-store.ts';
import { postgresqlConnector } from '../../src/connectors/sql/postgresql.ts';
import type {
  SqlDatabase,
  SqlQuery,
  SqlSource,
  SqlWriteCounts,
  SqlWriteOptions,
} from '../../src/connectors/sql/sql-database.ts';

/** A connection, and a bare client beside it. */
export interface Open {
  readonly database: SqlDatabase;
  readonly client: pg.Client;
  readonly url: string;
}

/** Opens a database of its own after some SQL. */
export async function open(t: TestContext, setup: string): Promise<Open> {
  const { url, close } = await createTestDatabase();
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(setup);
  const opened = await postgresqlConnector.open({ url }, openContext([]));
  t.after(async () => {
    await opened.close();
    await client.end();
    await close();
  });
  return { database: opened.connection as SqlDatabase, client, url };
}

/** Never fires. */
export const never = new AbortController().signal;

/** All rows of a source; a row that does not fit is thrown. */
export async function readAll(
  database: SqlDatabase,
  source: SqlSource | string,
  query: Partial<SqlQuery> & { shape: Shape },
): Promise<DataRecord[]> {
  const { records } = await database.read({
    source: typeof source === 'string' ? { table: source } : source,
    batch: 100,
    signal: never,
    failed: (_record, error) => {
      throw error;
    },
    ...query,
  });
  const all: DataRecord[] = [];
  for await (const batch of records) all.push(...batch);
  return all;
}

/** Records as JSON. */
export const shown = (records: readonly DataRecord[], shape: Shape): unknown[] =>
  records.map((record) => toJson(record as Value, recordOf(shape)));

/** Writes records, a thousand at a time. */
export async function writeAll(
  database: SqlDatabase,
  how: Partial<SqlWriteOptions> & { table: string; shape: Shape },
  records: readonly DataRecord[],
): Promise<SqlWriteCounts> {
  const writer = await database.write({ mode: 'insert', key: [], maxDelete: undefined, signal: never, ...how });
  try {
    for (let from = 0; from < records.length; from += 1000) await writer.write(records.slice(from, from + 1000));
    return await writer.finish();
  } catch (thrown) {
    await writer.abandon();
    throw thrown;
  }
}

/** A table with a column of every type. */
export const everyType = `create type mood as enum ('sad', 'happy');
create table everything (
  id integer primary key, flag boolean, small smallint, big bigint, price numeric(12,2), free numeric, ratio double precision, short real,
  name text, code varchar(10), padded char(4), key uuid, state mood, address inet, day date, clock time, local timestamp, instant timestamptz, span interval,
  bytes bytea, doc jsonb, raw json, numbers integer[], names text[], grid integer[], instants timestamptz[]);
insert into everything values
 (1, true, -32768, 9223372036854775807, 1234567890.10, 12345678901234567890.123456789, 0.1, 1.5, 'ä "x"', 'abc', 'ab', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'happy', '10.0.0.1',
  '2026-03-01', '23:59:59.999999', '2026-03-01 08:30:00.123456', '2026-03-01 08:30:00.123456+08', '1 year 2 mons 3 days 04:05:06.000007',
  '\\x00ff', '{"a": [1, null, "x"]}', '{"b": 1.50}', '{1,NULL,3}', '{"a b",NULL,"NULL","\\""}', '{{1,2},{3,4}}', '{"2026-03-01 00:00:00+00"}'),
 (2, null, null, null, null, 'NaN', 'NaN', '-Infinity', null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
 (3, false, 0, -9223372036854775808, -0.01, 0, -0.0, 0, '', '', '', null, 'sad', null, '0001-01-01', '00:00:00', '0001-01-01 00:00:00', '9999-12-31 23:59:59.999999+00', '-1 days', '', 'null', '[]', '{}', '{}', '{}', '{}')`;

/** What its columns are declared as. */
export const everyShape = shapeOf({
  id: 'integer',
  flag: 'boolean',
  small: 'integer',
  big: 'integer',
  price: 'decimal(12,2)',
  free: 'decimal',
  ratio: 'number',
  short: 'number',
  name: 'text',
  code: 'text',
  padded: 'text',
  key: 'text',
  state: 'text',
  address: 'text',
  day: 'date',
  clock: 'time',
  local: 'datetime',
  instant: 'timestamp',
  span: 'interval',
  bytes: 'binary',
  doc: 'any',
  raw: 'record{b: number}',
  numbers: 'list(integer)',
  names: 'list(text)',
  grid: 'list(list(integer))',
  instants: 'list(timestamp)',
});

/** Its first row. */
export const everyRow = {
  id: 1,
  flag: true,
  small: -32768,
  big: '9223372036854775807',
  price: '1234567890.10',
  free: '12345678901234567890.123456789',
  ratio: 0.1,
  short: 1.5,
  name: 'ä "x"',
  code: 'abc',
  padded: 'ab  ',
  key: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  state: 'happy',
  address: '10.0.0.1',
  day: '2026-03-01',
  clock: '23:59:59.999999',
  local: '2026-03-01T08:30:00.123456',
  instant: '2026-03-01T00:30:00.123456Z',
  span: 'P1Y2M3DT4H5M6.000007S',
  bytes: 'AP8=',
  doc: { a: [1, null, 'x'] },
  raw: { b: 1.5 },
  numbers: [1, null, 3],
  names: ['a b', null, 'NULL', '"'],
  grid: [
    [1, 2],
    [3, 4],
  ],
  instants: ['2026-03-01T00:00:00Z'],
};
