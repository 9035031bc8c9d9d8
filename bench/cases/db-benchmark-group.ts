import path from 'node:path';
import { Chain } from '../../test/engine/relations.ts';
import { besideDuckDb, makeParquet, type Question } from '../beside-duckdb.ts';
import { defineCase } from '../define-case.ts';

const count = 10_000_000;
const many = count / 100;

const columns = {
  id1: 'text',
  id2: 'text',
  id3: 'text',
  id4: 'integer',
  id5: 'integer',
  id6: 'integer',
  v1: 'integer',
  v2: 'integer',
  v3: 'number',
};

/** As `G1_1e7_1e2_0_0`: 100 and 100,000 keys, as texts and as numbers. */
const rows = `
  SELECT printf('id%03d', 1 + hash(i, 1) % 100) AS id1,
         printf('id%03d', 1 + hash(i, 2) % 100) AS id2,
         printf('id%010d', 1 + hash(i, 3) % ${many}) AS id3,
         (1 + hash(i, 4) % 100)::INTEGER AS id4,
         (1 + hash(i, 5) % 100)::INTEGER AS id5,
         (1 + hash(i, 6) % ${many})::INTEGER AS id6,
         (1 + hash(i, 7) % 5)::INTEGER AS v1,
         (1 + hash(i, 8) % 15)::INTEGER AS v2,
         (hash(i, 9) % 100000000)::DOUBLE / 1000000 AS v3
  FROM range(${count}) AS t(i)`;

const table = (): Chain => Chain.scan(columns);

function group(
  name: string,
  by: readonly string[],
  [compute, sql]: readonly [compute: Readonly<Record<string, string>>, sql: string],
): Question {
  const keys = by.join(', ');
  return {
    what: name,
    chain: table().aggregate(Object.fromEntries(by.map((key) => [key, key])), compute),
    sql: `SELECT ${keys}, ${sql} FROM t0 GROUP BY ${keys}`,
  };
}

const all = ['id1', 'id2', 'id3', 'id4', 'id5', 'id6'];

const questions: readonly Question[] = [
  group('q1: sum v1 by id1', ['id1'], [{ v1: 'sum(v1)' }, 'sum(v1)']),
  group('q2: sum v1 by id1, id2', ['id1', 'id2'], [{ v1: 'sum(v1)' }, 'sum(v1)']),
  group('q3: sum v1, mean v3 by id3', ['id3'], [{ v1: 'sum(v1)', v3: 'avg(v3)' }, 'sum(v1), avg(v3)']),
  group(
    'q4: mean v1, v2, v3 by id4',
    ['id4'],
    [{ v1: 'avg(v1)', v2: 'avg(v2)', v3: 'avg(v3)' }, 'avg(v1), avg(v2), avg(v3)'],
  ),
  group(
    'q5: sum v1, v2, v3 by id6',
    ['id6'],
    [{ v1: 'sum(v1)', v2: 'sum(v2)', v3: 'sum(v3)' }, 'sum(v1), sum(v2), sum(v3)'],
  ),
  group(
    'q6: median v3, sd v3 by id4, id5',
    ['id4', 'id5'],
    [{ median: 'median(v3)', sd: 'stddev(v3)' }, 'quantile_cont(v3, 0.5), stddev(v3)'],
  ),
  group('q7: max v1 - min v2 by id3', ['id3'], [{ range: 'max(v1) - min(v2)' }, 'max(v1) - min(v2)']),
  {
    what: 'q8: largest two v3 by id6',
    chain: table()
      .filter('v3 is not null')
      .derive({ place: 'row_number() over (partition by id6 order by v3 desc)' })
      .filter('place <= 2')
      .project({ id6: 'id6', v3: 'v3' }),
    sql: `SELECT id6, v3 FROM (
            SELECT id6, v3, row_number() OVER (PARTITION BY id6 ORDER BY v3 DESC) AS place FROM t0 WHERE v3 IS NOT NULL
          ) WHERE place <= 2`,
  },
  group(
    'q9: regression v1, v2 by id2, id4',
    ['id2', 'id4'],
    [{ r2: 'power(corr(v1, v2), 2)' }, 'pow(corr(v1, v2), 2)'],
  ),
  {
    what: 'q10: sum v3, count by id1 to id6',
    chain: table()
      .aggregate(Object.fromEntries(all.map((key) => [key, key])), { v3: 'sum(v3)', n: 'count()' })
      .aggregate({}, { groups: 'count()', v3: 'sum(v3)', n: 'sum(n)', most: 'max(id3)', last: 'max(id6)' }),
    sql: `SELECT count(*), sum(v3), sum(n), max(id3), max(id6)
          FROM (SELECT ${all.join(', ')}, sum(v3) AS v3, count(*) AS n FROM t0 GROUP BY ${all.join(', ')})`,
  },
];

/** The questions of a known benchmark about groups. */
export const bench = defineCase({
  title: 'db-benchmark at 10,000,000 rows: ten questions about groups',
  method: `The questions of h2oai's db-benchmark over generated data like its \`G1_1e7_1e2_0_0\`, as Parquet. A segment over \`parquet.read\` and DuckDB's own best query, in turn; both open an instance with two threads and the same memory, read the same file, and read the result into records by the same code. The ten million groups of q10 are counted and added up again in both, because making as many records would take longer than the question. The median of three rounds each; the target is of the sums.`,
  async run(folder) {
    const file = path.join(folder, 'groups-1e7.parquet');
    await makeParquet(file, rows);
    return besideDuckDb(questions, [{ file, columns }], { rounds: 3, folder });
  },
});
