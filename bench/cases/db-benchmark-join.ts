import path from 'node:path';
import { Chain, type JoinHow } from '../../test/engine/relations.ts';
import { besideDuckDb, makeParquet, type Question, type TableFile } from '../beside-duckdb.ts';
import { defineCase } from '../define-case.ts';

const count = 10_000_000;
const [few, some] = [count / 1e6, count / 1e3];

const left = { id1: 'integer', id2: 'integer', id3: 'integer', id4: 'text', id5: 'text', id6: 'text', v1: 'number' };
const small = { id1: 'integer', id4: 'text', v2: 'number' };
const medium = { id1: 'integer', id2: 'integer', id4: 'text', id5: 'text', v2: 'number' };
const big = { id1: 'integer', id2: 'integer', id3: 'integer', id4: 'text', id5: 'text', id6: 'text', v2: 'number' };

const value = (salt: number): string => `(hash(i, ${salt}) % 100000000)::DOUBLE / 1000000`;

/** The n-th of `keys` numbers: of every ten, the last is not among those of the other side. */
const own = (n: string, keys: number): string =>
  `(CASE WHEN ${n} <= ${keys * 0.9} THEN ${n} ELSE ${n} + ${keys / 10} END)::INTEGER`;

const texts = (...ids: readonly number[]): string => ids.map((id) => `'id' || id${id} AS id${id + 3}`).join(', ');

/** As `J1_1e7_NA_0_0`: nine of ten rows have a partner. */
const rows: Readonly<Record<string, string>> = {
  left: `SELECT id1, id2, id3, ${texts(1, 2, 3)}, v1 FROM (
           SELECT i, (1 + hash(i, 1) % ${few})::INTEGER AS id1, (1 + hash(i, 2) % ${some})::INTEGER AS id2,
                  (row_number() OVER (ORDER BY hash(i, 3)))::INTEGER AS id3, ${value(4)} AS v1 FROM range(${count}) AS t(i)
         ) ORDER BY i`,
  small: `SELECT id1, ${texts(1)}, v2 FROM (SELECT ${own('i', few)} AS id1, ${value(5)} AS v2 FROM range(1, ${few + 1}) AS t(i))`,
  medium: `SELECT id1, id2, ${texts(1, 2)}, v2 FROM (
             SELECT ${own(`(1 + hash(i, 6) % ${few})`, few)} AS id1, ${own('i', some)} AS id2, ${value(7)} AS v2
             FROM range(1, ${some + 1}) AS t(i) ORDER BY hash(i, 8))`,
  big: `SELECT id1, id2, id3, ${texts(1, 2, 3)}, v2 FROM (
          SELECT ${own(`(1 + hash(i, 9) % ${few})`, few)} AS id1, ${own(`(1 + hash(i, 10) % ${some})`, some)} AS id2,
                 ${own('i', count)} AS id3, ${value(11)} AS v2, hash(i, 12) AS place FROM range(1, ${count + 1}) AS t(i)
        ) ORDER BY place`,
};

interface Asked {
  readonly what: string;
  readonly right: readonly [slot: number, columns: Readonly<Record<string, string>>];
  readonly type?: 'left';
  readonly on: string;
  /** Columns that are taken of the right side, beside `v2`. */
  readonly take: readonly string[];
}

/** Every column of the result is looked at, so that all of it has to be there. */
function question({ what, right: [slot, columns], type, on, take }: Asked): Question {
  const how: JoinHow = {
    ...(type && { type }),
    on: { [on]: on },
    take: { ...Object.fromEntries(take.map((name) => [`right_${name}`, name])), v2: 'v2' },
  };
  const joined = Chain.scan(left).join(Chain.scan(columns, slot), how);
  const looks = joined.relation.shape.map(({ name, type: { kind } }) => `${kind === 'text' ? 'max' : 'sum'}(${name})`);
  const takes = take.map((name) => `r.${name} AS right_${name}`).join(', ');
  return {
    what,
    chain: joined.aggregate({}, Object.fromEntries([['n', 'count()'], ...looks.map((look, at) => [`a${at}`, look])])),
    sql: `SELECT count(*), ${looks.join(', ')} FROM (
            SELECT l.*, ${takes}, r.v2 FROM t0 AS l ${type === 'left' ? 'LEFT' : 'INNER'} JOIN t${slot} AS r USING (${on}))`,
  };
}

const questions = [
  question({ what: 'q1: small inner on integer', right: [1, small], on: 'id1', take: ['id4'] }),
  question({ what: 'q2: medium inner on integer', right: [2, medium], on: 'id2', take: ['id1', 'id4', 'id5'] }),
  question({
    what: 'q3: medium outer on integer',
    right: [2, medium],
    type: 'left',
    on: 'id2',
    take: ['id1', 'id4', 'id5'],
  }),
  question({ what: 'q4: medium inner on text', right: [2, medium], on: 'id5', take: ['id1', 'id2', 'id4'] }),
  question({
    what: 'q5: big inner on integer',
    right: [3, big],
    on: 'id3',
    take: ['id1', 'id2', 'id4', 'id5', 'id6'],
  }),
];

/** The questions of a known benchmark about joins. */
export const bench = defineCase({
  title: 'db-benchmark at 10,000,000 rows: five questions about joins',
  method: `The questions of h2oai's db-benchmark over generated data like its \`J1_1e7_NA_0_0\`, as Parquet: right sides of 10, 10,000 and 10,000,000 rows, a partner for nine of ten. A segment over \`parquet.read\` and DuckDB's own best query, in turn; both open an instance with two threads and the same memory. The nine to ten million joined rows are not made into records, but every column of them is added up, or its greatest text found, in both. The median of three rounds each; the target is of the sums.`,
  async run(folder) {
    const shapes = { left, small, medium, big };
    const tables: TableFile[] = [];
    for (const [name, columns] of Object.entries(shapes)) {
      const file = path.join(folder, `join-${name}-1e7.parquet`);
      await makeParquet(file, rows[name] ?? '');
      tables.push({ file, columns });
    }
    return besideDuckDb(questions, tables, { rounds: 3, folder });
  },
});
