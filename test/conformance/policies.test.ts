/** Policies over real sources: whoever reads, whichever way, sees what the policies leave, and nothing tells of the rest. */
import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { batches } from '../../src/engine/run/run-values.ts';
import type { Principal } from '../../src/model/principal.ts';
import { closeStands, stands } from './document-stands.ts';
import { checkSteps, runSteps, type StepsRun, type StepsToRun } from './run-steps.ts';
import { closeSqlStands, sqlStands } from './sql-stands.ts';

const columns = { _id: 'text', warehouse: 'text', level: 'integer', unitCost: 'decimal(8,2)' };
const stock = [
  { _id: 'a1', warehouse: 'sin', level: 5, unitCost: '1.00' },
  { _id: 'a2', warehouse: 'sin', level: 50, unitCost: '9.00' },
  { _id: 'b1', warehouse: 'ber', level: 7, unitCost: '3.00' },
  { _id: 'b2', warehouse: 'ber', level: 70, unitCost: '4.00' },
  { _id: 'c1', warehouse: null, level: 1, unitCost: '2.00' },
];

const attributes = { kind: 'attributes', name: 'people', attributes: { warehouses: 'list(text)' } };
const clerk = (warehouses: readonly string[] | undefined, ...roles: string[]): Principal => ({
  kind: 'user',
  id: 'u1',
  name: 'Ada',
  roles,
  attributes: warehouses === undefined ? {} : { warehouses },
});

interface Source {
  readonly title: string;
  /** Settings that name the source. */
  readonly where: Readonly<Record<string, string>>;
  readonly read: string;
  readonly remove: string;
  readonly common: Pick<StepsToRun, 'connections' | 'store'>;
}

const policyOf = ({ where }: Source, more: Readonly<Record<string, unknown>> = {}, name = 'stock-by-warehouse') => ({
  kind: 'policy',
  name,
  on: where,
  rows: "warehouse in @user.warehouses or 'auditor' in @user.roles",
  mask: { unitCost: "'finance' in @user.roles" },
  ...more,
});

/** Ways of doing things with one source under the usual policy. */
function ways(source: Source, policies: readonly Readonly<Record<string, unknown>>[] = [policyOf(source)]) {
  const how = { ...source.common, definitions: [attributes, ...policies] };
  return {
    source,
    readStep: (more: Record<string, unknown> = {}) => ({
      uses: source.read,
      id: 'stock',
      with: { ...source.where, columns, ...more },
    }),
    run: (principal: Principal, steps: readonly unknown[], more: Partial<StepsToRun> = {}): Promise<StepsRun> =>
      runSteps({ ...how, steps, principal, ...more }),
    check: (steps: readonly unknown[], more: Partial<StepsToRun> = {}) => checkSteps({ ...how, steps, ...more }),
  };
}

const ids = ({ end, records }: StepsRun): unknown[] => {
  assert.equal(end.problem, undefined);
  return records.map((record) => (record as { _id: unknown })._id);
};

/** Every source that can have policies, filled. */
const sources: readonly { title: string; open(t: TestContext): Promise<Source> }[] = [
  ...stands.map((stand) => ({
    title: `documents, ${stand.title}`,
    async open(t: TestContext): Promise<Source> {
      const { connection, home } = await stand.open(t);
      const where = { connection: connection.name, collection: 'stock' };
      const common = { connections: [connection], ...(home === undefined ? {} : { store: home }) };
      const write = { uses: 'documents.write', with: { ...where, mode: 'insert' } };
      const filled = await runSteps({
        ...common,
        steps: [{ uses: 'records', with: { columns, records: stock } }, write],
      });
      assert.equal(filled.end.problem, undefined);
      return { title: stand.title, where, read: 'documents.read', remove: 'documents.delete', common };
    },
  })),
  ...sqlStands
    .filter(({ skip }) => skip === false)
    .map((stand) => ({
      title: `a table of ${stand.type}`,
      async open(t: TestContext): Promise<Source> {
        const rows = stock.map(
          ({ _id, warehouse, level, unitCost }) =>
            `('${_id}', ${warehouse === null ? 'null' : `'${warehouse}'`}, ${level}, ${unitCost})`,
        );
        const { connection } = await stand.open(t, [
          stand.say({
            postgresql: 'create table stock (_id text, warehouse text, level integer, "unitCost" numeric(8,2))',
            mariadb:
              'create table stock (_id varchar(10) primary key, warehouse varchar(10), level integer, unitCost decimal(8,2))',
          }),
          `insert into stock values ${rows.join(', ')}`,
        ]);
        const where = { connection: 'erp', table: 'stock' };
        const common = { connections: [connection] };
        return { title: stand.type, where, read: 'sql.read', remove: 'sql.delete', common };
      },
    })),
];

