/**
 * What MongoDB is asked to aggregate, as mingo understands it: over random documents it gives what we compute of what we
 * read of them, or says itself that its answer is not to be used.
 */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Aggregator } from 'mingo';
import { documentDecoder } from '../../src/connectors/documents/document-decoder.ts';
import { mongodbAggregation } from '../../src/connectors/documents/mongodb-aggregate.ts';
import { mongodbForm } from '../../src/connectors/documents/mongodb-form.ts';
import type { AggregateQuery } from '../../src/connectors/push-down/aggregate-query.ts';
import { planStages } from '../../src/engine/plan-stages.ts';
import { environment } from '../../src/expression/closure.ts';
import type { Env } from '../../src/expression/closure.ts';
import { checkDefinitions } from '../../src/main/check-definitions.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import { toJson } from '../../src/model/value-codec.ts';
import { recordOf } from '../../src/model/value-type.ts';
import { shapeOf } from './document-actions.ts';
import { runSteps } from './run-steps.ts';

const columns = { t: 'text', i: 'integer', b: 'boolean', at: 'timestamp', r: 'record{t: text, i: integer}' };
const shape = shapeOf(columns);

const some = (values: readonly unknown[], odd: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...values) },
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
// mingo compares texts by UTF-16, so that these are all within one plane.
const text = (odd: readonly unknown[]) => some(['', 'a', 'A', 'ä', 'b'], odd);
const whole = (odd: readonly unknown[]) => some([-2, 0, -0, 1, 2, 7, 2147483648], odd);
const instants = ['2026-03-01T00:00:00Z', '2026-03-01T00:00:00.001Z', '1969-12-31T23:59:59.999Z'].map(
  (written) => new Date(written),
);

function documents(odd: boolean): fc.Arbitrary<Record<string, unknown>[]> {
  const or = (values: readonly unknown[]): readonly unknown[] => (odd ? values : [null]);
  const record = fc.record({ t: text(or([3])), i: whole(or([0.5])) }, { requiredKeys: [], noNullPrototype: true });
  const fields = {
    t: text(or([5, true, ['a']])),
    i: whole(or(['x', 1.5, Number.NaN, 2 ** 60])),
    b: some([true, false], or([1, 'true'])),
    at: some(instants, or([0, '2026-03-01'])),
    r: fc.oneof({ weight: 9, arbitrary: record }, fc.constantFrom(...or(['a', 4]), null)),
  };
  return fc.array(fc.record(fields, { requiredKeys: [], noNullPrototype: true }), { maxLength: 12 });
}

const condition = fc.constantFrom(
  undefined,
  'i > 0',
  "t = 'a' or t is null",
  "t <> 'a'",
  "t in ('A', 'b')",
  "not (t > 'a' and i < 2)",
  'b',
  'not b',
  'i between 0 and 2',
  "at >= timestamp '2026-03-01T00:00:00Z'",
  "r.t = 'a'",
  'r.i is not null',
  'false',
);
const key = fc.constantFrom('t', 'i', 'b', 'at', 'r.t', 'r.i');
const call = fc.constantFrom(
  'count()',
  'count(t)',
  'count() filter (where i > 0)',
  "sum(i) filter (where t = 'a')",
  'sum(i)',
  'avg(i)',
  'min(t)',
  'max(t)',
  'min(i)',
  'max(at)',
  'sum(r.i)',
);
const chain = fc.record({
  where: condition,
  keys: fc.uniqueArray(key, { maxLength: 2 }),
  calls: fc.uniqueArray(call, { minLength: 1, maxLength: 3 }),
});

type Chain = typeof chain extends fc.Arbitrary<infer C> ? C : never;

function stepsOf({ keys, calls }: Chain): unknown[] {
  const by = Object.fromEntries(keys.map((written, at) => [`k${at}`, written]));
  const compute = Object.fromEntries(calls.map((written, at) => [`c${at}`, written]));
  return [{ uses: 'aggregate', with: { by, compute } }];
}

