/** The connector over a real PostgreSQL. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import pg from 'pg';
import { openContext } from '../../../test/conformance/document-stands.ts';
import { conditionOf, shapeOf, typedOver } from '../../../test/conformance/document-actions.ts';
import { MillraceError } from '../../core/errors.ts';
import { compileClosure, environment } from '../../expression/closure.ts';
import { toJson } from '../../model/value-codec.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { formatShape, recordOf, type Shape } from '../../model/value-type.ts';
import { createTestDatabase } from '../../store/test-store.ts';
import { isSqlAskable } from './postgresql-condition.ts';
import { postgresqlConnector } from './postgresql.ts';
import type { SqlDatabase, SqlQuery, SqlSource, SqlWriteCounts, SqlWriteOptions } from './sql-database.ts';

interface Open {
  readonly database: SqlDatabase;
  readonly client: pg.Client;
}

async function open(t: TestContext, setup: string): Promise<Open> {
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
  return { database: opened.connection as SqlDatabase, client };
}

const never = new AbortController().signal;

async function readAll(
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

const shown = (records: readonly DataRecord[], shape: Shape): unknown[] =>
  records.map((record) => toJson(record as Value, recordOf(shape)));

async function writeAll(
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

const everyType = `create type mood as enum ('sad', 'happy');
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

const everyShape = shapeOf({
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

const everyRow = {
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

describe('reading from PostgreSQL', () => {
  it('keeps every type', async (t) => {
    const { database } = await open(t, everyType);
    const shape = everyShape.filter(({ name }) => name !== 'raw');
    const found = await readAll(database, 'everything', { shape });
    const { raw, ...expected } = everyRow;
    assert.deepEqual(shown(found.slice(0, 1), shape), [expected]);
    assert.deepEqual(
      shown(
        await readAll(database, 'everything', {
          shape: shapeOf({ raw: 'record{b: number}' }),
          condition: conditionOf(typedOver(everyShape, 'id = 1'), isSqlAskable),
        }),
        shapeOf({ raw: 'record{b: number}' }),
      ),
      [{ raw }],
    );
    assert.deepEqual(
      Object.values(found[1]!).filter((value) => value !== null),
      [2],
    );
    assert.deepEqual(
      shown(
        [found[2]!],
        shapeOf({ day: 'date', local: 'datetime', instant: 'timestamp', span: 'interval', big: 'integer' }),
      ),
      [
        {
          day: '0001-01-01',
          local: '0001-01-01T00:00:00',
          instant: '9999-12-31T23:59:59.999999Z',
          span: 'P-1D',
          big: '-9223372036854775808',
        },
      ],
    );
  });

  it('says what the columns of a table are', async (t) => {
    const { database } = await open(t, everyType);
    const found = await database.shapeOf({ table: 'everything' }, never);
    assert.equal(
      formatShape(found),
      'id: integer, flag: boolean, small: integer, big: integer, price: decimal(12,2), free: decimal, ratio: number, short: number, name: text, code: text, padded: text, key: text, state: text, address: text, day: date, clock: time, local: datetime, instant: timestamp, span: interval, bytes: binary, doc: any, raw: any, numbers: list(integer), names: list(text), grid: list(integer), instants: list(timestamp)',
    );
  });

  it('refuses wrong types, unknown columns and unknown tables with what would be right', async (t) => {
    const { database } = await open(t, everyType);
    const fails = async (source: string, fields: Record<string, string>, expected: RegExp): Promise<void> => {
      await assert.rejects(readAll(database, source, { shape: shapeOf(fields) }), (error) => {
        assert.ok(error instanceof MillraceError);
        assert.match(`${error.code}: ${error.message} ${error.hint}`, expected);
        return true;
      });
    };
    await fails(
      'everything',
      { price: 'text' },
      /^type_mismatch: The column price of everything is numeric, not text\. Declare it as decimal or number or integer/,
    );
    await fails('everything', { instant: 'date' }, /timestamptz, not date\. Declare it as timestamp/);
    await fails(
      'everything',
      { prise: 'decimal' },
      /^unknown_field: There is no column prise in everything\. Did you mean .?price/,
    );
    await fails('everythin', { id: 'integer' }, /^upstream_refused: .*relation "everythin" does not exist/);
    await fails(
      'everything',
      { price: 'decimal(12,1)', id: 'integer' },
      /^cast_failed: A row of everything has 1234567890\.10 in price|-0\.01/,
    );
  });

  it('keeps what a condition keeps', async (t) => {
    const { database } = await open(t, everyType);
    const shape = everyShape.filter(({ name }) => !['raw', 'doc'].includes(name));
    const conditions: readonly (readonly [string, string])[] = [
      ['id > 1', '23'],
      ['big = 9223372036854775807', '1'],
      ['big < 0', '3'],
      ['small in (0, -32768)', '13'],
      ['price >= 1234567890.10', '1'],
      ['price < 0', '3'],
      ['free is null', '2'],
      ['free > 12345678901234567890.123456788', '1'],
      ['ratio is null', '2'],
      ['ratio < 0.2', '13'],
      ['ratio = 0.1', '1'],
      ['short is not null', '13'],
      ["name = ''", '3'],
      ["name > 'z'", '1'],
      ["name <> ''", '1'],
      ["code between 'a' and 'b'", '1'],
      ["padded = 'ab  '", '1'],
      ["key = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", '1'],
      ["key = 'nonsense'", ''],
      ["key <> 'nonsense'", '1'],
      ["key >= 'a'", '1'],
      ["state = 'happy'", '1'],
      ["address = '10.0.0.1'", '1'],
      ["day < date '1000-01-01'", '3'],
      ["clock > time '12:00:00'", '1'],
      ["local = datetime '2026-03-01T08:30:00.123456'", '1'],
      ["instant > timestamp '2026-03-01T00:30:00.123455Z'", '13'],
      ["instant = timestamp '2026-03-01T00:30:00.123456Z'", '1'],
      ['flag', '1'],
      ['not flag', '3'],
      ['flag is null', '2'],
      ['list_length(numbers) = 3 and flag', '1'],
      ["name = '' or id = 2", '23'],
      ['not (id = 1 or flag is null)', '3'],
    ];
    for (const [source, expected] of conditions) {
      const typed = typedOver(everyShape, source);
      const keep = compileClosure(typed);
      const found = await readAll(database, 'everything', { shape, condition: conditionOf(typed, isSqlAskable) });
      const kept = found.filter((record) => keep(record, environment()) === true);
      assert.equal(
        kept
          .map(({ id }) => id)
          .sort()
          .join(''),
        expected,
        source,
      );
    }
  });

  it('sorts as we do, or says that it did not', async (t) => {
    const { database } = await open(
      t,
      "create table words (id integer, word text, n double precision, kind varchar, doc inet); insert into words values (1, 'b', 1, 'x', null), (2, 'Z', 'NaN', 'x', null), (3, null, -1, 'x', null), (4, 'a', 'Infinity', 'x', null), (5, '\u{1F600}', null, 'x', null), (6, 'ｚ', 7, 'x', null)",
    );
    const shape = shapeOf({ id: 'integer', word: 'text', n: 'number', doc: 'text' });
    const order = async (column: string, descending: boolean): Promise<string> => {
      const reading = await database.read({
        source: { table: 'words' },
        shape,
        sort: [{ column, descending }],
        batch: 2,
        signal: never,
        failed: () => undefined,
      });
      if (!reading.sorted) return 'unsorted';
      const ids: unknown[] = [];
      for await (const batch of reading.records) ids.push(...batch.map(({ id }) => id));
      return ids.join('');
    };
    assert.equal(await order('word', false), '241653');
    assert.equal(await order('word', true), '561423');
    assert.equal((await order('n', false)).slice(0, 3), '316');
    assert.equal((await order('n', true)).slice(0, 3), '613');
    assert.equal(await order('doc', true), 'unsorted');
  });

  it('binds the values of a query, whatever is in them', async (t) => {
    const { database } = await open(
      t,
      "create table t (a text, n integer, at timestamptz); insert into t values ('it''s; drop table t; --', 1, '2026-03-01'), ('b', 2, '2026-03-02')",
    );
    const query = 'select a, n from t where (a = :a or n = any(:ns)) and at >= :since order by n -- the end';
    const shape = shapeOf({ a: 'text', n: 'integer' });
    const [{ type: list }, { type: instant }] = shapeOf({ ns: 'list(integer)', since: 'timestamp' }) as [
      Shape[number],
      Shape[number],
    ];
    const since =
      (
        await readAll(
          database,
          { query: 'select min(at) as at from t', parameters: [] },
          { shape: shapeOf({ at: 'timestamp' }) },
        )
      )[0]!['at'] ?? null;
    const found = await readAll(
      database,
      {
        query,
        parameters: [
          { name: 'a', value: "it's; drop table t; --", type: { kind: 'text' } },
          { name: 'ns', value: [2, 3], type: list },
          { name: 'since', value: since, type: instant },
        ],
      },
      { shape },
    );
    assert.deepEqual(
      found.map(({ n }) => n),
      [1, 2],
    );
  });

  it('cannot change anything', async (t) => {
    const { database } = await open(t, 'create table t (n integer); insert into t values (1)');
    const query = 'with gone as (delete from t returning n) select n from gone';
    await assert.rejects(readAll(database, { query, parameters: [] }, { shape: shapeOf({ n: 'integer' }) }), {
      code: 'upstream_refused',
    });
    assert.equal((await readAll(database, 't', { shape: shapeOf({ n: 'integer' }) })).length, 1);
  });

  it('ends in connection_failed when the server goes away in mid-read, and cancels when it is aborted', async (t) => {
    const { database, client } = await open(
      t,
      'create table many as select n, repeat(md5(n::text), 20) as text from generate_series(1, 20000) as n',
    );
    const shape = shapeOf({ n: 'integer', text: 'text' });
    const read = async (signal: AbortSignal, onFirst: () => Promise<unknown>): Promise<void> => {
      const { records } = await database.read({
        source: { table: 'many' },
        shape,
        batch: 100,
        signal,
        failed: () => undefined,
      });
      let first = true;
      for await (const _ of records) {
        if (first) await onFirst();
        first = false;
      }
    };
    const kill = (): Promise<unknown> =>
      client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    await assert.rejects(read(never, kill), { code: 'connection_failed' });
    const abort = new AbortController();
    await assert.rejects(
      read(abort.signal, () => Promise.resolve(abort.abort(new MillraceError('cancelled', 'stopped')))),
      { code: 'cancelled' },
    );
    const slow = new AbortController();
    const sleeping = readAll(
      database,
      { query: 'select pg_sleep(60)::text as n', parameters: [] },
      { shape: shapeOf({ n: 'text' }), signal: slow.signal },
    );
    const watch = async (): Promise<void> => {
      for (;;) {
        const { rowCount } = await client.query(
          "select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()",
        );
        if (rowCount !== 0) return slow.abort(new MillraceError('timeout', 'too slow'));
      }
    };
    await Promise.all([assert.rejects(sleeping, { code: 'timeout' }), watch()]);
    assert.equal((await readAll(database, 'many', { shape })).length, 20000);
  });
});

describe('writing to PostgreSQL', () => {
  const setup =
    "create table stock (sku text primary key, n integer check (n >= 0), note text default 'none', doc jsonb); insert into stock values ('tea', 1, 'green', '{}'), ('mug', 2, 'blue', null)";
  const shape = shapeOf({ sku: 'text', n: 'integer' });
  const content = async ({ client }: Open): Promise<string[]> =>
    (
      await client.query<{ row: string }>("select concat_ws(' ', sku, n, note) as row from stock order by sku")
    ).rows.map(({ row }) => row);

  it('writes back what it reads, of every type', async (t) => {
    const { database, client } = await open(t, everyType);
    await client.query('create table copy (like everything)');
    for (const count of [1, 3000]) {
      await client.query('truncate copy');
      const [row] = await readAll(database, 'everything', {
        shape: everyShape,
        condition: conditionOf(typedOver(everyShape, 'id = 1'), isSqlAskable),
      });
      await writeAll(
        database,
        { table: 'copy', shape: everyShape },
        Array.from({ length: count }, () => row!),
      );
      const same = await client.query(
        'select count(*) as count from copy c, everything e where e.id = 1 and to_jsonb(c) = to_jsonb(e)',
      );
      assert.equal(Number(same.rows[0].count), count);
    }
  });

  for (const many of [0, 5000]) {
    const others = Array.from({ length: many }, (_, at) => ({ sku: `x${at}`, n: at }));
    const rest = others.map(({ sku, n }) => `${sku} ${n} none`).sort();
    const how = many === 0 ? 'by one statement' : 'by COPY';

    it(`upserts and replaces ${how}`, async (t) => {
      const opened = await open(t, setup);
      const records = [{ sku: 'tea', n: 10 }, { sku: 'jar', n: 3 }, { sku: 'tea', n: 11 }, ...others];
      const upserted = await writeAll(
        opened.database,
        { table: 'stock', shape, mode: 'upsert', key: ['sku'] },
        records,
      );
      assert.deepEqual(upserted, { inserted: 1 + many, updated: 1, deleted: 0 });
      assert.deepEqual(await content(opened), ['jar 3 none', 'mug 2 blue', 'tea 11 green', ...rest]);
      await writeAll(opened.database, { table: 'stock', shape, mode: 'replace', key: ['sku'] }, [
        { sku: 'tea', n: 12 },
        ...others,
      ]);
      assert.deepEqual(await content(opened), ['jar 3 none', 'mug 2 blue', 'tea 12 none', ...rest]);
    });

    it(`names table and constraint and keeps nothing ${how}`, async (t) => {
      const opened = await open(t, setup);
      for (const record of [
        { sku: 'tea', n: 1 },
        { sku: 'new', n: -1 },
      ]) {
        await assert.rejects(writeAll(opened.database, { table: 'stock', shape }, [...others, record]), (error) => {
          assert.ok(error instanceof MillraceError);
          assert.equal(error.code, 'constraint');
          assert.match(error.message, /constraint stock_(pkey|n_check) of table stock/);
          return true;
        });
      }
      assert.deepEqual(await content(opened), ['mug 2 blue', 'tea 1 green']);
    });
  }

  it('leaves out what is refused where that is wanted', async (t) => {
    const opened = await open(t, setup);
    const failures: [unknown, string][] = [];
    const failed = (record: DataRecord, error: MillraceError): void => void failures.push([record['sku'], error.code]);
    const records = [
      { sku: 'tea', n: 1 },
      { sku: 'a', n: 1 },
      { sku: 'b', n: -1 },
      { sku: 'c', n: 3 },
    ];
    const counts = await writeAll(opened.database, { table: 'stock', shape, failed }, records);
    assert.deepEqual(counts, { inserted: 2, updated: 0, deleted: 0 });
    assert.deepEqual(failures, [
      ['tea', 'constraint'],
      ['b', 'constraint'],
    ]);
    assert.deepEqual(await content(opened), ['a 1 none', 'c 3 none', 'mug 2 blue', 'tea 1 green']);
  });

  it('mirrors, and deletes no more than it may', async (t) => {
    const opened = await open(t, setup);
    const mirror = (maxDelete: number) =>
      writeAll(opened.database, { table: 'stock', shape, mode: 'mirror', key: ['sku'], maxDelete }, [
        { sku: 'jar', n: 3 },
      ]);
    await assert.rejects(mirror(1), { code: 'at_most' });
    assert.deepEqual(await content(opened), ['mug 2 blue', 'tea 1 green']);
    assert.deepEqual(await mirror(2), { inserted: 1, updated: 0, deleted: 2 });
    assert.deepEqual(await content(opened), ['jar 3 none']);
  });

  it('says what is wrong with table, columns and key', async (t) => {
    const { database } = await open(t, setup);
    const fails = (how: Partial<SqlWriteOptions>, expected: RegExp): Promise<void> =>
      assert.rejects(writeAll(database, { table: 'stock', shape, ...how }, [{ sku: 'x', n: 1 }]), (error) => {
        assert.ok(error instanceof MillraceError);
        assert.match(`${error.code}: ${error.message} ${error.hint}`, expected);
        return true;
      });
    await fails({ table: 'stok' }, /^upstream_refused: There is no table stok.*Did you mean .?stock/);
    await fails({ shape: shapeOf({ sku: 'text', nn: 'integer' }) }, /^unknown_field: The table stock has no column nn/);
    await fails(
      { mode: 'upsert', key: ['n'] },
      /^upstream_refused: The table stock has no unique constraint on n.*create unique index on stock \(n\)/,
    );
  });

  it('deletes what the whole condition is true of, and never more than it may', async (t) => {
    const opened = await open(
      t,
      'create table parts (n integer, word text) partition by list (n); create table p1 partition of parts for values in (1, 2); create table p2 partition of parts default; insert into parts select n, md5(n::text) from generate_series(1, 100) as n',
    );
    const over = shapeOf({ n: 'integer', word: 'text' });
    const typed = typedOver(over, 'n % 2 = 0 and n > 10');
    const keep = compileClosure(typed);
    const remove = (more: { atMost?: number; performs?: boolean }) =>
      opened.database.remove({
        table: 'parts',
        shape: over,
        condition: conditionOf(typed, isSqlAskable),
        matches: (record) => keep(record, environment()) === true,
        batch: 7,
        atMost: more.atMost,
        performs: more.performs ?? true,
        signal: never,
        failed: (_record, error) => {
          throw error;
        },
      });
    const count = async (): Promise<number> =>
      Number((await opened.client.query('select count(*) from parts')).rows[0].count);
    await assert.rejects(remove({ atMost: 44 }), { code: 'at_most' });
    assert.equal(await remove({ performs: false }), 45);
    assert.equal(await count(), 100);
    assert.equal(await remove({ atMost: 45 }), 45);
    assert.equal(await count(), 55);
  });
});
