/**
 * Values at which databases and we could part: each aggregation runs in the database where it may, and behind a step
 * that hides it. Rows and problems are the same, and it is known which of them the database did.
 */
import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { closeStands, stands } from './document-stands.ts';
import { runSteps, type StepsToRun } from './run-steps.ts';
import { closeSqlStands, sqlStands, type SqlStand } from './sql-stands.ts';

type Step = Record<string, unknown>;
const step = (uses: string, settings: Record<string, unknown>): Step => ({ uses, with: settings });
const curtain = step('log', { message: 'passing', first: 1 });

interface Case {
  readonly name: string;
  /** Statements that make the table `t`. */
  readonly setup: readonly string[];
  readonly columns: Readonly<Record<string, string>>;
  readonly where?: string;
  readonly aggregate: Readonly<Record<string, unknown>>;
  /** `there`: by the database; `here`: because of what it holds. */
  readonly done: 'there' | 'here';
  /** The code that the run ends with. */
  readonly problem?: string;
}

const everything = (by: string, ...calls: string[]): Case['aggregate'] => ({
  by: [by],
  compute: Object.fromEntries(calls.map((call, at) => [`c${at}`, call])),
});
const all = (...calls: string[]): Case['aggregate'] => ({
  compute: Object.fromEntries(calls.map((call, at) => [`c${at}`, call])),
});

const both: readonly Case[] = [
  {
    name: 'a total of whole numbers that fits',
    setup: ['create table t (n bigint)', 'insert into t values (9223372036854775807), (-1), (null)'],
    columns: { n: 'integer' },
    aggregate: all('sum(n)', 'avg(n)', 'count(n)'),
    done: 'there',
  },
  {
    name: 'a total of whole numbers that does not',
    setup: ['create table t (n bigint)', 'insert into t values (9223372036854775807), (1)'],
    columns: { n: 'integer' },
    aggregate: all('sum(n)'),
    done: 'here',
    problem: 'overflow',
  },
  {
    name: 'a mean of whole numbers whose total does not',
    setup: ['create table t (n bigint)', 'insert into t values (9223372036854775807), (9223372036854775805)'],
    columns: { n: 'integer' },
    aggregate: all('avg(n)'),
    done: 'there',
  },
  {
    name: 'a total of decimals that does not fit',
    setup: ['create table t (p numeric(38, 0))', `insert into t values (${'9'.repeat(38)}), (1)`],
    columns: { p: 'decimal(38,0)' },
    aggregate: all('sum(p)'),
    done: 'here',
    problem: 'overflow',
  },
  {
    name: 'a mean of decimals that lies in the middle',
    setup: [
      'create table t (p numeric(8, 2))',
      'insert into t values (0.01), (0.02), (0.02), (-0.01), (-0.02), (-0.02), (-0.02)',
    ],
    columns: { p: 'decimal(8,2)' },
    aggregate: all('avg(p)', 'sum(p)', 'round(avg(p), 2)'),
    done: 'there',
  },
  {
    name: 'a number with more places than declared',
    setup: ['create table t (p numeric(8, 3))', 'insert into t values (1.250), (1.125)'],
    columns: { p: 'decimal(8,2)' },
    aggregate: all('sum(p)'),
    done: 'here',
    problem: 'cast_failed',
  },
  {
    name: 'whole numbers declared as decimals',
    setup: ['create table t (n integer)', 'insert into t values (5), (7), (null)'],
    columns: { n: 'decimal(8,2)' },
    aggregate: everything('n', 'sum(n)', 'avg(n)', 'count(distinct n)'),
    done: 'there',
  },
  {
    name: 'no rows, with groups',
    setup: ['create table t (n integer)'],
    columns: { n: 'integer' },
    aggregate: everything('n', 'count()'),
    done: 'there',
  },
  {
    name: 'no rows, without groups',
    setup: ['create table t (n integer)'],
    columns: { n: 'integer' },
    aggregate: all('count()', 'sum(n)', 'min(n)', 'avg(n)', 'count(distinct n)'),
    done: 'there',
  },
  {
    name: 'a condition that nothing can meet',
    setup: ['create table t (n integer)', 'insert into t values (1)'],
    columns: { n: 'integer' },
    where: 'n > null',
    aggregate: all('count()', 'sum(n)'),
    done: 'there',
  },
  {
    name: 'groups without aggregates',
    setup: ['create table t (n integer)', 'insert into t values (1), (1), (null), (null), (2)'],
    columns: { n: 'integer' },
    aggregate: { by: ['n'], compute: {} },
    done: 'there',
  },
];

