import { z } from 'zod';
import type { NamedExpression, Relation } from '../engine/algebra.ts';
import { passField, withField } from '../engine/shape-change.ts';
import { defineStep } from '../engine/step-contract.ts';
import { nodesOf } from '../expression/typed-tree.ts';
import { expressions } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';

/** Adds or replaces fields by expressions. */
export const derive = defineStep({
  name: 'derive',
  aliases: ['compute', 'map', 'set', 'formula', 'add field'],
  summary: 'Adds fields, or replaces them, by expressions.',
  docs: [
    'Each name gets the value of its expression; the other fields stay. Later expressions see earlier ones.',
    'An aggregate with `over (..)` sees all records (or those of the same `partition by`), so `revenue / sum(revenue) over ()` is a share.',
    'A name that is there already is replaced in its place, a new one stands behind the others. Common mistakes: `note: open` is the field `open`, the text is `note: "\'open\'"`; `total: qty * price` is null where one of the two is null, `coalesce(qty, 0) * price` is not; a field of type `any` must be cast before it is computed with.',
  ].join('\n\n'),
  category: 'transform',
  status: 'stable',
  shape: 'one-to-one',
  settings: z.strictObject({
    compute: expressions('A name with its expression, each.', { example: { total: 'qty * price' } }),
  }),
  examples: [
    {
      title: 'A total, and what follows from it',
      with: { compute: { total: 'qty * price', large: 'total >= 10' } },
      input: {
        shape: { sku: 'text', qty: 'integer', price: 'decimal(10,2)' },
        records: [
          { sku: 'tea', qty: 3, price: '4.50' },
          { sku: 'mug', qty: 1, price: '9.00' },
        ],
      },
      records: [
        { sku: 'tea', qty: 3, price: '4.50', total: '13.50', large: true },
        { sku: 'mug', qty: 1, price: '9.00', total: '9.00', large: false },
      ],
      ordered: true,
    },
    {
      title: 'Shares of the whole',
      with: { compute: { share: 'revenue / sum(revenue) over ()' } },
      input: {
        shape: { category: 'text', revenue: 'number' },
        records: [
          { category: 'tea', revenue: 30 },
          { category: 'mug', revenue: 10 },
        ],
      },
      records: [
        { category: 'tea', revenue: 30, share: 0.75 },
        { category: 'mug', revenue: 10, share: 0.25 },
      ],
    },
  ],
  check(settings, context) {
    const { step, onError } = context;
    const groups: { shape: Shape; computed: NamedExpression[] }[] = [];
    let shape = context.input;
    for (const [name, source] of Object.entries(settings.compute)) {
      const value = context.expression(['compute', name], source, { scope: shape, windows: true });
      const group = groups.at(-1);
      shape = withField(shape, name, value.type);
      if (group !== undefined && isIndependent(group.computed, { name, value })) {
        group.computed.push({ name, value });
        group.shape = shape;
      } else {
        groups.push({ shape, computed: [{ name, value }] });
      }
    }
    const compute = (input: Relation, group: { shape: Shape; computed: readonly NamedExpression[] }): Relation => ({
      op: 'project',
      input,
      columns: group.shape.map((field) => group.computed.find(({ name }) => name === field.name) ?? passField(field)),
      shape: group.shape,
      ordered: input.ordered,
      step,
      onError,
    });
    return { output: shape, plan: undefined, relation: (input) => groups.reduce(compute, input) };
  },
});

/** True if `next` neither reads nor replaces what `computed` gives, so that one pass can compute all of them. */
function isIndependent(computed: readonly NamedExpression[], next: NamedExpression): boolean {
  const names = new Set(computed.map(({ name }) => name));
  return (
    !names.has(next.name) && ![...nodesOf(next.value)].some((node) => node.kind === 'field' && names.has(node.name))
  );
}
