/** Pipelines of MongoDB: over the wire, against mingo as an oracle, and where they are refused. */
import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { Aggregator } from 'mingo';
import { closeStands, stands } from './document-stands.ts';
import { checkSteps, runSteps } from './run-steps.ts';

const columns = { _id: 'text', customer: 'text', status: 'text', total: 'integer', tags: 'list(text)' };
const orders = Array.from({ length: 40 }, (_, at) => ({
  _id: `o${String(at).padStart(2, '0')}`,
  customer: `c${at % 7}`,
  status: at % 3 === 0 ? 'paid' : 'open',
  total: at * 10,
  tags: at % 2 === 0 ? ['a', 'b'] : ['c'],
}));

after(closeStands);

async function filled(t: TestContext, type: 'embedded' | 'mongodb') {
  const stand = stands.find(({ name }) => name === type)!;
  const { connection, home } = await stand.open(t);
  const common = { connections: [connection], ...(home ? { store: home } : {}) };
  const where = { connection: connection.name, collection: 'orders' };
  const { end } = await runSteps({
    ...common,
    steps: [
      { uses: 'records', with: { columns, records: orders } },
      { uses: 'documents.write', with: { ...where, mode: 'insert' } },
    ],
  });
  assert.equal(end.problem, undefined);
  return { common, where };
}

interface Case {
  readonly pipeline: readonly Record<string, unknown>[];
  /** With its parameters in place, for the oracle. */
  readonly meant?: Record<string, unknown>[];
  readonly columns: Record<string, string>;
}

const byId = (records: readonly unknown[]): unknown[] =>
  records.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));

const cases: Readonly<Record<string, Case>> = {
  'a filter with a parameter': {
    pipeline: [{ $match: { status: '=$status', total: { $gte: '=$least' } } }],
    meant: [{ $match: { status: 'paid', total: { $gte: 100 } } }],
    columns: { _id: 'text', total: 'integer' },
  },
  'groups with sums': {
    pipeline: [{ $group: { _id: '$customer', total: { $sum: '$total' }, orders: { $sum: 1 } } }],
    columns: { _id: 'text', total: 'integer', orders: 'integer' },
  },
  'unwinding, then groups': {
    pipeline: [{ $unwind: '$tags' }, { $group: { _id: '$tags', orders: { $sum: 1 } } }],
    columns: { _id: 'text', orders: 'integer' },
  },
  'order, skip and limit': {
    pipeline: [{ $sort: { total: -1 } }, { $skip: 5 }, { $limit: 3 }, { $project: { customer: 1 } }],
    columns: { _id: 'text', customer: 'text' },
  },
};

describe('pipelines of MongoDB', () => {
  for (const [name, { pipeline, meant, columns: wanted }] of Object.entries(cases)) {
    it(`runs ${name} as the oracle does`, async (t) => {
      const { common, where } = await filled(t, 'mongodb');
      const found = await runSteps({
        ...common,
        parameters: { status: { type: 'text', value: 'paid' }, least: { type: 'integer', value: 100 } },
        steps: [{ uses: 'documents.read', with: { ...where, pipeline, columns: wanted } }],
      });
      assert.equal(found.end.problem, undefined);
      const oracle = new Aggregator(meant ?? [...pipeline]).run<Record<string, unknown>>(structuredClone(orders));
      const expected = oracle.map((one) =>
        Object.fromEntries(Object.keys(wanted).map((key) => [key, one[key] ?? null])),
      );
      assert.ok(expected.length > 0);
      assert.deepEqual(byId(found.records), byId(expected));
    });
  }

  it('filters, sorts and limits what comes out of it', async (t) => {
    const { common, where } = await filled(t, 'mongodb');
    const step = {
      uses: 'documents.read',
      with: {
        ...where,
        pipeline: [{ $group: { _id: '$customer', total: { $sum: '$total' } } }],
        columns: { _id: 'text', total: 'integer' },
        where: 'total > 1000',
        sort: ['total desc', '_id'],
        limit: 2,
        select: ['_id'],
      },
    };
    const { end, records } = await runSteps({ ...common, steps: [step] });
    assert.equal(end.problem, undefined);
    const sums = new Map<string, number>();
    for (const { customer, total } of orders) sums.set(customer, (sums.get(customer) ?? 0) + total);
    const best = [...sums].filter(([, total]) => total > 1000).toSorted(([, one], [, other]) => other - one);
    assert.deepEqual(
      records,
      best.slice(0, 2).map(([_id]) => ({ _id })),
    );
    assert.deepEqual(checkSteps({ ...common, steps: [step] }).pushed, [
      'a pipeline of 1 stages',
      'all columns',
      'where total > 1000',
      'not sort by total desc, _id, limit 2: what a pipeline gives may hold several forms of a value',
    ]);
  });

  it('says what MongoDB refuses', async (t) => {
    const { common, where } = await filled(t, 'mongodb');
    const { end } = await runSteps({
      ...common,
      steps: [{ uses: 'documents.read', with: { ...where, pipeline: [{ $nonsense: {} }], columns: { _id: 'text' } } }],
    });
    assert.equal(end.problem?.code, 'upstream_refused');
  });

  it('is refused where it writes, where there are policies, and where there is no MongoDB', async (t) => {
    const problems = (
      { common, where }: Awaited<ReturnType<typeof filled>>,
      pipeline: readonly unknown[],
      definitions: readonly Record<string, unknown>[] = [],
    ): string =>
      checkSteps({
        ...common,
        definitions,
        steps: [{ uses: 'documents.read', with: { ...where, pipeline, columns: { _id: 'text' } } }],
      }).problems.join('\n');
    const mongodb = await filled(t, 'mongodb');
    assert.equal(problems(mongodb, [{ $match: {} }]), '');
    assert.match(problems(mongodb, [{ $match: {} }, { $out: 'other' }]), /not_supported: The stage \$out writes/);
    assert.match(problems(mongodb, [{ $facet: { one: [{ $merge: { into: 'x' } }] } }]), /The stage \$merge writes/);
    const policy = { kind: 'policy', name: 'paid-only', on: mongodb.where, rows: "status = 'paid'" };
    assert.match(problems(mongodb, [{ $match: {} }], [policy]), /policy_refused/);
    const elsewhere = { ...policy, on: { ...mongodb.where, collection: 'secrets' } };
    assert.match(problems(mongodb, [{ $lookup: { from: 'secrets' } }], [elsewhere]), /policy_refused/);
    const embedded = await filled(t, 'embedded');
    assert.match(
      problems(embedded, [{ $match: {} }]),
      /not_supported: .*of type embedded, which has no pipelines.*Leave `pipeline` out/,
    );
  });
});
