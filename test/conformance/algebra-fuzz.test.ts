/** Random relations over random records: both engines must come to the same, value by value or problem by problem. */
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseDate } from '../../src/model/value-text.ts';
import { replaceInputs } from '../../src/engine/plan-stages.ts';
import { type DataRecord, ExactDecimal, type Value } from '../../src/model/value.ts';
import type { Shape } from '../../src/model/value-type.ts';
import { assertSame } from '../engine/both-engines.ts';
import { Chain, shapeOf } from '../engine/relations.ts';
import { withStep } from '../engine/step-relation.ts';

const fields = {
  id: 'integer',
  word: 'text',
  count: 'integer',
  price: 'number',
  money: 'decimal(9,2)',
  flag: 'boolean',
  day: 'date',
  tags: 'list(text)',
};

const values: Readonly<Record<keyof typeof fields, fc.Arbitrary<Value>>> = {
  id: fc.integer({ min: 0, max: 60 }),
  word: fc.constantFrom('', 'a', 'b', 'A', 'ä', '𝒳', '\uFFFD', '10', "it's", ' a '),
  count: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(2 ** 53 - 1, -(2n ** 63n), 2n ** 62n)),
  price: fc.constantFrom(0, 0.1, -2.5, 1e15, 1e-7, 3),
  money: fc.integer({ min: -200, max: 200 }).map((cents) => new ExactDecimal(cents).div(100)),
  flag: fc.boolean(),
  day: fc.constantFrom(...['2026-02-28', '2024-02-29', '1969-12-31', '9999-12-31'].map((text) => parseDate(text)!)),
  tags: fc.array(fc.option(fc.constantFrom('a', 'b', 'c')), { maxLength: 3 }) as fc.Arbitrary<Value>,
};

const record: fc.Arbitrary<DataRecord> = fc.record(
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fc.option(value, { freq: 5 })])),
);
const records = fc.array(record, { maxLength: 25 });

/** Expressions by what they give, over the fields that a shape still has. */
const pool: readonly (readonly [needs: string, type: 'key' | 'condition', text: string])[] = [
  ['count', 'condition', 'count > 0'],
  ['count', 'condition', 'count is null or count <> 1'],
  ['word', 'condition', "word >= 'a'"],
  ['word', 'condition', "not (word = 'a')"],
  ['flag', 'condition', 'flag'],
  ['price', 'condition', 'price / 2 < 1'],
  ['money', 'condition', 'money > 0.5'],
  ['day', 'condition', "day > date '2000-01-01' or day is null"],
  ['word', 'key', 'word'],
  ['word', 'key', "word || '!'"],
  ['count', 'key', 'count % 2'],
  ['count', 'key', 'count'],
  ['count', 'key', 'count + 1'],
  ['count', 'key', 'count * 3'],
  ['id', 'key', 'id div 7'],
  ['price', 'key', 'price * 2 + 1'],
  ['price', 'key', 'price / 0'],
  ['money', 'key', 'money'],
  ['money', 'key', 'money * 2 - 1'],
  ['flag', 'key', 'flag'],
  ['day', 'key', 'day'],
  ['word', 'key', 'try_cast(word as integer)'],
  ['tags', 'key', 'tags'],
];

const aggregates: readonly (readonly [string, string])[] = [
  ['id', 'count()'],
  ['count', 'count(count)'],
  ['count', 'sum(count)'],
  ['count', 'max(count)'],
  ['price', 'avg(price)'],
  ['money', 'sum(money)'],
  ['money', 'min(money)'],
  ['word', 'max(word)'],
  ['word', 'count(distinct word)'],
  ['flag', 'count() filter (where flag)'],
];

/** A step of a chain that is made from dice; `pick` gives one of several. */
type Step = (chain: Chain, pick: (count: number) => number) => Chain;

const names = (shape: Shape) => new Set(shape.map(({ name }) => name));

function expressionOf(chain: Chain, type: 'key' | 'condition', pick: (count: number) => number): string {
  const has = names(chain.relation.shape);
  // A field that was derived anew may have another type.
  const fitting = pool.filter(([needs, gives]) => gives === type && has.has(needs));
  return fitting[pick(fitting.length)]?.[2] ?? (type === 'key' ? '1' : 'true');
}

