/** Parquet files as DuckDB scans them in a query, and as records of the row engine: the same, in the same order. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { type ParquetReading, parquetScan, readParquet } from '../../src/connectors/files/parquet-reader.ts';
import { type DuckDb, openDuckDb } from '../../src/duckdb/duckdb.ts';
import { runRelation } from '../../src/engine/row/compile-relation.ts';
import { runSegment } from '../../src/engine/vector/run-segment.ts';
import { pruneRelation } from '../../src/engine/prune.ts';
import { assertRecords, withScratch } from '../engine/both-engines.ts';
import { Chain, recordsOf, shapeOf, watchedContext } from '../engine/relations.ts';

const columns = { id: 'integer', region: 'text', amount: 'integer', price: 'number', day: 'date' };

/** Rows of a file: `NaN` and infinities where the number of the row says so, ties in everything but `id`. */
function rows(from: number, count: number, price: string): string {
  return `SELECT i AS id, 'r' || (hash(i) % 5) AS region, (hash(i, 1) % 7)::INTEGER AS amount, ${price} AS price,
    DATE '2026-01-01' + (hash(i, 2) % 9)::INTEGER AS day FROM range(${from}, ${from + count}) AS t(i)`;
}

const plainPrice = '(hash(i, 3) % 40)::DOUBLE / 4';
const oddPrice = `CASE i % 11 WHEN 3 THEN 'nan'::DOUBLE WHEN 5 THEN 'inf'::DOUBLE WHEN 7 THEN '-inf'::DOUBLE WHEN 8 THEN NULL ELSE ${plainPrice} END`;

interface Made {
  readonly name: string;
  readonly sql: string;
}

const kinds: readonly { readonly name: string; readonly files: readonly Made[] }[] = [
  { name: 'one file of several parts', files: [{ name: 'a', sql: rows(0, 6000, plainPrice) }] },
  {
    name: 'several files, some with numbers that are not finite',
    files: [
      { name: 'a', sql: rows(0, 2500, plainPrice) },
      { name: 'b', sql: rows(2500, 2500, oddPrice) },
      { name: 'c', sql: rows(5000, 10, plainPrice) },
    ],
  },
  {
    name: 'files whose columns differ, and an empty one',
    files: [
      { name: 'a', sql: rows(0, 2100, `(${plainPrice})::FLOAT`) },
      {
        name: 'b',
        sql: `SELECT day, price, amount::BIGINT + 5000000000 AS amount, region, id FROM (${rows(2100, 2100, oddPrice)})`,
      },
      { name: 'c', sql: `${rows(0, 10, plainPrice)} LIMIT 0` },
      {
        name: 'd',
        sql: `SELECT day, price, amount::BIGINT AS amount, region, id FROM (${rows(4200, 300, plainPrice)})`,
      },
    ],
  },
  {
    name: 'a file with columns named like the numbers of rows',
    files: [{ name: 'a', sql: `SELECT *, 7 AS file_row_number, 1 AS File_Index FROM (${rows(0, 2500, oddPrice)})` }],
  },
];

const scan = (): Chain => Chain.scan(columns);

const chains: readonly (readonly [name: string, chain: Chain, ordered: boolean])[] = [
  ['the records as they are', scan().filter('true'), true],
  [
    'sums of numbers',
    scan().aggregate({ region: 'region' }, { n: 'count(price)', s: 'sum(price)', m: 'max(price)' }),
    false,
  ],
  ['the greatest numbers', scan().sort('-price', 'id').limit('50'), true],
  ['a sort by whole numbers', scan().sort('-amount', 'id').limit('40', '20'), true],
  [
    'ties of a window',
    scan().derive({ place: 'row_number() over (partition by region order by amount desc)' }).filter('place <= 20'),
    true,
  ],
  [
    'a window over filtered records',
    scan().filter('amount > 2').derive({ before: 'lag(id) over (partition by day order by amount)' }),
    true,
  ],
  [
    'a window over renamed fields',
    scan()
      .project({ n: 'amount', amount: 'id', p: 'price' })
      .derive({ r: 'row_number() over (partition by n order by amount desc)' }),
    true,
  ],
  [
    'a window over a changed field',
    scan().derive({ amount: 'amount * 1000000000' }).derive({ r: 'sum(id) over (partition by amount order by id)' }),
    true,
  ],
  [
    'the first of a window',
    scan().derive({ r: 'first_value(id) over (partition by region order by day)' }).limit('100'),
    true,
  ],
  [
    'a frame of values',
    scan().derive({
      r: 'sum(id) over (partition by region order by amount range between 1 preceding and current row)',
    }),
    true,
  ],
  ['distinct takes the first', scan().distinct('region', 'day'), false],
];

