/**
 * Whatever stands behind a source, it gives the same rows: random chains of filters, sorts, limits and aggregations run
 * as they are, and with a step between that the source cannot see past.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { closeStands, stands } from './document-stands.ts';
import { checkSteps, runSteps, type StepsToRun } from './run-steps.ts';
import { closeSqlStands, sqlStands } from './sql-stands.ts';

const columns = {
  _id: 'text',
  n: 'integer',
  m: 'integer',
  word: 'text',
  price: 'decimal(8,2)',
  x: 'number',
  at: 'timestamp',
  flag: 'boolean',
};
const words = ['b', 'Z', 'a', 'ä', '', 'A', 'a ', '\u{1F600}', '\uFF5A', null];
const numbers = [0, -0, 1.5, 0.1, -2.25, 1e17, 1 / 3, null];
const rows = Array.from({ length: 60 }, (_, at) => ({
  _id: `r${String(at).padStart(2, '0')}`,
  n: at % 11 === 0 ? null : (at * 7) % 23,
  m: at % 13 === 0 ? null : at % 3,
  word: words[at % words.length],
  price: at % 5 === 0 ? null : `${(at * 37) % 50}.${at % 10}0`,
  x: numbers[at % numbers.length],
  at: at % 7 === 0 ? null : `2026-03-01T00:00:${String((at * 13) % 60).padStart(2, '0')}Z`,
  flag: at % 4 === 0 ? null : at % 2 === 0,
}));

type Step = Record<string, unknown>;
const step = (uses: string, settings: Record<string, unknown>, more: Record<string, unknown> = {}): Step => ({
  uses,
  with: settings,
  ...more,
});

const onError = fc.constantFrom<Record<string, unknown>>({}, {}, { onError: 'skip' }, { onError: 'reject' });

const condition = fc.constantFrom(
  'n > 5',
  'n is null or n < 10',
  "word = 'a'",
  "word <> 'a' and m = 1",
  "word in ('A', 'ä', 'a')",
  "word > 'a'",
  "not (word = 'b' or price > 20)",
  'price >= 12.50',
  'n > 2.5',
  'flag',
  'not flag',
  'x > 0.05::number',
  'flag in (true)',
  'false',
  'n not in (1, 2, 3)',
  'm between 0 and 1',
  "at >= timestamp '2026-03-01T00:00:20Z'",
  "at between timestamp '2026-03-01T00:00:10Z' and timestamp '2026-03-01T00:00:40Z'",
  'n + m > 8',
  'length(word) < 2',
);

const key = fc.constantFrom('n', 'm', 'word', 'price', 'x', 'at', 'flag');
const filter = fc.tuple(condition, onError).map(([where, more]) => step('filter', { where }, more));
const derive = fc
  .tuple(
    fc.constantFrom<Record<string, string>>(
      { double: 'n * 2' },
      { word: 'upper(word)' },
      { rest: '10 / m' },
      { n: 'm' },
    ),
    onError,
  )
  .map(([compute, more]) => step('derive', { compute }, more));
// With the identity among the keys the order is defined throughout.
const sort = fc
  .tuple(key, fc.boolean(), fc.boolean())
  .map(([by, down, tie]) => step('sort', { by: [`${by}${down ? ' desc' : ''}`, `_id${tie ? ' desc' : ''}`] }));
const limit = fc
  .record({ count: fc.integer({ min: 0, max: 40 }), offset: fc.constantFrom(0, 0, 3) })
  .map((settings) => step('limit', settings));
const rename = fc.constant(step('rename', { fields: { n: 'm', m: 'n' } }));

const call = fc.constantFrom(
  'count()',
  'count(n)',
  'count(distinct word)',
  'count(distinct price)',
  'count(distinct x)',
  'count() filter (where n > 4)',
  "count(distinct m) filter (where word = 'a' or flag)",
  'sum(n)',
  'sum(price)',
  'sum(n) filter (where flag)',
  'avg(n)',
  'avg(price)',
  'avg(price) filter (where price > 10)',
  'min(word)',
  'max(word)',
  'min(price)',
  'max(at)',
  'min(x)',
  'max(n) - min(n)',
  'round(avg(price), 1)',
  'sum(n) / count()',
  'sum(x)',
);
const aggregate = fc
  .record({
    by: fc.uniqueArray(key, { maxLength: 2 }),
    calls: fc.uniqueArray(call, { maxLength: 5 }),
  })
  .map(({ by, calls }) => {
    const compute = Object.fromEntries(calls.map((written, at) => [`c${at}`, written]));
    return step('aggregate', { by, compute });
  });

const shaping = fc.array(fc.oneof({ weight: 4, arbitrary: filter }, derive, rename), { maxLength: 3 });
const cut = fc.tuple(sort, limit).map((steps) => [...steps]);
/** The first groups: their keys among those of the sort, so that the order is defined. */
const topGroups = fc
  .record({
    by: fc.uniqueArray(key, { minLength: 1, maxLength: 2 }),
    call: fc.constantFrom(
      'count()',
      'sum(n)',
      'max(word)',
      'min(at)',
      'avg(price)',
      'count(distinct word)',
      'sum(m) + 1',
    ),
    down: fc.boolean(),
    renames: fc.boolean(),
    count: fc.integer({ min: 0, max: 12 }),
    offset: fc.constantFrom(0, 0, 2),
  })
  .map(({ by, call: written, down, renames, count, offset }) => [
    step('aggregate', { by, compute: { c: written, k: 'count()' } }),
    ...(renames ? [step('rename', { fields: { total: 'c' } })] : []),
    step('sort', { by: [`${renames ? 'total' : 'c'}${down ? ' desc' : ''}`, ...by] }),
    step('limit', { count, offset }),
  ]);
