import { z } from 'zod';
import { defineStep } from '../engine/step-contract.ts';
import { expression } from '../model/setting.ts';
import { types } from '../model/value-type.ts';

/** Keeps the records for which a condition is true. */
export const filter = defineStep({
  name: 'filter',
  aliases: ['where', 'if', 'only'],
  summary: 'Keeps the records for which a condition is true.',
  docs: "A condition that is null, because a field in it is, does not keep the record: `stock < 5` leaves out records without `stock`. Say `stock < 5 or stock is null` to keep them. The same with `status <> 'open'`, which leaves out records without a status: `is_distinct(status, 'open')` keeps them. `x = null` is never true, `x is null` is.\n\nDirectly after a source the condition goes to the database as far as it can be asked there, and is applied again here; `millrace explain` shows it.",
  category: 'transform',
  status: 'stable',
  shape: 'filter',
  settings: z.strictObject({ where: expression('The condition.', { example: "qty > 0 and status = 'open'" }) }),
  examples: [
    {
      title: 'Only what is open',
      with: { where: "status = 'open' and qty > 0" },
      input: {
        shape: { sku: 'text', status: 'text', qty: 'integer' },
        records: [
          { sku: 'tea', status: 'open', qty: 3 },
          { sku: 'mug', status: 'closed', qty: 1 },
          { sku: 'pot', status: 'open', qty: null },
        ],
      },
      records: [{ sku: 'tea', status: 'open', qty: 3 }],
    },
  ],
  check(settings, context) {
    const where = context.expression(['where'], settings.where, { expects: types.boolean });
    const { input: shape, step, onError } = context;
    return {
      output: shape,
      plan: undefined,
      relation: (input) => ({ op: 'filter', input, where, shape, ordered: input.ordered, step, onError }),
    };
  },
});