const postgresqlOnly: readonly Case[] = [
  {
    name: 'numbers that are none, read as null',
    setup: [
      'create table t (x double precision, p numeric)',
      "insert into t values ('NaN', 'NaN'), ('Infinity', 1.5), ('-Infinity', null), (-0.0, 2.5), (0, 2.5), (3, 1.5)",
    ],
    columns: { x: 'number', p: 'decimal(4,1)' },
    aggregate: everything('x', 'count()', 'min(p)', 'sum(p)', 'count(p)', 'max(x)'),
    done: 'there',
  },
  {
    name: 'a condition beside numbers that are none',
    setup: ['create table t (x double precision)', "insert into t values ('NaN'), ('Infinity'), (1), (7)"],
    columns: { x: 'number' },
    where: 'x > 2::number',
    aggregate: all('count()', 'max(x)'),
    done: 'there',
  },
  {
    name: 'a day that never comes',
    setup: ['create table t (d date)', "insert into t values ('2026-03-01'), ('infinity')"],
    columns: { d: 'date' },
    aggregate: all('max(d)'),
    done: 'here',
    problem: 'cast_failed',
  },
  {
    name: 'an instant before our years that a condition leaves out',
    setup: ['create table t (at timestamptz)', "insert into t values ('2026-03-01'), ('0044-03-15 12:00:00+00 BC')"],
    columns: { at: 'timestamp' },
    where: "at > timestamp '2000-01-01T00:00:00Z'",
    aggregate: all('min(at)', 'count()'),
    done: 'there',
  },
  {
    name: 'midnight at the end of a day',
    setup: ['create table t (at time)', "insert into t values ('24:00:00'), ('08:00:00')"],
    columns: { at: 'time' },
    aggregate: all('max(at)'),
    done: 'here',
    problem: 'cast_failed',
  },
  {
    name: 'a collation to which cases are equal',
    setup: [
      "create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
      'create table t (w text collate loose)',
      "insert into t values ('a'), ('A'), ('b'), (null)",
    ],
    columns: { w: 'text' },
    where: "w <> 'B' and w in ('a', 'A', 'B')",
    aggregate: everything('w', 'count()', 'min(w)', "count() filter (where w = 'A')"),
    done: 'there',
  },
  {
    name: 'a uuid as text',
    setup: [
      'create table t (u uuid)',
      "insert into t values ('b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), ('0eebc990-9c0b-4ef8-bb6d-6bb9bd380a11'), ('0eebc990-9c0b-4ef8-bb6d-6bb9bd380a11')",
    ],
    columns: { u: 'text' },
    where: "u <> 'x'",
    aggregate: everything('u', 'count()', 'max(u)'),
    done: 'there',
  },
  {
    name: 'text that the server fills with spaces',
    setup: ['create table t (w char(4))', "insert into t values ('a'), ('a ')"],
    columns: { w: 'text' },
    aggregate: everything('w', 'count()'),
    done: 'here',
  },
];

