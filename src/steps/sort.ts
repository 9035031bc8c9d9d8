import { z } from 'zod';
import { defineStep } from '../engine/step-contract.ts';
import { checkOrder, orderSetting } from './order-setting.ts';

/** Puts records in order. */
export const sort = defineStep({
  name: 'sort',
  aliases: ['order', 'order by', 'rank'],
  summary: 'Puts the records in order.',
  docs: 'Nulls come last, with `desc` too. Text is compared by code point, so that `Z` comes before `a`; sort by `lower(name)` for a list that people read. Records with equal keys come in no defined order: add what tells them apart, such as an id.\n\nSort late, before the step that needs it: `aggregate`, `join`, `distinct` and `union` after it lose the order again.',
  category: 'transform',
  status: 'stable',
  shape: 'blocking',
  settings: z.strictObject({
    by: orderSetting('What to sort by, the most important first; `desc` after one turns it round.'),
  }),
  examples: [
    {
      title: 'The largest first, then by name',
      with: { by: ['revenue desc', 'category'] },
      input: {
        shape: { category: 'text', revenue: 'integer' },
        records: [
          { category: 'tea', revenue: 5 },
          { category: 'pot', revenue: null },
          { category: 'mug', revenue: 9 },
          { category: 'cup', revenue: 5 },
        ],
      },
      records: [
        { category: 'mug', revenue: 9 },
        { category: 'cup', revenue: 5 },
        { category: 'tea', revenue: 5 },
        { category: 'pot', revenue: null },
      ],
      ordered: true,
    },
  ],
  check(settings, context) {
    const { input: shape, step, onError } = context;
    const by = checkOrder({ path: ['by'], keys: settings.by }, context);
    return {
      output: shape,
      ordered: true,
      plan: undefined,
      relation: (input) => ({ op: 'sort', input, by, shape, ordered: true, step, onError }),
    };
  },
});