for (const { title, open: openSource } of sources) {
  describe(`policies on ${title}`, () => {
    it('leave the rows and columns that somebody may see, by the user alone', async (t) => {
      const { run, readStep } = ways(await openSource(t));
      const cases: readonly [Principal, string[], unknown[]][] = [
        [clerk(['sin']), ['a1', 'a2'], [null, null]],
        [clerk(['sin', 'ber'], 'finance'), ['a1', 'a2', 'b1', 'b2'], ['1.00', '9.00', '3.00', '4.00']],
        [clerk([]), [], []],
        [clerk(undefined), [], []],
        [clerk(undefined, 'auditor'), ['a1', 'a2', 'b1', 'b2', 'c1'], [null, null, null, null, null]],
        [clerk(undefined, 'administrator'), [], []],
      ];
      for (const [who, expected, costs] of cases) {
        const seen = await run(who, [readStep({ sort: ['_id'] })]);
        assert.deepEqual(ids(seen), expected, `${JSON.stringify(who)}`);
        assert.deepEqual(
          seen.records.map((record) => (record as { unitCost: unknown }).unitCost),
          costs,
        );
      }
    });

    it('apply before where, sort and limit, which see masked values', async (t) => {
      const { run, readStep } = ways(await openSource(t));
      const ada = clerk(['sin', 'ber']);
      assert.deepEqual(ids(await run(ada, [readStep({ where: 'unitCost > 3' })])), []);
      assert.deepEqual(ids(await run(ada, [readStep({ where: 'unitCost is null', sort: ['_id'] })])).length, 4);
      assert.deepEqual(ids(await run(ada, [readStep({ sort: ['unitCost desc', '_id desc'], limit: 2 })])), [
        'b2',
        'b1',
      ]);
      assert.deepEqual(ids(await run(ada, [readStep({ sort: ['level'], limit: 2 })])), ['a1', 'b1']);
      assert.deepEqual(ids(await run(clerk(['ber']), [readStep({ limit: 2 })])).sort(), ['b1', 'b2']);
      assert.deepEqual(
        ids(await run(clerk(['ber']), [readStep({ where: 'level > 6', limit: 1, sort: ['level desc'] })])),
        ['b2'],
      );
    });

    it('hold where a select leaves out what they look at', async (t) => {
      const { run, readStep } = ways(await openSource(t));
      assert.deepEqual(
        (await run(clerk(['sin']), [readStep({ select: ['_id', 'unitCost'], sort: ['_id'] })])).records,
        [
          { _id: 'a1', unitCost: null },
          { _id: 'a2', unitCost: null },
        ],
      );
    });

    it('hold in joins, unions, branches and called chains', async (t) => {
      const { run, readStep } = ways(await openSource(t));
      const wanted = { uses: 'records', with: { records: [{ key: 'a1' }, { key: 'b1' }, { key: 'c1' }] } };
      const join = (source: unknown) => ({
        uses: 'join',
        with: { source, on: 'left.key = right._id', take: ['unitCost', 'level'] },
      });
      const joined = await run(clerk(['ber']), [wanted, join({ steps: [readStep()] })]);
      assert.deepEqual(joined.records, [{ key: 'b1', unitCost: null, level: 7 }]);
      const chains = { Stock: { steps: [readStep()] } };
      const called = await run(clerk(['ber']), [wanted, join({ chain: 'Stock' })], { chains });
      assert.deepEqual(called.records, [{ key: 'b1', unitCost: null, level: 7 }]);
      const united = await run(clerk(['ber']), [
        { uses: 'records', with: { columns, records: [] } },
        { uses: 'union', with: { sources: [{ steps: [readStep()] }] } },
      ]);
      assert.deepEqual(ids(united).sort(), ['b1', 'b2']);
    });

    it('hold for the records that a test gives', async (t) => {
      const { run, readStep } = ways(await openSource(t));
      const given = (step: string) =>
        step === 'stock'
          ? {
              records: () =>
                batches([
                  { _id: 'x', warehouse: 'sin', level: 1, unitCost: null },
                  { _id: 'y', warehouse: 'ber', level: 1, unitCost: null },
                ]),
            }
          : undefined;
      assert.deepEqual(ids(await run(clerk(['ber']), [readStep()], { given })), ['y']);
    });

    it('hold for what is deleted', async (t) => {
      const { run, readStep, source } = ways(await openSource(t));
      const remove = (where: string, more: Record<string, unknown> = {}) => ({
        uses: source.remove,
        with: { ...source.where, columns, where, ...more },
      });
      const byCost = await run(clerk(['sin']), [remove('unitCost > 0')]);
      assert.deepEqual(byCost.effects[0]?.['deleted'], 0);
      const all = await run(clerk(['sin']), [remove('level > 0', { atMost: 2 })]);
      assert.equal(all.end.problem, undefined);
      assert.equal(all.effects[0]?.['deleted'], 2);
      assert.deepEqual(ids(await run(clerk(undefined, 'auditor'), [readStep({ sort: ['_id'] })])), ['b1', 'b2', 'c1']);
    });

    it('add up: all rows rules, and a column is shown where all allow it', async (t) => {
      const opened = await openSource(t);
      const { run, readStep } = ways(opened, [
        policyOf(opened),
        policyOf(
          opened,
          { rows: 'level < 60', mask: { unitCost: 'level < 10', level: "'counter' in @user.roles" } },
          'small',
        ),
      ]);
      const seen = await run(clerk(['sin', 'ber'], 'finance'), [readStep({ sort: ['_id'] })]);
      assert.deepEqual(seen.records, [
        { _id: 'a1', warehouse: 'sin', level: null, unitCost: '1.00' },
        { _id: 'a2', warehouse: 'sin', level: null, unitCost: null },
        { _id: 'b1', warehouse: 'ber', level: null, unitCost: '3.00' },
      ]);
    });

    it('are part of the plan, with what of them is asked of the source', async (t) => {
      const { check, readStep } = ways(await openSource(t));
      const { plan, problems } = check([
        readStep({ where: 'unitCost > 1 and level > 2', sort: ['unitCost'], limit: 3 }),
      ]);
      assert.deepEqual(problems, []);
      const facts = plan.split('\n').map((line) => line.trim());
      assert.equal(
        facts.find((fact) => fact.startsWith('policy ')),
        "policy stock-by-warehouse: rows where ((warehouse in @user.warehouses) or ('auditor' in @user.roles)); unitCost only where ('finance' in @user.roles)",
      );
      assert.ok(
        facts.some((fact) => fact.startsWith('source: of policies, where ')),
        plan,
      );
      assert.ok(facts.includes('source: where level > 2'), plan);
      assert.ok(
        facts.some((fact) => /^source: not where unitCost > /.test(fact)),
        plan,
      );
      assert.ok(
        facts.some((fact) => /^source: not sort by unitCost, .*may be masked/.test(fact)),
        plan,
      );
    });

    it('refuse a step that does not declare what they look at', async (t) => {
      const { check, source } = ways(await openSource(t));
      const bare = { uses: source.read, with: { ...source.where, columns: { _id: 'text' } } };
      const { problems } = check([bare]);
      assert.equal(problems.length, 1);
      assert.match(
        problems[0]!,
        /^policy_refused: The policy 'stock-by-warehouse' cannot be applied .* no field 'warehouse'/,
      );
    });

    it('refuse columns of another type than they can judge', async (t) => {
      const { check, readStep } = ways(await openSource(t));
      const { problems } = check([readStep({ columns: { ...columns, warehouse: 'integer' } })]);
      assert.match(problems.join('\n'), /^policy_refused: The policy 'stock-by-warehouse' cannot be applied/);
    });

    it('stop everything of the source while one of them has problems', async (t) => {
      const opened = await openSource(t);
      const { check, readStep } = ways(opened, [{ ...policyOf(opened), rowz: 'true' }]);
      const { problems } = check([readStep()]);
      assert.match(problems.join('\n'), /unknown_key/);
      assert.match(problems.join('\n'), /policy_refused: The policy 'stock-by-warehouse' has problems/);
    });

    it('end a run where one of them cannot be decided, without a word of the record', async (t) => {
      const opened = await openSource(t);
      const rows = "cast(_id || 'x' as integer) > 3";
      const { run, readStep } = ways(opened, [policyOf(opened, { rows })]);
      for (const onError of ['fail', 'skip', 'reject']) {
        const seen = await run(clerk(['sin']), [{ ...readStep(), onError }]);
        assert.equal(seen.end.problem?.code, 'policy_failed', onError);
        assert.deepEqual(seen.records, []);
        assert.doesNotMatch(seen.told, /\b[abc]\dx?\b/);
      }
    });
  });
}

