/** Whatever is handed to the database, the rows are the same: each query runs as it is, and so that nothing can be handed over. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { closeStands, stands } from './document-stands.ts';
import { runSteps, type StepsToRun } from './run-steps.ts';
import { closeSqlStands, sqlStands } from './sql-stands.ts';

const columns = { _id: 'text', n: 'integer', word: 'text', price: 'decimal(8,2)', at: 'timestamp', flag: 'boolean' };
const words = ['b', 'Z', 'a', 'ä', '', 'A', '\u{1F600}', '\uFF5A', null];
const rows = Array.from({ length: 60 }, (_, at) => ({
  _id: `r${String(at).padStart(2, '0')}`,
  n: at % 11 === 0 ? null : (at * 7) % 23,
  word: words[at % words.length],
  price: at % 5 === 0 ? null : `${(at * 37) % 50}.${at % 10}0`,
  at: at % 7 === 0 ? null : `2026-03-01T00:00:${String((at * 13) % 60).padStart(2, '0')}Z`,
  flag: at % 4 === 0 ? null : at % 2 === 0,
}));

/** The same for every record and for no database: an `or` with it cannot be asked, a sort by it is computed here. */
const here = (expression: string): string => `(${expression}) and length(upper(_id)) > 0`;
const sortedHere: Readonly<Record<string, string>> = {
  _id: "_id || ''",
  n: 'n + 0',
  word: "word || ''",
  price: 'price + 0',
  at: "at + interval '0 days'",
};

const keys = Object.keys(sortedHere).filter((name) => name !== '_id');
const conditions = [
  undefined,
  'n > 5',
  'n is null or n < 10',
  "word = 'a'",
  "word <> 'a'",
  "word in ('A', 'ä')",
  "word > 'a'",
  'price >= 12.50',
  'not flag',
  "at between timestamp '2026-03-01T00:00:10Z' and timestamp '2026-03-01T00:00:40Z'",
];

const query = fc.record({
  where: fc.constantFrom(...conditions),
  key: fc.constantFrom(...keys),
  descending: fc.boolean(),
  tie: fc.boolean(),
  limit: fc.option(fc.integer({ min: 0, max: 70 }), { nil: undefined }),
});

type Query = typeof query extends fc.Arbitrary<infer Q> ? Q : never;

function settingsOf({ where, key, descending, tie, limit }: Query, pushes: boolean): Record<string, unknown> {
  const word = (name: string): string => (pushes ? name : (sortedHere[name] ?? name));
  return {
    ...(where === undefined ? {} : { where: pushes ? where : here(where) }),
    // With the tie broken the order is defined throughout.
    sort: [`${word(key)}${descending ? ' desc' : ''}`, `${word('_id')}${tie ? ' desc' : ''}`],
    ...(limit === undefined ? {} : { limit }),
  };
}

interface Source {
  readonly step: Record<string, unknown>;
  readonly common: Pick<StepsToRun, 'connections' | 'store'>;
}

async function assertSameRows({ step, common }: Source): Promise<void> {
  for (const one of fc.sample(query, { numRuns: 25, seed: 20_260_301 })) {
    const run = async (pushes: boolean) => {
      const given = step['with'] as Record<string, unknown>;
      const steps = [{ ...step, with: { ...given, columns, ...settingsOf(one, pushes) } }];
      const { end, records } = await runSteps({ ...common, steps });
      assert.equal(end.problem, undefined, JSON.stringify(settingsOf(one, pushes)));
      return records;
    };
    assert.deepEqual(await run(true), await run(false), JSON.stringify(one));
  }
}

after(async () => {
  await closeStands();
  await closeSqlStands();
});

describe('rows with push-down and without', () => {
  for (const stand of sqlStands) {
    it(`are the same over ${stand.type}`, { skip: stand.skip }, async (t) => {
      const { connection } = await stand.open(t, [
        stand.say({
          postgresql:
            'create table rows (_id text, n bigint, word text, price numeric(8,2), at timestamptz, flag boolean)',
          mariadb:
            'create table `rows` (_id varchar(10), n bigint, word varchar(20), price decimal(8,2), at timestamp(6) null, flag boolean)',
        }),
      ]);
      const where = { connection: connection.name, table: 'rows' };
      const common = { connections: [connection] };
      const { end } = await runSteps({
        ...common,
        steps: [
          { uses: 'records', with: { columns, records: rows } },
          { uses: 'sql.write', with: { ...where, mode: 'insert' } },
        ],
      });
      assert.equal(end.problem, undefined);
      await assertSameRows({ step: { uses: 'sql.read', with: where }, common });
    });
  }

  for (const stand of stands) {
    it(`are the same over ${stand.title}`, async (t) => {
      const { connection, home } = await stand.open(t);
      const where = { connection: connection.name, collection: 'rows' };
      const common = { connections: [connection], ...(home ? { store: home } : {}) };
      const { end } = await runSteps({
        ...common,
        steps: [
          { uses: 'records', with: { columns, records: rows } },
          { uses: 'documents.write', with: { ...where, mode: 'insert' } },
        ],
      });
      assert.equal(end.problem, undefined);
      await assertSameRows({ step: { uses: 'documents.read', with: where }, common });
    });
  }
});