const chain = fc.oneof(
  fc.tuple(shaping, cut, shaping).map((parts) => parts.flat()),
  fc.tuple(shaping, aggregate).map(([before, last]) => [...before, last]),
  fc.tuple(shaping, cut, aggregate).map(([before, middle, last]) => [...before, ...middle, last]),
  fc.tuple(shaping, topGroups).map((parts) => parts.flat()),
  fc.tuple(shaping, cut, fc.tuple(sort, limit)).map((parts) => parts.flat()),
);

/** Nothing behind it is told to the source. */
const curtain: Step = { uses: 'log', with: { message: 'passing', first: 1 } };

interface Source {
  readonly step: Record<string, unknown>;
  readonly common: Pick<StepsToRun, 'connections' | 'store'>;
}

const cases = 40;

async function assertSameRows({ step: source, common }: Source): Promise<number> {
  let aggregated = 0;
  const read = { ...source, with: { ...(source['with'] as Record<string, unknown>), columns } };
  for (const behind of fc.sample(chain, { numRuns: cases, seed: 20_260_302 })) {
    const run = async (steps: readonly unknown[]) => {
      const { end, records, rejects } = await runSteps({ ...common, steps });
      return { records: asMultiset(records), rejects: rejects.toSorted(), problem: end.problem?.code };
    };
    const told = JSON.stringify(behind);
    const [seen, hidden] = [await run([read, ...behind]), await run([read, curtain, ...behind])];
    assert.deepEqual(seen, hidden, told);
    if (checkSteps({ ...common, steps: [read, ...behind] }).plan.includes('source: aggregate')) aggregated += 1;
  }
  return aggregated;
}

function asMultiset(records: readonly unknown[]): readonly string[] {
  return records.map((record) => JSON.stringify(record, shortened)).toSorted();
}

/** Doubles are equal within a part in a thousand million. */
function shortened(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value;
}

after(async () => {
  await closeStands();
  await closeSqlStands();
});

describe('rows of chains with push-down and without', () => {
  for (const stand of sqlStands) {
    it(`are the same over ${stand.type}`, { skip: stand.skip }, async (t) => {
      const { connection } = await stand.open(t, [
        stand.say({
          postgresql:
            'create table rows (_id text, n bigint, m integer, word text, price numeric(8,2), x double precision, at timestamptz, flag boolean)',
          mariadb:
            'create table `rows` (_id varchar(10), n bigint, m integer, word varchar(20), price decimal(8,2), x double, at timestamp(6) null, flag boolean)',
        }),
      ]);
      const where = { connection: connection.name, table: 'rows' };
      const common = { connections: [connection] };
      const { end } = await runSteps({
        ...common,
        steps: [step('records', { columns, records: rows }), step('sql.write', { ...where, mode: 'insert' })],
      });
      assert.equal(end.problem, undefined);
      assert.ok((await assertSameRows({ step: step('sql.read', where), common })) > cases / 8);
    });
  }

  for (const stand of stands) {
    it(`are the same over ${stand.title}`, async (t) => {
      const { connection, home } = await stand.open(t);
      const where = { connection: connection.name, collection: 'rows' };
      const common = { connections: [connection], ...(home ? { store: home } : {}) };
      const { end } = await runSteps({
        ...common,
        steps: [step('records', { columns, records: rows }), step('documents.write', { ...where, mode: 'insert' })],
      });
      assert.equal(end.problem, undefined);
      assert.ok(
        (await assertSameRows({ step: step('documents.read', where), common })) >
          (stand.name === 'embedded' ? cases / 8 : 0),
      );
    });
  }
});
