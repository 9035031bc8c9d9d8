import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { runSegment } from '../../src/engine/vector/run-segment.ts';
import { Chain, recordsOf, watchedContext } from '../../test/engine/relations.ts';
import { defineCase } from '../define-case.ts';
import { sideBySide } from '../timing.ts';

const count = 10_000_000;

async function makeFile(file: string): Promise<void> {
  if (existsSync(file)) return;
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const rows = `SELECT i AS id, 'region-' || (hash(i) % 50) AS region, (i % 13)::INTEGER AS amount, (i % 97) / 4 AS price FROM range(${count}) AS t(i)`;
  await connection.run(`COPY (${rows}) TO '${file}.part' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  await rename(`${file}.part`, file);
}

async function raw(file: string): Promise<number> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(
    `SELECT region, count(*), sum(amount), avg(price), max(price) FROM read_parquet('${file}') WHERE id % 10 <> 0 GROUP BY region`,
  );
  const rows = result.getRows().length;
  connection.closeSync();
  instance.closeSync();
  return rows;
}

const chain = Chain.scan({ id: 'integer', region: 'text', amount: 'integer', price: 'number' })
  .filter('id % 10 <> 0')
  .aggregate({ region: 'region' }, { n: 'count()', amount: 'sum(amount)', average: 'avg(price)', most: 'max(price)' });

/** A file that DuckDB reads itself. */
export const bench = defineCase({
  title: '10,000,000 rows of Parquet, filter and group by 50 keys',
  method: `The same file, filter and aggregates through a segment and through DuckDB alone, in turn; both open an instance, and read the result into records.`,
  async run(folder) {
    const file = path.join(folder, 'orders-10m.parquet');
    await makeFile(file);
    const scratch = await mkdtemp(path.join(tmpdir(), 'millrace-bench-'));
    const { context } = watchedContext({ folders: [folder], scratch: () => Promise.resolve(scratch), memory: 4e9 });
    const leaf = { stream: () => [] as never, scan: () => Promise.resolve(`read_parquet(['${file}'])`) };
    const ours = () => recordsOf(runSegment(chain.relation, [leaf], context));
    const peer = () => raw(file);
    await peer();
    const times = await sideBySide(7, ours, peer);
    await rm(scratch, { recursive: true });
    return [
      { what: 'filter and group', value: times.ours, unit: 's' },
      { what: 'DuckDB alone', value: times.peer, unit: 's' },
      { what: 'ratio to DuckDB alone', value: times.ours / times.peer, unit: 'x', target: 1.3 },
    ];
  },
});
