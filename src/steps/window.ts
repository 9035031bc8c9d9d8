import { z } from 'zod';
import type { NamedExpression } from '../engine/algebra.ts';
import { passField, withField } from '../engine/shape-change.ts';
import { type CheckContext, defineStep } from '../engine/step-contract.ts';
import { expressions, text } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';
import { checkOrder, orderSetting } from './order-setting.ts';

const settings = z.strictObject({
  partitionBy: z
    .array(text('An expression.'))
    .optional()
    .meta({
      description: 'Each record sees only those that are equal in these expressions; default: all records.',
      role: 'expression',
      examples: [['customer']],
    }),
  orderBy: orderSetting('In which order the records of a partition stand.').optional(),
  frame: text(
    'Which records around the current one a value looks at; default: all up to it and its equals, or all without an order.',
    { example: 'rows between 6 preceding and current row' },
  ).optional(),
  compute: expressions('A name with its expression, each.', {
    example: { place: 'rank()', total_so_far: 'sum(amount)' },
  }),
});

type Settings = z.output<typeof settings>;

/** Adds fields that look at other records. */
export const window = defineStep({
  name: 'window',
  aliases: ['over', 'rank', 'row number', 'running total', 'moving average', 'lag', 'previous record'],
  summary: 'Adds fields that look at the records around each record: ranks, running totals, the value before.',
  docs: [
    'All aggregates and window functions in `compute` look through the one window that `partitionBy`, `orderBy` and `frame` describe; one with an `over (..)` of its own looks through that. Every record stays, in the order in which it came. `derive` can do the same, with the window written at each call.',
    "A frame counts records (`rows between 2 preceding and 2 following`), or goes by the value of the one key in `orderBy`, a whole number, a date or a time (`range between interval '7 days' preceding and current row`). Its ends are `unbounded preceding`, `.. preceding`, `current row`, `.. following`, `unbounded following`. With `range`, `current row` means all records equal to it in `orderBy`.",
    'Records that `orderBy` does not tell apart stand in the order in which they came. After a step that leaves no defined order (`join`, `aggregate`, `union`), add to `orderBy` what tells them apart wherever it matters: for `row_number`, `lag`, `lead`, `first_value` and frames of rows.',
    'To keep the newest record of each customer: `place: row_number()` with `partitionBy: [customer]` and `orderBy: [at desc]`, then `filter` with `place = 1`. Common mistakes: a running total that jumps, because days come twice and stand as equals in one step of the frame (`rows between unbounded preceding and current row` goes record by record); `last_value` without a frame, which is the current record or its equal; a filter before the window, which takes away the record that `lag` should see.',
  ].join('\n\n'),
  category: 'transform',
  status: 'stable',
  shape: 'blocking',
  settings,
  examples: [
    {
      title: 'Place and running total per region',
      with: {
        partitionBy: ['region'],
        orderBy: ['day'],
        compute: { line: 'row_number()', so_far: 'sum(amount)', before: 'lag(amount)' },
      },
      input: {
        shape: { region: 'text', day: 'date', amount: 'integer' },
        records: [
          { region: 'north', day: '2026-03-02', amount: 5 },
          { region: 'south', day: '2026-03-01', amount: 7 },
          { region: 'north', day: '2026-03-01', amount: 10 },
        ],
      },
      records: [
        { region: 'north', day: '2026-03-02', amount: 5, line: 2, so_far: 15, before: 10 },
        { region: 'south', day: '2026-03-01', amount: 7, line: 1, so_far: 7, before: null },
        { region: 'north', day: '2026-03-01', amount: 10, line: 1, so_far: 10, before: null },
      ],
      ordered: true,
    },
    {
      title: 'The mean of the last seven days, whether or not each has a record',
      with: {
        orderBy: ['day'],
        frame: "range between interval '6 days' preceding and current row",
        compute: { mean: 'avg(amount)' },
      },
      input: {
        shape: { day: 'date', amount: 'integer' },
        records: [
          { day: '2026-03-01', amount: 10 },
          { day: '2026-03-07', amount: 20 },
          { day: '2026-03-09', amount: 40 },
        ],
      },
      records: [
        { day: '2026-03-01', amount: 10, mean: 10 },
        { day: '2026-03-07', amount: 20, mean: 15 },
        { day: '2026-03-09', amount: 40, mean: 30 },
      ],
      ordered: true,
    },
  ],
  check(given, context) {
    const { step, onError, input: before } = context;
    const over = checkWindow(given, context);
    const computed = Object.entries(given.compute).map(([name, source]): NamedExpression => {
      const value = context.expression(['compute', name], source, { windows: true, over });
      return { name, value };
    });
    const shape = computed.reduce<Shape>((sofar, { name, value }) => withField(sofar, name, value.type), before);
    const columns = shape.map((field) => computed.find(({ name }) => name === field.name) ?? passField(field));
    return {
      output: shape,
      plan: undefined,
      relation: (input) => ({ op: 'project', input, columns, shape, ordered: input.ordered, step, onError }),
    };
  },
});

/** What goes between the parentheses of `over (..)`; where a part of it is wrong, that part is left out. */
function checkWindow({ partitionBy = [], orderBy = [], frame }: Settings, context: CheckContext): string {
  const partitions = partitionBy.filter((source, at) =>
    isGood(context.expression(['partitionBy', at], source, { groups: true })),
  );
  const orders = checkOrder({ path: ['orderBy'], keys: orderBy }, context);
  const keys = orderBy.filter((_, at) => orders[at] !== undefined && isGood(orders[at].by));
  const parts = [
    partitions.length === 0 ? '' : `partition by ${partitions.join(', ')}`,
    keys.length === 0 ? '' : `order by ${keys.join(', ')}`,
  ];
  const order = parts.filter((part) => part !== '').join(' ');
  if (frame === undefined || keys.length < orderBy.length) return order;
  const framed = `${order} ${frame}`;
  return isGood(context.expression(['frame'], `count() over (${framed})`, { windows: true })) ? framed : order;
}

/** An expression with a fault stands as null. */
function isGood(typed: ReturnType<CheckContext['expression']>): boolean {
  return typed.kind !== 'literal';
}
