/** Writing and deleting over a real PostgreSQL. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conditionOf, shapeOf, typedOver } from '../../../test/conformance/document-actions.ts';
import { MillraceError } from '../../core/errors.ts';
import { compileClosure, environment } from '../../expression/closure.ts';
import type { DataRecord } from '../../model/value.ts';
import { isSqlAskable } from './sql-condition.ts';
import {
  everyShape,
  everyType,
  never,
  type Open,
  open,
  readAll,
  writeAll,
} from '../../../test/conformance/real-postgresql.ts';
import type { SqlWriteOptions } from './sql-database.ts';

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

  it('makes a table once where many writes want it at the same time', async (t) => {
    const { database, client } = await open(t, 'select 1');
    const how = { table: 'fresh', shape, mode: 'upsert' as const, key: ['sku'], create: true };
    const writes = Array.from({ length: 8 }, (_, at) => writeAll(database, how, [{ sku: `s${at}`, n: at }]));
    assert.equal((await Promise.all(writes)).length, 8);
    assert.equal(Number((await client.query('select count(*) as count from fresh')).rows[0].count), 8);
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