const mariadbOnly: readonly Case[] = [
  {
    name: 'collations to which cases, accents and spaces are equal',
    setup: [
      'create table t (w varchar(20) character set latin1 collate latin1_swedish_ci)',
      "insert into t values ('a'), ('A'), ('\u00e4'), ('a '), (null)",
    ],
    columns: { w: 'text' },
    where: "w <> 'x' and w in ('a', 'A', 'a ', '\u00e4')",
    aggregate: everything('w', 'count()', 'min(w)', "count() filter (where w = 'A')", 'count(distinct w)'),
    done: 'there',
  },
  {
    name: 'a flag that is neither',
    setup: ['create table t (b boolean)', 'insert into t values (0), (1), (2)'],
    columns: { b: 'boolean' },
    aggregate: everything('b', 'count()'),
    done: 'here',
    problem: 'cast_failed',
  },
  {
    name: 'the day of nothing',
    setup: [
      "set session sql_mode = ''",
      'create table t (d date)',
      "insert into t values ('2026-03-01'), ('0000-00-00')",
    ],
    columns: { d: 'date' },
    aggregate: all('max(d)', 'count(d)'),
    done: 'here',
    problem: 'cast_failed',
  },
  {
    name: 'whole numbers without a sign',
    setup: ['create table t (n bigint unsigned)', 'insert into t values (18446744073709551615), (1)'],
    columns: { n: 'integer' },
    aggregate: all('max(n)'),
    done: 'here',
    problem: 'cast_failed',
  },
  {
    name: 'two zeros',
    setup: ['create table t (x double)', 'insert into t values (-0e0), (0e0), (1.5)'],
    columns: { x: 'number' },
    aggregate: everything('x', 'count()', 'min(x)'),
    done: 'there',
  },
  {
    name: 'long texts that begin alike',
    setup: [
      'create table t (w text)',
      "insert into t values (concat(repeat('x', 2000), 'a')), (concat(repeat('x', 2000), 'b'))",
    ],
    columns: { w: 'text' },
    aggregate: everything('w', 'count()'),
    done: 'here',
  },
];

const marks = /Read and computed here: /;

async function assertSame(
  { columns, where, aggregate, done, problem }: Case,
  source: Step,
  common: Pick<StepsToRun, 'connections' | 'store'>,
): Promise<void> {
  const read = { ...source, with: { ...(source['with'] as Step), columns, ...(where === undefined ? {} : { where }) } };
  const run = async (steps: readonly unknown[]) => {
    const { end, records, told } = await runSteps({ ...common, steps });
    return { rows: records.map((record) => JSON.stringify(record)).toSorted(), problem: end.problem?.code, told };
  };
  const [seen, hidden] = [
    await run([read, step('aggregate', aggregate)]),
    await run([read, curtain, step('aggregate', aggregate)]),
  ];
  assert.deepEqual([seen.rows, seen.problem], [hidden.rows, hidden.problem]);
  assert.equal(seen.problem, problem);
  assert.equal(marks.test(seen.told) ? 'here' : 'there', done);
}

async function overTable(t: TestContext, stand: SqlStand, one: Case): Promise<void> {
  const { connection } = await stand.open(t, one.setup);
  const common = { connections: [connection] };
  await assertSame(one, step('sql.read', { connection: 'erp', table: 't' }), common);
  const query = { connection: 'erp', query: 'select * from t where 1 = :one', params: { one: 1 } };
  await assertSame(one, step('sql.read', query), common);
}

after(async () => {
  await closeStands();
  await closeSqlStands();
});