async function withFiles(
  files: readonly Made[],
  work: (given: ParquetReading, folder: string) => Promise<void>,
): Promise<void> {
  await withScratch(async (folder) => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    for (const { name, sql } of files) {
      await connection.run(
        `COPY (${sql}) TO '${path.join(folder, name)}.parquet' (FORMAT parquet, ROW_GROUP_SIZE 2048, COMPRESSION uncompressed)`,
      );
    }
    connection.closeSync();
    instance.closeSync();
    const paths = files.map(({ name }) => ({ name, path: path.join(folder, `${name}.parquet`) }));
    const { signal } = new AbortController();
    await work({ files: paths, columns: shapeOf(columns), scratch: folder, signal, asksFrom: 0 }, folder);
  });
}

async function assertSameScan(chain: Chain, given: ParquetReading, ordered: boolean): Promise<void> {
  const { context } = watchedContext({ folders: [given.scratch], scratch: () => Promise.resolve(given.scratch) });
  const { relation } = chain;
  const leaf = {
    stream: () => readParquet(given),
    scan: async (open: () => Promise<DuckDb>) => parquetScan(given, await open()),
  };
  const scanned = await recordsOf(runSegment(relation, [leaf], context));
  const read = await recordsOf(runRelation(pruneRelation(relation), [readParquet(given)], context));
  assert.ok(read.length > 0);
  assertRecords(scanned, read, { shape: relation.shape, ordered });
}

describe('scanned files give what reading them gives', () => {
  for (const { name, files } of kinds) {
    it(name, async () => {
      await withFiles(files, async (given) => {
        for (const [, chain, ordered] of chains) await assertSameScan(chain, given, ordered);
      });
    });
  }
});

describe('what files say of their columns', () => {
  const told = async (given: ParquetReading) => {
    using db = await openDuckDb({ ...given, memory: 2 ** 28, folders: [given.scratch] });
    const { sql, small, place } = await parquetScan(given, db);
    return { checks: sql.includes('isfinite'), small: [...small].map((index) => given.columns[index]?.name), place };
  };

  it('no number is looked at where all are finite', async () => {
    await withFiles([{ name: 'a', sql: rows(0, 5000, plainPrice) }], async (given) => {
      assert.deepEqual(await told(given), { checks: false, small: ['id', 'amount'], place: 'place' });
    });
  });

  it('one that is not finite in one part of one file is enough', async () => {
    const odd = "CASE i WHEN 4999 THEN 'nan'::DOUBLE ELSE 1.5 END";
    for (const price of [odd, odd.replace('nan', 'inf'), `(${odd})::FLOAT`]) {
      await withFiles(
        [
          { name: 'a', sql: rows(0, 10, '1e0') },
          { name: 'b', sql: rows(10, 5000, price) },
        ],
        async (given) => {
          assert.equal((await told(given)).checks, true, price);
        },
      );
    }
  });

  it('a part without any number is none that is not finite', async () => {
    const sparse = 'CASE WHEN i < 2048 THEN NULL ELSE 1.5e0 END';
    await withFiles([{ name: 'a', sql: rows(0, 5000, sparse) }], async (given) => {
      assert.equal((await told(given)).checks, false);
    });
  });

  it('of another writer they say nothing about NaN', async () => {
    await withFiles([{ name: 'a', sql: rows(0, 3000, '(i + 0.5)::DOUBLE') }], async (given) => {
      const file = given.files[0]?.path ?? '';
      const bytes = await readFile(file);
      const number = Buffer.alloc(8);
      number.writeDoubleLE(1000.5);
      const value = bytes.indexOf(number);
      assert.ok(value > 0 && bytes.includes('DuckDB version v'));
      // As Arrow writes it: a NaN in the data, and limits that know nothing of it.
      bytes.writeDoubleLE(Number.NaN, value);
      bytes.write('ArrowX', bytes.indexOf('DuckDB version v'));
      await writeFile(file, bytes);
      assert.equal((await told(given)).checks, true);
      const sums = scan().aggregate({}, { n: 'count(price)', s: 'sum(price)' });
      await assertSameScan(sums, given, true);
    });
  });

  it('a file of few rows is not asked', async () => {
    await withFiles([{ name: 'a', sql: rows(0, 5000, plainPrice) }], async ({ asksFrom: _, ...given }) => {
      assert.deepEqual(await told(given), { checks: true, small: [], place: 'place' });
      for (const [, chain, ordered] of chains.slice(0, 3)) await assertSameScan(chain, given, ordered);
    });
  });

  it('numbers beyond 32 bits are not small', async () => {
    const wide = `SELECT * REPLACE (id + 2147483647 AS id, (amount - 2147483648)::BIGINT AS amount) FROM (${rows(0, 5, plainPrice)})`;
    await withFiles([{ name: 'a', sql: wide }], async (given) => {
      assert.deepEqual((await told(given)).small, ['amount']);
    });
  });
});