describe('a document that cannot be read as declared', () => {
  it('is not shown to anybody where policies hold, nor what is wrong with it', async (t) => {
    const [stand] = stands;
    const { connection, home } = await stand!.open(t);
    const where = { connection: connection.name, collection: 'stock' };
    const common = { connections: [connection], ...(home === undefined ? {} : { store: home }) };
    const records = [{ _id: 'hidden', warehouse: 'ber', level: 'secret level' }];
    const filled = await runSteps({
      ...common,
      steps: [
        { uses: 'records', with: { columns: { _id: 'text', warehouse: 'text', level: 'text' }, records } },
        { uses: 'documents.write', with: { ...where, mode: 'insert' } },
      ],
    });
    assert.equal(filled.end.problem, undefined);
    // What it says of the warehouse is not asked of the store, so that the document comes.
    const policy = { kind: 'policy', name: 'p', on: where, rows: "upper(warehouse) = 'SIN'" };
    const read = {
      uses: 'documents.read',
      with: { ...where, columns: { _id: 'text', warehouse: 'text', level: 'integer' } },
    };
    const how = { ...common, definitions: [policy], principal: clerk([]) };
    const failed = await runSteps({ ...how, steps: [read] });
    assert.equal(failed.end.problem?.code, 'cast_failed');
    const rejecting = await runSteps({ ...how, steps: [{ ...read, onError: 'reject' }] });
    assert.deepEqual(rejecting.rejected, [{ _id: null, warehouse: null, level: null }]);
    for (const { told } of [failed, rejecting]) assert.doesNotMatch(told, /hidden|secret|ber\b/);
  });
});