for (const stand of sqlStands) {
  describe(`aggregations over ${stand.type}`, { skip: stand.skip }, () => {
    const own = stand.say({ postgresql: postgresqlOnly, mariadb: mariadbOnly });
    for (const one of [...both, ...own]) it(`agree on ${one.name}`, (t) => overTable(t, stand, one));

    it('show in the counters whose work it was', async (t) => {
      const { connection } = await stand.open(t, ['create table t (n integer)', 'insert into t values (1), (2), (3)']);
      const read = step('sql.read', { connection: 'erp', table: 't', columns: { n: 'integer' } });
      const steps = [read, step('filter', { where: 'n > 1' }), step('aggregate', all('sum(n)'))];
      const { end, records } = await runSteps({ connections: [connection], steps });
      assert.deepEqual(records, [{ c0: 5 }]);
      assert.deepEqual(
        end.steps.map(({ uses, engine, recordsOut }) => [uses, engine, recordsOut]),
        [
          ['sql.read', 'source', 1],
          ['filter', 'source', 0],
          ['aggregate', 'row', 1],
        ],
      );
    });

    it('do not look at columns that nothing reads', async (t) => {
      const setup = ['create table t (p numeric(8, 3), n integer)', 'insert into t values (1.250, 1), (1.125, 2)'];
      const { connection } = await stand.open(t, setup);
      const columns = { p: 'decimal(8,2)', n: 'integer' };
      const read = step('sql.read', { connection: 'erp', table: 't', columns });
      for (const behind of [step('aggregate', all('sum(n)')), step('select', { fields: ['n'] })]) {
        const { end } = await runSteps({ connections: [connection], steps: [read, behind] });
        assert.equal(end.problem, undefined);
      }
    });
  });
}

/** Documents of all sorts, with what is asked of them. */
const documentCases: readonly (Omit<Case, 'setup'> & { readonly documents: readonly unknown[] })[] = [
  {
    name: 'texts, with nulls and missing ones',
    documents: [{ w: 'a' }, { w: 'A' }, { w: null }, {}, { w: 'a' }],
    columns: { w: 'text' },
    aggregate: everything('w', 'count()', 'min(w)'),
    done: 'there',
  },
  {
    name: 'a text among numbers',
    documents: [{ n: 1 }, { n: 'two' }],
    columns: { n: 'integer' },
    aggregate: all('sum(n)'),
    done: 'here',
    problem: 'cast_failed',
  },
  {
    name: 'a text among numbers that a condition leaves out',
    documents: [
      { n: 1, k: 1 },
      { n: 'two', k: 2 },
    ],
    columns: { n: 'integer', k: 'integer' },
    where: 'k = 1',
    aggregate: all('sum(n)'),
    done: 'there',
  },
  {
    name: 'a fraction among whole numbers',
    documents: [{ n: 1 }, { n: 1.5 }],
    columns: { n: 'integer' },
    aggregate: all('count(n)'),
    done: 'here',
    problem: 'cast_failed',
  },
  {
    name: 'members of records',
    documents: [{ c: { city: 'Rome' }, n: 2 }, { c: { city: 'rome' } }, { c: {} }, { c: null, n: 5 }, {}],
    columns: { c: 'record{city: text}', n: 'integer' },
    where: "c.city <> 'Oslo' or c.city is null",
    aggregate: { by: { city: 'c.city' }, compute: { n: 'sum(n)', k: 'count()' } },
    done: 'there',
  },
  {
    name: 'numbers in all their forms',
    documents: [{ x: 0.1 }, { x: 1e-7 }, { x: -0 }, { x: 0 }, { x: 1e21 }, { x: 123456789.123 }, { x: null }],
    columns: { x: 'number' },
    aggregate: everything('x', 'count()', 'max(x)'),
    done: 'there',
  },
];

const embedded = stands.find(({ name }) => name === 'embedded')!;

describe('aggregations over documents', () => {
  for (const { documents, ...one } of documentCases) {
    it(`agree on ${one.name}`, async (t) => {
      const { connection, home } = await embedded.open(t);
      const common = { connections: [connection], ...(home ? { store: home } : {}) };
      const names = [...new Set(documents.flatMap((document) => Object.keys(document as object)))];
      const columns = Object.fromEntries(names.map((name) => [name, 'any']));
      const place = { connection: connection.name, collection: 't' };
      const { end } = await runSteps({
        ...common,
        steps: [
          step('records', { columns, records: documents }),
          step('documents.write', { ...place, mode: 'insert' }),
        ],
      });
      assert.equal(end.problem, undefined);
      await assertSame({ ...one, setup: [] }, step('documents.read', place), common);
    });
  }
});
