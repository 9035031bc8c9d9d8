/**
 * Random policies, users and queries over real sources, against a naive reference: take what may be seen of all records,
 * put null where a column may not be seen, and only then do what the query says. And where the answers of two people
 * differ, so do their fingerprints.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { fingerprintOf } from '../../src/engine/fingerprint.ts';
import { checkDefinitions } from '../../src/main/check-definitions.ts';
import { performHere } from '../../src/main/perform-here.fixture.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import type { Principal } from '../../src/model/principal.ts';
import { toJson } from '../../src/model/value-codec.ts';
import { recordOf, type Shape } from '../../src/model/value-type.ts';
import { createTestDatabase, openTestStore } from '../../src/store/test-store.ts';
import {
  attributeTypes,
  compareBy,
  conditions,
  declared,
  judge,
  pick,
  type Rule,
  rule,
  shape,
  stored,
  user,
  valuesOf,
  visible,
} from './policy-cases.ts';
import { runSteps } from './run-steps.ts';

const records = valuesOf(stored);

interface Query {
  readonly where?: string;
  readonly sort?: readonly string[];
  readonly limit?: number;
  readonly select?: readonly string[];
}

const query: fc.Arbitrary<Query> = fc
  .record({
    where: fc.option(conditions(false), { nil: undefined }),
    sort: fc.option(
      fc.uniqueArray(fc.constantFrom('w', 'n', 'c', 'n desc', 'o desc'), { maxLength: 2, selector: (key) => key[0] }),
      { nil: undefined },
    ),
    limit: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    select: fc.option(fc.constantFrom(['_id'], ['_id', 'c'], ['_id', 'w', 'n']), { nil: undefined }),
  })
  .map(({ where, sort, limit, select }) => ({
    ...(where === undefined ? {} : { where }),
    // Without ties there is one right answer.
    ...(sort === undefined ? {} : { sort: [...sort, '_id'] }),
    ...(limit === undefined ? {} : { limit }),
    ...(select === undefined ? {} : { select }),
  }));

interface Case {
  readonly rules: readonly Rule[];
  readonly query: Query;
  readonly users: readonly [Principal, Principal];
}

const cases: fc.Arbitrary<Case> = fc.record({
  rules: fc.array(rule, { maxLength: 3 }),
  query,
  users: fc.tuple(user, user),
});

interface Expected {
  /** All that a query without a limit gives, in order where there is one. */
  readonly all: readonly unknown[];
  readonly count: number;
  readonly ordered: boolean;
}

function expected({ rules, query: { where, sort, limit, select } }: Case, principal: Principal): Expected {
  const keep = where === undefined ? () => true : judge(where);
  const kept = visible(records, rules, principal).filter((record) => keep(record, principal) === true);
  const sorted = sort === undefined ? kept : kept.toSorted(compareBy(sort));
  const output: Shape = select === undefined ? shape : shape.filter(({ name }) => select.includes(name));
  const all = sorted.map((record) => toJson(pick(record, output), recordOf(output)));
  return { all, count: Math.min(limit ?? all.length, all.length), ordered: sort !== undefined };
}

function check(got: readonly unknown[], wanted: Expected): void {
  assert.equal(got.length, wanted.count);
  if (wanted.ordered) {
    assert.deepEqual(got, wanted.all.slice(0, wanted.count));
    return;
  }
  const texts = new Set(wanted.all.map((record) => JSON.stringify(record)));
  for (const record of got) assert.ok(texts.has(JSON.stringify(record)), `${JSON.stringify(record)} may not be seen`);
  assert.equal(new Set(got.map((record) => JSON.stringify(record))).size, got.length);
}

/** A source to read, and how. */
interface Place {
  readonly uses: string;
  readonly where: Readonly<Record<string, string>>;
  readonly connection: Readonly<Record<string, string>>;
  readonly machine: Parameters<typeof performHere>[0]['machine'];
}

function textOf({ rules, query: asked }: Case, { uses, where, connection }: Place): string {
  const documents = [
    { kind: 'connection', ...connection },
    { kind: 'attributes', name: 'people', attributes: attributeTypes },
    ...rules.map((one, at) => ({ kind: 'policy', name: `p${at}`, on: where, ...one })),
    {
      kind: 'chainset',
      name: 'test',
      chains: { Chain: { steps: [{ uses, with: { ...where, columns: declared, ...asked } }] } },
    },
  ];
  return documents.map((one) => JSON.stringify(one)).join('\n---\n');
}

async function holds(one: Case, place: Place): Promise<void> {
  const text = textOf(one, place);
  const answers: string[] = [];
  for (const principal of one.users) {
    const { end, records: got } = await performHere({
      folder: import.meta.dirname,
      text,
      request: { chain: 'test.Chain', principal, dryRun: true },
      machine: place.machine,
    });
    assert.equal(end.problem, undefined, JSON.stringify(end.problem));
    const wanted = expected(one, principal);
    check(got, wanted);
    answers.push(JSON.stringify(wanted.all));
  }
  const { chain } = checkDefinitions(workspaceOf([{ path: 'a.yaml', text }])).chains.get('test.Chain')!;
  const [first, second] = one.users.map((principal) => fingerprintOf(chain, principal, { workgroup: 'w' }));
  if (answers[0] !== answers[1]) assert.notEqual(first, second, 'people who see different things share a fingerprint');
  // What no expression looks at makes no difference.
  const moved = { ...one.users[0], attributes: { ...one.users[0].attributes, department: 'elsewhere' } };
  assert.equal(fingerprintOf(chain, moved, { workgroup: 'w' }), first);
}

async function embeddedPlace(ending: Pick<TestContext, 'after'>): Promise<Place> {
  const store = await openTestStore(ending);
  const connection = { name: 'shop', type: 'embedded' };
  const where = { connection: 'shop', collection: 'things' };
  const written = await runSteps({
    connections: [connection],
    store,
    steps: [
      { uses: 'records', with: { columns: declared, records: stored } },
      { uses: 'documents.write', with: { ...where, mode: 'insert' } },
    ],
  });
  assert.equal(written.end.problem, undefined);
  return { uses: 'documents.read', where, connection, machine: { store } };
}

async function postgresqlPlace(ending: Pick<TestContext, 'after'>): Promise<Place> {
  const { url, close } = await createTestDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create table things (_id text, w text, o text, n integer, c numeric(6,2), b boolean)');
  await client.query('insert into things select * from json_populate_recordset(null::things, $1::json)', [
    JSON.stringify(stored),
  ]);
  await client.end();
  ending.after(close);
  const connection = { name: 'erp', type: 'postgresql', url };
  return { uses: 'sql.read', where: { connection: 'erp', table: 'things' }, connection, machine: {} };
}

const runs = Number(process.env['MILLRACE_TEST_RUNS'] ?? 60);

for (const [title, openPlace] of [
  ['embedded documents', embeddedPlace],
  ['a table of PostgreSQL', postgresqlPlace],
] as const) {
  describe(`random policies over ${title}`, () => {
    const endings: (() => unknown)[] = [];
    let place: Place;
    before(async () => {
      place = await openPlace({ after: (end) => void endings.unshift(end as () => unknown) });
    });
    after(async () => {
      for (const end of endings) await end();
    });
    it('leave what a naive reference leaves', async () => {
      await fc.assert(
        fc.asyncProperty(cases, (one) => holds(one, place)),
        { numRuns: runs },
      );
    });
  });
}