const steps: readonly Step[] = [
  (chain, pick) => chain.filter(expressionOf(chain, 'condition', pick)),
  (chain, pick) => chain.derive({ [`x${pick(3)}`]: expressionOf(chain, 'key', pick) }),
  (chain, pick) => {
    const kept = chain.relation.shape.filter(() => pick(4) > 0);
    return chain.project(Object.fromEntries(kept.map(({ name }) => [name, name])));
  },
  (chain, pick) => {
    const has = names(chain.relation.shape);
    const fitting = aggregates.filter(([needs]) => has.has(needs));
    const chosen = fitting.filter(() => pick(2) === 0);
    const by: Record<string, string> = pick(4) === 0 ? {} : { k: expressionOf(chain, 'key', pick) };
    return chain.aggregate(by, Object.fromEntries(chosen.map(([, text], index) => [`a${index}`, text])));
  },
  (chain) => chain.distinct(),
  // Sorted by everything, ties are equal records, and it does not matter which of them a limit takes.
  (chain, pick) => {
    const keys = chain.relation.shape.map(({ name }) => (pick(2) === 0 ? name : `-${name}`));
    return keys.length === 0 ? chain : chain.sort(...keys).limit(String(pick(12)), String(pick(4)));
  },
  (chain, pick) =>
    chain
      .union(
        Chain.input(fields, 1).project(
          Object.fromEntries(chain.relation.shape.map(({ name, type }) => [name, original(name, type.kind)])),
        ),
      )
      .filter(pick(2) === 0 ? 'true' : expressionOf(chain, 'condition', pick)),
  (chain, pick) => {
    if (!names(chain.relation.shape).has('id')) return chain;
    const type = (['inner', 'left', 'right', 'full', 'semi', 'anti'] as const)[pick(6)]!;
    const right = Chain.input({ key: 'integer', other: 'text' }, 2);
    const taken: Record<string, string> =
      type === 'semi' || type === 'anti' || names(chain.relation.shape).has('other') ? {} : { other: 'other' };
    return chain.join(right, { type, on: { id: 'key' }, take: taken });
  },
  (chain) =>
    names(chain.relation.shape).has('tags') &&
    chain.relation.shape.some(({ name, type }) => name === 'tags' && type.kind === 'list')
      ? chain.unnest('tags', { keepEmpty: true })
      : chain,
  (chain, pick) => {
    const has = names(chain.relation.shape);
    if (!has.has('word') || !has.has('id')) return chain;
    const compute = ['count()', { n: 'count(id)', most: 'max(id) filter (where id > 3)' }, 'sum(id) * 2'][pick(3)];
    const values = [['a', 'b'], { none: null, ten: '10', a: 'a' }][pick(2)];
    const by = has.has('flag') && pick(2) === 0 ? ['flag'] : [];
    const others = pick(4) === 0 ? 'problem' : 'ignore';
    return withStep(chain, { uses: 'pivot', with: { by, field: 'word', values, compute, others } });
  },
  (chain, pick) => {
    const numbers = chain.relation.shape.filter(({ type }) => type.kind === 'integer' || type.kind === 'number');
    const fields = numbers.filter(() => pick(2) === 0).map(({ name }) => name);
    if (fields.length === 0 || names(chain.relation.shape).has('which')) return chain;
    return withStep(chain, {
      uses: 'unpivot',
      with: { fields, name: 'which', value: 'held', keepNulls: pick(2) === 0 },
    });
  },
  (chain, pick) => {
    const has = names(chain.relation.shape);
    if (!has.has('id')) return chain;
    // Where the order is not defined, it must not matter among ties.
    const calls = chain.relation.ordered ? ['row_number()', 'lag(id)', 'sum(id)'] : ['rank()', 'sum(id)', 'count()'];
    const partitionBy = has.has('flag') && pick(2) === 0 ? ['flag'] : [];
    const orderBy = [['id'], ['id desc']][pick(2)];
    const frame = chain.relation.ordered && pick(2) === 0 ? { frame: 'rows between 1 preceding and 2 following' } : {};
    const compute = { [`v${pick(2)}`]: calls[pick(3)] };
    return withStep(chain, { uses: 'window', with: { partitionBy, orderBy, compute, ...frame } });
  },
  (chain, pick) => {
    const has = names(chain.relation.shape);
    if (!['id', 'word', 'count'].every((name) => has.has(name))) return chain;
    const size = chain.relation.ordered && pick(2) === 0 ? { count: pick(4) } : { fraction: [0.25, 0.5, 1][pick(3)] };
    const by = chain.relation.ordered && has.has('flag') && pick(2) === 0 ? { by: ['flag'] } : {};
    const key = pick(2) === 0 ? { key: ['word', 'count'] } : {};
    return withStep(chain, { uses: 'sample', with: { ...size, ...by, ...key, seed: String(pick(5)) } });
  },
];

/** For a union: a field of the second input that has the name and type, or a null of it. */
function original(name: string, kind: string): string {
  return shapeOf(fields).some((field) => field.name === name && field.type.kind === kind) ? name : 'null';
}

const dice = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 60, maxLength: 60 });

describe('random relations', () => {
  it('both engines give the same', async () => {
    const right = fc.array(
      fc.record({ key: fc.option(fc.integer({ min: 0, max: 60 })), other: fc.option(values.word) }),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(fc.tuple(records, records, right), dice, async ([first, second, third], rolls) => {
        let at = 0;
        const pick = (count: number): number => (count === 0 ? 0 : (rolls[at++ % rolls.length] ?? 0) % count);
        let chain = Chain.input(fields);
        const length = 1 + pick(4);
        for (let index = 0; index < length; index++) chain = steps[pick(steps.length)]!(chain, pick);
        const inputs: DataRecord[][] = [];
        // A leaf that stands in the tree twice is read twice.
        const relation = replaceInputs(chain.relation, (leaf) => ({
          ...leaf,
          slot: inputs.push([first, second, third][leaf.slot]!) - 1,
        }));
        await assertSame(relation, inputs);
      }),
      {
        numRuns: Number(process.env['MILLRACE_TEST_FUZZ_RUNS'] ?? 60),
        seed: Number(process.env['MILLRACE_TEST_FUZZ_SEED'] ?? 20261123),
      },
    );
  });
});
