import path from 'node:path';
import { Chain } from '../../test/engine/relations.ts';
import { besideDuckDb, makeParquet, type Question } from '../beside-duckdb.ts';
import { defineCase } from '../define-case.ts';

const count = 10_000_000;
const customers = 1_000_000;

const lineColumns = {
  id: 'integer',
  customer: 'integer',
  region: 'text',
  amount: 'integer',
  price: 'number',
  day: 'date',
};
const customerColumns = { id: 'integer', name: 'text', sector: 'text' };

const lineRows = `
  SELECT i AS id, (hash(i, 1) % ${customers})::BIGINT AS customer, 'region-' || (hash(i, 2) % 50) AS region,
         (i % 13)::INTEGER AS amount, (hash(i, 3) % 1000000)::DOUBLE / 100 AS price,
         DATE '2020-01-01' + (hash(i, 4) % 2000)::INTEGER AS day
  FROM range(${count}) AS t(i)`;

const customerRows = `
  SELECT i AS id, 'Customer ' || i AS name, 'sector-' || (hash(i, 5) % 20) AS sector
  FROM range(${customers}) AS t(i) ORDER BY hash(i, 6)`;

const lines = (): Chain => Chain.scan(lineColumns);

const questions: readonly Question[] = [
  {
    what: 'join with 1,000,000 rows, group by what was joined',
    chain: lines()
      .join(Chain.scan(customerColumns, 1), { on: { customer: 'id' }, take: { sector: 'sector', name: 'name' } })
      .aggregate({ sector: 'sector' }, { n: 'count()', amount: 'sum(amount)', price: 'avg(price)', last: 'max(name)' }),
    sql: `SELECT sector, count(*), sum(amount), avg(price), max(name) FROM t0 AS l JOIN t1 AS r ON l.customer = r.id
          GROUP BY sector`,
  },
  {
    what: 'sort by two keys, the first 1,000',
    chain: lines().sort('-price', 'id').limit('1000'),
    sql: 'SELECT * FROM t0 ORDER BY price DESC NULLS LAST, id NULLS LAST LIMIT 1000',
  },
  {
    what: 'sort by a text, a date and a number, the first 1,000',
    chain: lines().sort('region', '-day', 'id').limit('1000'),
    sql: 'SELECT * FROM t0 ORDER BY region, day DESC NULLS LAST, id NULLS LAST LIMIT 1000',
  },
  {
    what: 'window: the three dearest of each region',
    chain: lines()
      .derive({ place: 'row_number() over (partition by region order by price desc, id)' })
      .filter('place <= 3'),
    sql: `SELECT id, customer, region, amount, price, day, place FROM (
            SELECT *, row_number() OVER (PARTITION BY region ORDER BY price DESC NULLS LAST, id NULLS LAST) AS place FROM t0
          ) WHERE place <= 3`,
  },
  {
    what: 'window: running sum by customer, its greatest by region',
    chain: lines()
      .derive({ running: 'sum(amount) over (partition by customer order by id)' })
      .aggregate({ region: 'region' }, { most: 'max(running)' }),
    sql: `SELECT region, max(running) FROM (
            SELECT region, sum(amount) OVER (PARTITION BY customer ORDER BY id NULLS LAST) AS running FROM t0
          ) GROUP BY region`,
  },
  {
    what: 'window: the price before, of each customer, where it fell by 9,900',
    chain: lines()
      .derive({ before: 'lag(price) over (partition by customer order by day, id)' })
      .filter('before - price > 9900')
      .project({ id: 'id', customer: 'customer', price: 'price', before: 'before' }),
    sql: `SELECT id, customer, price, before FROM (
            SELECT id, customer, price, lag(price) OVER (PARTITION BY customer ORDER BY day NULLS LAST, id NULLS LAST) AS before FROM t0
          ) WHERE before - price > 9900`,
  },
];

/** Joins, sorts and windows over files that DuckDB reads itself. */
export const bench = defineCase({
  title: '10,000,000 rows of Parquet: join, sort with limit, window',
  method: `A segment over \`parquet.read\` and DuckDB's own best query, in turn; both open an instance with two threads and the same memory, and read the result into records by the same code. Where nothing orders the result, ours keeps the order of the file and DuckDB alone does not have to. The median of three rounds each.`,
  async run(folder) {
    const [file, other] = [path.join(folder, 'lines-1e7.parquet'), path.join(folder, 'customers-1e6.parquet')];
    await makeParquet(file, lineRows);
    await makeParquet(other, customerRows);
    const tables = [
      { file, columns: lineColumns },
      { file: other, columns: customerColumns },
    ];
    const measures = await besideDuckDb(questions, tables, { rounds: 3, folder });
    return measures.map((measure) =>
      measure.what.endsWith('DuckDB alone') && measure.unit === 'x' ? { ...measure, target: 1.2 } : measure,
    );
  },
});