/** What the source is asked to aggregate, and the names that its groups then have. */
function asked(one: Chain): { readonly query: AggregateQuery; readonly calls: readonly string[] } {
  const where = one.where === undefined ? {} : { where: one.where };
  const read = { uses: 'documents.read', with: { connection: 'shop', collection: 'c', columns, ...where } };
  const definitions = [
    { kind: 'connection', name: 'shop', type: 'mongodb', url: 'mongodb://127.0.0.1:1/none' },
    { kind: 'chainset', name: 'c', chains: { C: { steps: [read, ...stepsOf(one)] } } },
  ];
  const files = [{ path: 'a.yaml', text: definitions.map((each) => JSON.stringify(each)).join('\n---\n') }];
  const { chains, problems } = checkDefinitions(workspaceOf(files, tmpdir()));
  assert.deepEqual(problems, []);
  const [stage] = planStages(chains.get('c.C')!.chain.pipeline);
  assert.ok(stage?.kind === 'segment' && stage.done[0] !== undefined, JSON.stringify(one));
  const plan = stage.done[0].plan as { readonly aggregate: (env: Env) => AggregateQuery | string };
  const query = plan.aggregate(environment());
  assert.ok(typeof query !== 'string');
  return { query, calls: query.compute.map(({ name }) => name) };
}

/** The documents as they are read; undefined where one of them cannot be. */
function readable(stored: readonly Record<string, unknown>[]): unknown[] | undefined {
  const decode = documentDecoder(shape, mongodbForm);
  const records = stored.map((document) => decode(document, () => undefined));
  return records.includes(undefined) ? undefined : records.map((record) => toJson(record, recordOf(shape)));
}

const asText = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();

async function check(one: Chain, stored: Record<string, unknown>[]): Promise<'used' | 'refused'> {
  const { query, calls } = asked(one);
  const prepared = mongodbAggregation(query);
  assert.ok(typeof prepared !== 'string', `${JSON.stringify(one)}: ${String(prepared)}`);
  const groups = new Aggregator([...prepared.pipeline]).run<Record<string, unknown>>(stored);
  const [first] = groups;
  if (first !== undefined && prepared.decode(first) === undefined) return 'refused';
  const records = readable(stored);
  // What the answer did not look at may be anything: the rest of the documents is read here without it.
  if (records === undefined) return 'used';
  const where = one.where === undefined ? [] : [{ uses: 'filter', with: { where: one.where } }];
  const ours = await runSteps({
    connections: [],
    steps: [{ uses: 'records', with: { columns, records } }, ...where, ...stepsOf(one)],
  });
  assert.equal(ours.end.problem, undefined);
  // Of nothing there is one group, which MongoDB does not give: then all is read, which is nothing.
  if (groups.length === 0) return 'used';
  const fields = [...query.by.map(({ name, field }) => ({ name, type: field.type })), ...query.compute];
  const theirs = groups.map((group) => toJson(prepared.decode(group), recordOf(fields)));
  const named = theirs.map((row) =>
    Object.fromEntries(
      Object.entries(row as Record<string, unknown>).map(([name, value]) => [
        calls.includes(name) ? `c${calls.indexOf(name)}` : name,
        value,
      ]),
    ),
  );
  assert.deepEqual(asText(named), asText(ours.records), JSON.stringify({ one, stored }));
  return 'used';
}

describe('aggregations by MongoDB, as mingo understands them', () => {
  it('give what we compute', async () => {
    const property = fc.asyncProperty(chain, documents(false), async (one, stored) => {
      await check(one, stored);
    });
    await fc.assert(property, { numRuns: 120, seed: 20_260_303 });
  });

  it('are refused, or give what we compute, where fields are of any type', async () => {
    let refused = 0;
    const property = fc.asyncProperty(chain, documents(true), async (one, stored) => {
      if ((await check(one, stored)) === 'refused') refused += 1;
    });
    await fc.assert(property, { numRuns: 120, seed: 20_260_304 });
    assert.ok(refused > 5, `${refused} refused`);
  });

  it('are refused where a total may have lost digits', () => {
    const { query } = asked({ where: undefined, keys: [], calls: ['sum(i)'] });
    const prepared = mongodbAggregation(query);
    assert.ok(typeof prepared !== 'string');
    const stored = [{ i: 2 ** 53 - 1 }, { i: 2 ** 53 - 1 }, { i: -(2 ** 53 - 1) }];
    const [group] = new Aggregator([...prepared.pipeline]).run<Record<string, unknown>>(stored);
    assert.equal(prepared.decode(group ?? {}), undefined);
  });
});
