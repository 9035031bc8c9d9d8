import { z } from 'zod';
import { didYouMean } from '../core/did-you-mean.ts';
import { withField } from '../engine/shape-change.ts';
import { defineStep } from '../engine/step-contract.ts';
import { flag, text } from '../model/setting.ts';
import { formatType, types } from '../model/value-type.ts';

/** One record per item of a list. */
export const unnest = defineStep({
  name: 'unnest',
  aliases: ['explode', 'split', 'flatten', 'unwind', 'items'],
  summary: 'Gives one record per item of a list field.',
  docs: 'The field then holds the item instead of the list: after `unnest` of `items`, a price is `items.price`. A record whose list is empty or null gives no record, unless `keepEmpty` says so. The other fields are repeated for each item, so that a total over the orders afterwards counts them several times: total first, or use functions of lists such as `list_sum`, which need no `unnest`.',
  category: 'transform',
  status: 'stable',
  shape: 'expand',
  failsByRecord: false,
  settings: z.strictObject({
    field: text('The field that holds the list.', { example: 'items' }),
    keepEmpty: flag('Keep records with an empty list or null, with a null item.').default(false),
    position: text('A field that gets the number of the item, from 1.', { example: 'line' }).optional(),
  }),
  examples: [
    {
      title: 'The items of orders',
      with: { field: 'items', position: 'line' },
      input: {
        shape: { order_no: 'integer', items: 'list(record{sku: text, qty: integer})' },
        records: [
          {
            order_no: 1,
            items: [
              { sku: 'tea', qty: 2 },
              { sku: 'mug', qty: 1 },
            ],
          },
          { order_no: 2, items: [] },
        ],
      },
      records: [
        { order_no: 1, items: { sku: 'tea', qty: 2 }, line: 1 },
        { order_no: 1, items: { sku: 'mug', qty: 1 }, line: 2 },
      ],
      ordered: true,
    },
  ],
  check({ field, keepEmpty, position }, context) {
    const { step, onError, input: before } = context;
    const type = before.find((other) => other.name === field)?.type;
    if (type === undefined) {
      const names = before.map((other) => other.name);
      context.problem(['field'], 'unknown_field', `There is no field '${field}' here.`, didYouMean(field, names));
    } else if (type.kind !== 'list') {
      context.problem(
        ['field'],
        'type_mismatch',
        `'${field}' is ${formatType(type)}, not a list.`,
        'Declare it as list(..) where it is read.',
      );
    }
    const unnested = withField(before, field, type?.kind === 'list' ? type.item : types.null);
    if (position !== undefined && unnested.some((other) => other.name === position)) {
      context.problem(['position'], 'duplicate_name', `There is a field '${position}' already.`);
    }
    const shape = position === undefined ? unnested : withField(unnested, position, types.integer);
    return {
      output: shape,
      plan: undefined,
      relation: (input) => ({
        op: 'unnest',
        input,
        field,
        keepEmpty,
        position,
        shape,
        ordered: input.ordered,
        step,
        onError,
      }),
    };
  },
});
