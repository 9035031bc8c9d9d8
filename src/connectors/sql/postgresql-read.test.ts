/** Reading over a real PostgreSQL. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conditionOf, shapeOf, typedOver } from '../../../test/conformance/document-actions.ts';
import { MillraceError } from '../../core/errors.ts';
import { compileClosure, environment } from '../../expression/closure.ts';
import { formatShape, type Shape } from '../../model/value-type.ts';
import { isSqlAskable } from './sql-condition.ts';
import {
  everyRow,
  everyShape,
  everyType,
  never,
  open,
  readAll,
  shown,
} from '../../../test/conformance/real-postgresql.ts';

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
