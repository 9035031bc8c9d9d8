import path from 'node:path';
import { Chain } from '../../test/engine/relations.ts';
import { besideDuckDb, makeParquet, type Question } from '../beside-duckdb.ts';
import { defineCase } from '../define-case.ts';

const count = 10_000_000;

const columns = { id: 'integer', region: 'text', amount: 'integer', price: 'number' };

const rows = `SELECT i AS id, 'region-' || (hash(i) % 50) AS region, (i % 13)::INTEGER AS amount, (i % 97) / 4 AS price FROM range(${count}) AS t(i)`;

const question: Question = {
  what: 'filter and group',
  chain: Chain.scan(columns)
    .filter('id % 10 <> 0')
    .aggregate(
      { region: 'region' },
      { n: 'count()', amount: 'sum(amount)', average: 'avg(price)', most: 'max(price)' },
    ),
  sql: 'SELECT region, count(*), sum(amount), avg(price), max(price) FROM t0 WHERE id % 10 <> 0 GROUP BY region',
};

/** A file that DuckDB reads itself. */
export const bench = defineCase({
  title: '10,000,000 rows of Parquet, filter and group by 50 keys',
  method: `A segment over \`parquet.read\` and DuckDB's own query, in turn; both open an instance with two threads and the same memory, and read the result into records by the same code. The median of seven rounds.`,
  async run(folder) {
    const file = path.join(folder, 'orders-10m.parquet');
    await makeParquet(file, rows);
    return besideDuckDb([question], [{ file, columns }], { rounds: 7, folder });
  },
});
