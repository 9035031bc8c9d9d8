/** Random windows over random records with ties, nulls and frames: both engines must come to the same. */
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseDate, parseDatetime, parseTimestamp } from '../../src/model/value-text.ts';
import { type DataRecord, ExactDecimal, type Value } from '../../src/model/value.ts';
import { assertSame } from '../engine/both-engines.ts';
import { Chain } from '../engine/relations.ts';

const fields = {
  id: 'integer',
  word: 'text',
  count: 'integer',
  price: 'number',
  money: 'decimal(9,2)',
  flag: 'boolean',
  day: 'date',
  at: 'timestamp',
  local: 'datetime',
};

const values: Readonly<Record<Exclude<keyof typeof fields, 'id'>, fc.Arbitrary<Value>>> = {
  word: fc.constantFrom('', 'a', 'b', 'ä', '𝒳'),
  count: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -4, max: 4 }) },
    { weight: 1, arbitrary: fc.constantFrom<Value>(2n ** 63n - 1n, -(2n ** 63n)) },
  ),
  price: fc.constantFrom(0, 0.1, 0.2, -2.5, 1e15, 1e-7),
  money: fc.integer({ min: -200, max: 200 }).map((cents) => new ExactDecimal(cents).div(100)),
  flag: fc.boolean(),
  day: fc.constantFrom(
    ...['2026-01-31', '2026-02-28', '2026-03-01', '2026-03-30', '0001-01-01', '9999-12-31'].map(
      (text) => parseDate(text)!,
    ),
  ),
  at: fc.constantFrom(
    ...['2026-01-30T23:00:00Z', '2026-01-31T01:00:00Z', '2026-02-28T12:00:00Z', '9999-12-31T23:59:59Z'].map(
      (text) => parseTimestamp(text)!,
    ),
  ),
  local: fc.constantFrom(
    ...['2026-03-29T02:30:00', '2026-03-29T03:00:00', '2026-03-30T03:00:00'].map((text) => parseDatetime(text)!),
  ),
};

const records: fc.Arbitrary<DataRecord[]> = fc
  .array(
    fc.record(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fc.option(value, { freq: 5 })]))),
    {
      maxLength: 20,
    },
  )
  .map((all) => all.map((record, id) => ({ id, ...record })));

const one = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

const aggregates = one(
  'count()',
  'count(count)',
  'count_if(flag)',
  'sum(count)',
  'sum(price)',
  'sum(money)',
  'avg(count)',
  'avg(price)',
  'avg(money)',
  'min(word)',
  'max(price)',
  'min(count)',
  'max(day)',
  'bool_and(flag)',
  'bool_or(flag)',
  'median(money)',
  'count(distinct word)',
  'list(id order by id)',
  'sum(money) filter (where flag)',
  'max(count) filter (where count > 0)',
  'count() filter (where word is null)',
);
const positional = one(
  'row_number()',
  'ntile(3)',
  'ntile(count)',
  'lag(word)',
  'lead(count, 2)',
  'lag(price, count)',
  "lead(word, 1, 'none')",
  'lag(count, 1, 0.5)',
);
const ranks = one('rank()', 'dense_rank()', 'percent_rank()', 'cume_dist()');
const framed = one('first_value(id)', 'last_value(id)', 'nth_value(id, 2)', 'nth_value(word, count)');
const partitions = one('', '', 'partition by flag', 'partition by word, flag');

/** An order, and the frames that it allows. */
const orders = fc
  .constantFrom<readonly [order: string, offsets: readonly string[]]>(
    ['word', []],
    ['count desc', ['0', '2']],
    ['count', ['1', '3']],
    ['word desc, count', []],
    ['flag, id desc', []],
    ['day', ['0', '31', "interval '1 month'", "interval '36 hours'"]],
    ['day desc', ["interval '1 month 1 day'", '7']],
    ['at', ["interval '1 month'", "interval '2 hours'"]],
    ['at desc', ["interval '28 days'"]],
    ['local', ["interval '30 minutes'"]],
  )
  .chain(([order, offsets]) =>
    fc.record({
      order: fc.constant(order),
      frame: fc.oneof(
        fc.constant(''),
        frame('rows', one('0', '1', '2', '5')),
        frame('range', offsets.length === 0 ? undefined : one(...offsets)),
      ),
    }),
  );

function frame(unit: string, offset: fc.Arbitrary<string> | undefined): fc.Arbitrary<string> {
  const bound = (direction: string): fc.Arbitrary<readonly [rank: number, text: string]> => {
    const sign = direction === 'preceding' ? -1 : 1;
    const choices: fc.Arbitrary<readonly [number, string]>[] = [
      fc.constant([sign * 2, `unbounded ${direction}`]),
      fc.constant([0, 'current row']),
    ];
    if (offset !== undefined) choices.push(offset.map((text) => [sign, `${text} ${direction}`] as const));
    return fc.oneof(...choices);
  };
  const bounds = fc.tuple(
    fc.oneof(bound('preceding'), bound('following')),
    fc.oneof(bound('preceding'), bound('following')),
  );
  return bounds
    .filter(([[start], [end]]) => start <= end && start < 2 && end > -2)
    .map(([[, start], [, end]]) => `${unit} between ${start} and ${end}`);
}

const windows = fc
  .record({ by: partitions, order: orders, kind: fc.nat({ max: 9 }), aggregates, positional, ranks, framed })
  .map(({ by, order: { order, frame: rows }, kind, ...call }) => {
    if (kind === 0) return `${call.aggregates} over (${by})`;
    if (kind < 6) return `${call.aggregates} over (${by} order by ${order} ${rows})`;
    if (kind < 8) return `${call.framed} over (${by} order by ${order} ${rows})`;
    return `${kind === 8 ? call.positional : call.ranks} over (${by} order by ${order})`;
  });

describe('random windows', () => {
  it('both engines give the same, in the order in which the records came', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.array(windows, { minLength: 1, maxLength: 4 }), async (given, texts) => {
        const chain = Chain.input(fields).derive(Object.fromEntries(texts.map((text, at) => [`w${at}`, text])));
        await assertSame(chain.relation, [given], true);
      }),
      {
        numRuns: Number(process.env['MILLRACE_TEST_FUZZ_RUNS'] ?? 60),
        seed: Number(process.env['MILLRACE_TEST_FUZZ_SEED'] ?? 20261123),
      },
    );
  });
});