describe('records that may not be seen', () => {
  it('cannot be told by what fails on them, however many there are', async () => {
    const many = Array.from({ length: 300_000 }, (_, at) => ({
      warehouse: at % 2 === 0 ? 'sin' : 'ber',
      note: at % 2 === 0 ? String(at) : `secret ${at}`,
    }));
    const connection = { name: 'shop', type: 'embedded' };
    const where = { connection: 'shop', collection: 'stock' };
    const read = {
      uses: 'documents.read',
      with: { ...where, columns: { warehouse: 'text', note: 'text' }, where: 'note::integer >= 0' },
    };
    const policy = { kind: 'policy', name: 'p', on: where, rows: 'warehouse in @user.warehouses' };
    const { end, records } = await runSteps({
      connections: [connection],
      definitions: [attributes, policy],
      principal: clerk(['sin']),
      given: () => ({ records: () => batches(many) }),
      steps: [read, { uses: 'aggregate', with: { compute: { records: 'count()', most: 'max(note::integer)' } } }],
    });
    assert.equal(end.problem, undefined);
    assert.deepEqual(records, [{ records: 150_000, most: 299_998 }]);
    assert.ok(
      end.steps.some(({ engine }) => engine === 'vector'),
      'the query is to run in DuckDB',
    );
  });
});

describe('raw queries', () => {
  it('are refused on a connection with a policy, and not on others', () => {
    const read = (connection: string) => ({
      uses: 'sql.read',
      with: { connection, query: 'select * from stock', columns: { _id: 'text' } },
    });
    const url = 'postgres://u:p@127.0.0.1:1/x';
    const connections = [
      { name: 'erp', type: 'postgresql', url },
      { name: 'crm', type: 'postgresql', url },
    ];
    const policy = { kind: 'policy', name: 'p', on: { connection: 'erp', table: 'other' }, rows: 'x > 1' };
    const problems = (connection: string) =>
      checkSteps({ steps: [read(connection)], connections, definitions: [policy] }).problems;
    assert.deepEqual(problems('crm'), []);
    assert.match(problems('erp').join('\n'), /^policy_refused: The connection 'erp' has policies/);
  });
});

after(closeStands);
after(closeSqlStands);
