import { z } from 'zod';
import type { NamedExpression } from '../engine/algebra.ts';
import { passField } from '../engine/shape-change.ts';
import { type CheckContext, defineStep } from '../engine/step-contract.ts';
import { expressions, text } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';

const settings = z.strictObject({
  by: z
    .union([z.array(text('A field.')), expressions('Names with an expression each.')])
    .optional()
    .meta({
      description:
        'What makes a group: fields, or names with an expression each. Without it all records are one group.',
      examples: [['category']],
    }),
  compute: expressions('Names with an aggregate expression each.', {
    example: { revenue: 'sum(qty * price)', orders: 'count()' },
  }),
});

/** One record per group. */
export const aggregate = defineStep({
  name: 'aggregate',
  aliases: ['group', 'group by', 'summarize', 'total', 'count'],
  summary: 'Gives one record per group, with sums, counts and the like.',
  docs: [
    'Records with equal `by` are a group; null is a value like any other here. Without `by` there is always exactly one record, also of no records: `count()` is then 0 and `sum` null.',
    'The order of the groups is not defined: add a `sort` if it matters.',
    'Any expression of keys and [aggregates](../functions/aggregate.md) may stand in `compute`: `sum(price) / count(distinct customer)`, `sum(amount) filter (where paid)`, `arg_max(price, day)`. A field that is neither a key nor inside an aggregate is an error when the chain is saved; where it is the same in the whole group, take `any_value(name)`.',
    'Common mistakes: `count()` counts records and `count(x)` those where x is not null; `avg` leaves nulls out, so that `avg(coalesce(x, 0))` is another number; the mean of means is not the mean of all.',
  ].join('\n\n'),
  category: 'transform',
  status: 'stable',
  shape: 'blocking',
  settings,
  examples: [
    {
      title: 'Revenue and orders by category',
      with: { by: ['category'], compute: { revenue: 'sum(price)', orders: 'count(distinct order_no)' } },
      input: {
        shape: { category: 'text', order_no: 'integer', price: 'decimal(10,2)' },
        records: [
          { category: 'tea', order_no: 1, price: '4.50' },
          { category: 'tea', order_no: 1, price: '2.00' },
          { category: 'mug', order_no: 2, price: '9.00' },
        ],
      },
      records: [
        { category: 'tea', revenue: '6.50', orders: 1 },
        { category: 'mug', revenue: '9.00', orders: 1 },
      ],
    },
    {
      title: 'Weeks, with parts of the records and their order',
      with: {
        by: { week: "date_trunc('week', day)" },
        compute: {
          paid: "sum(amount) filter (where status = 'paid')",
          openShare: "count_if(status = 'open') / count()",
          largest: 'arg_max(customer, amount)',
          customers: "string_agg(distinct customer, ', ' order by customer)",
        },
      },
      input: {
        shape: { day: 'date', customer: 'text', status: 'text', amount: 'decimal(10,2)' },
        records: [
          { day: '2026-03-02', customer: 'Kim', status: 'paid', amount: '10.00' },
          { day: '2026-03-04', customer: 'Ada', status: 'open', amount: '30.00' },
          { day: '2026-03-08', customer: 'Kim', status: 'paid', amount: '5.50' },
          { day: '2026-03-09', customer: 'Ada', status: 'open', amount: '1.00' },
        ],
      },
      records: [
        { week: '2026-03-02', paid: '15.50', openShare: 0.3333333333333333, largest: 'Ada', customers: 'Ada, Kim' },
        { week: '2026-03-09', paid: null, openShare: 1, largest: 'Ada', customers: 'Ada' },
      ],
    },
    {
      title: 'Everything in one record',
      with: { compute: { first: 'min(day)', days: 'count(distinct day)' } },
      input: { shape: { day: 'date' }, records: [{ day: '2026-03-02' }, { day: '2026-03-01' }, { day: '2026-03-02' }] },
      records: [{ first: '2026-03-01', days: 2 }],
    },
  ],
  check({ by = [], compute }, context) {
    const { step, onError } = context;
    const keys = checkKeys(by, context);
    const keyShape = shapeOf(keys);
    const computed = Object.entries(compute).map(([name, source]): NamedExpression => {
      if (keys.some((key) => key.name === name))
        context.problem(['compute', name], 'duplicate_name', `'${name}' is already a key of the groups.`);
      return { name, value: context.expression(['compute', name], source, { aggregates: true, keys: keyShape }) };
    });
    const shape = [...keyShape, ...shapeOf(computed)];
    return {
      output: shape,
      ordered: false,
      plan: undefined,
      relation: (input) => ({
        op: 'aggregate',
        input,
        by: keys,
        compute: computed,
        shape,
        ordered: false,
        step,
        onError,
      }),
    };
  },
});

function shapeOf(named: readonly NamedExpression[]): Shape {
  return named.map(({ name, value }) => ({ name, type: value.type }));
}

function checkKeys(by: readonly string[] | Readonly<Record<string, string>>, context: CheckContext): NamedExpression[] {
  if (!Array.isArray(by)) {
    return Object.entries(by).map(([name, source]) => ({
      name,
      value: context.expression(['by', name], source, { groups: true }),
    }));
  }
  return by.map((name: string, at) => {
    const field = context.input.find((other) => other.name === name);
    const value = context.expression(['by', at], name, { groups: true });
    return field === undefined ? { name, value } : passField(field);
  });
}
