/** Writing and deleting over a real MariaDB. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { conditionOf, shapeOf, typedOver } from '../../../test/conformance/document-actions.ts';
import { never, readAll, shown, writeAll } from '../../../test/conformance/real-postgresql.ts';
import { closeSqlStands, sqlStands, type OpenSql } from '../../../test/conformance/sql-stands.ts';
import { MillraceError } from '../../core/errors.ts';
import { compileClosure, environment } from '../../expression/closure.ts';
import type { DataRecord } from '../../model/value.ts';
import { fromJson } from '../../model/value-codec.ts';
import { recordOf } from '../../model/value-type.ts';
import { isSqlAskable } from './sql-condition.ts';
import type { SqlWriteOptions } from './sql-database.ts';

const stand = sqlStands.find(({ type }) => type === 'mariadb')!;
const shape = shapeOf({ sku: 'text', n: 'integer' });
const setup = [
  "create table stock (sku varchar(50) primary key, n integer check (n >= 0), note varchar(50) default 'none', doc json, code integer unique)",
  "insert into stock values ('tea', 1, 'green', '{}', 7), ('mug', 2, 'blue', null, 8)",
];
const content = async ({ query }: OpenSql): Promise<string[]> =>
  (await query("select concat_ws(' ', sku, n, note) from stock order by binary sku")).map(([row]) => row ?? '');

after(closeSqlStands);

describe('writing to MariaDB', { skip: stand.skip }, () => {
  it('makes a table that keeps every type', async (t) => {
    const { database } = await stand.open(t, []);
    const over = shapeOf({
      id: 'text',
      flag: 'boolean',
      big: 'integer',
      ratio: 'number',
      price: 'decimal(20,4)',
      free: 'decimal',
      day: 'date',
      clock: 'time',
      local: 'datetime',
      instant: 'timestamp',
      bytes: 'binary',
      doc: 'any',
      parts: 'list(record{a: text})',
      text: 'text',
    });
    const row = {
      id: 'a ',
      flag: true,
      big: '-9223372036854775808',
      ratio: 5e-324,
      price: '1234567890123456.7890',
      free: '0.000000000000000000000000000001',
      day: '0001-01-01',
      clock: '00:00:00.000001',
      local: '9999-12-31T23:59:59.999999',
      instant: '2026-03-01T00:30:00.123456Z',
      bytes: 'AP8nXA==',
      doc: { a: [1, 'ä', null] },
      parts: [{ a: 'x"y' }],
      text: "😀 \u0000 ' \\ \n",
    };
    const records = [row, { ...row, id: 'a' }, { ...row, id: 'A' }].map(
      (one) => fromJson(one, recordOf(over)) as DataRecord,
    );
    const how = { table: 'fresh', shape: over, mode: 'upsert' as const, key: ['id'], create: true };
    assert.deepEqual(await writeAll(database, how, records), { inserted: 3, updated: 0, deleted: 0 });
    assert.deepEqual(await writeAll(database, how, records), { inserted: 0, updated: 3, deleted: 0 });
    const found = await readAll(database, 'fresh', { shape: over });
    const byId = (one: unknown): string => (one as { id: string }).id;
    assert.deepEqual(
      shown(found, over).toSorted((a, b) => (byId(a) < byId(b) ? -1 : 1)),
      [{ ...row, id: 'A' }, { ...row, id: 'a' }, row],
    );
  });

  it('refuses what a column cannot hold', async (t) => {
    const { database } = await stand.open(t, ['create table narrow (t timestamp null, s varchar(2), n tinyint)']);
    const cases: Readonly<Record<string, readonly [Record<string, string>, Record<string, unknown>]>> = {
      'an instant after 2038': [{ t: 'timestamp' }, { t: '2039-01-01T00:00:00Z' }],
      'a text that is too long': [{ s: 'text' }, { s: 'abc' }],
      'a number that is too big': [{ n: 'integer' }, { n: 128 }],
    };
    for (const [name, [fields, json]] of Object.entries(cases)) {
      const over = shapeOf(fields);
      const record = fromJson(json, recordOf(over)) as DataRecord;
      await assert.rejects(
        writeAll(database, { table: 'narrow', shape: over }, [record]),
        { code: 'cast_failed' },
        name,
      );
    }
  });

  it('makes a table once where many writes want it at the same time', async (t) => {
    const { database, count } = await stand.open(t, []);
    const how = { table: 'fresh', shape, mode: 'upsert' as const, key: ['sku'], create: true };
    await Promise.all(Array.from({ length: 6 }, (_, at) => writeAll(database, how, [{ sku: `s${at}`, n: at }])));
    assert.equal(await count('fresh'), 6);
  });

  for (const many of [0, 3000]) {
    const others = Array.from({ length: many }, (_, at) => ({ sku: `x${at}`, n: at }));
    const rest = others.map(({ sku, n }) => `${sku} ${n} none`).sort();

    it(`upserts and replaces beside ${many} others`, async (t) => {
      const opened = await stand.open(t, setup);
      const records = [{ sku: 'tea', n: 10 }, { sku: 'jar', n: 3 }, { sku: 'tea', n: 11 }, ...others];
      const how = { table: 'stock', shape, mode: 'upsert' as const, key: ['sku'] };
      assert.deepEqual(await writeAll(opened.database, how, records), { inserted: 1 + many, updated: 1, deleted: 0 });
      const after = ['jar 3 none', 'mug 2 blue', 'tea 11 green', ...rest].sort();
      assert.deepEqual(await content(opened), after);
      // Once more changes nothing.
      assert.deepEqual(await writeAll(opened.database, how, records), { inserted: 0, updated: 2 + many, deleted: 0 });
      assert.deepEqual(await content(opened), after);
      await writeAll(opened.database, { ...how, mode: 'replace' }, [{ sku: 'tea', n: 12 }, ...others]);
      assert.deepEqual(await content(opened), ['jar 3 none', 'mug 2 blue', 'tea 12 none', ...rest].sort());
    });

    it(`names table and constraint and keeps nothing beside ${many} others`, async (t) => {
      const opened = await stand.open(t, setup);
      for (const record of [
        { sku: 'tea', n: 1 },
        { sku: 'new', n: -1 },
      ]) {
        await assert.rejects(writeAll(opened.database, { table: 'stock', shape }, [...others, record]), (error) => {
          assert.ok(error instanceof MillraceError);
          assert.equal(error.code, 'constraint');
          assert.match(error.message, /The constraint (PRIMARY|stock\.n|n) of table stock refused/);
          return true;
        });
      }
      assert.deepEqual(await content(opened), ['mug 2 blue', 'tea 1 green']);
    });
  }

  it('takes no other unique index for the key', async (t) => {
    const opened = await stand.open(t, setup);
    const over = shapeOf({ sku: 'text', n: 'integer', code: 'integer' });
    const how = { table: 'stock', shape: over, mode: 'upsert' as const, key: ['sku'] };
    await assert.rejects(writeAll(opened.database, how, [{ sku: 'jar', n: 5, code: 7 }]), { code: 'constraint' });
    assert.deepEqual(await content(opened), ['mug 2 blue', 'tea 1 green']);
  });

  it('leaves out what is refused where that is wanted', async (t) => {
    const opened = await stand.open(t, setup);
    const failures: string[] = [];
    const failed = (record: DataRecord, error: MillraceError): void =>
      void failures.push(`${String(record['sku'])} ${error.code}`);
    const records = [
      { sku: 'tea', n: 5 },
      { sku: 'a', n: 1 },
      { sku: 'b', n: -1 },
      { sku: 'c', n: 3 },
    ];
    const how = { table: 'stock', shape, failed };
    assert.deepEqual(await writeAll(opened.database, how, records), { inserted: 2, updated: 0, deleted: 0 });
    assert.deepEqual(failures, ['tea constraint', 'b constraint']);
    const keyed = { ...how, mode: 'upsert' as const, key: ['sku'] };
    assert.deepEqual(await writeAll(opened.database, keyed, records), { inserted: 0, updated: 3, deleted: 0 });
    assert.deepEqual(await content(opened), ['a 1 none', 'c 3 none', 'mug 2 blue', 'tea 5 green']);
  });

  it('mirrors, and deletes no more than it may', async (t) => {
    const opened = await stand.open(t, setup);
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
    const { database } = await stand.open(t, setup);
    const fails = (how: Partial<SqlWriteOptions>, expected: RegExp): Promise<void> =>
      assert.rejects(writeAll(database, { table: 'stock', shape, ...how }, [{ sku: 'x', n: 1 }]), (error) => {
        assert.ok(error instanceof MillraceError);
        assert.match(`${error.code}: ${error.message} ${error.hint}`, expected);
        return true;
      });
    await fails({ table: 'stok' }, /^upstream_refused: There is no table stok.*Did you mean .?stock/);
    await fails({ shape: shapeOf({ sku: 'text', nn: 'integer' }) }, /^unknown_field: The table stock has no column nn/);
    await fails({ mode: 'upsert', key: ['n'] }, /^upstream_refused: The table stock has no unique constraint on n/);
  });

  it('deletes what the whole condition is true of, and never more than it may', async (t) => {
    const opened = await stand.open(t, [
      'create table parts (n bigint unsigned, word varchar(50), primary key (n, word))',
      "insert into parts select seq + 18446744073709551500, 'w' from seq_1_to_100",
      'create table loose (n bigint)',
    ]);
    const over = shapeOf({ n: 'decimal(20,0)' });
    const typed = typedOver(over, 'n > 18446744073709551510 and n % 2 = 0');
    const keep = compileClosure(typed);
    const remove = (more: { atMost?: number; performs?: boolean; table?: string }) =>
      opened.database.remove({
        table: more.table ?? 'parts',
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
    await assert.rejects(remove({ atMost: 44 }), { code: 'at_most' });
    assert.equal(await remove({ performs: false }), 45);
    assert.equal(await opened.count('parts'), 100);
    assert.equal(await remove({ atMost: 45 }), 45);
    assert.equal(await opened.count('parts'), 55);
    await assert.rejects(remove({ table: 'loose' }), { code: 'upstream_refused', message: /has no primary key/ });
  });
});
