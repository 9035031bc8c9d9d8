import { z } from 'zod';
import { passField } from '../engine/shape-change.ts';
import { defineStep } from '../engine/step-contract.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { text } from '../model/setting.ts';
import type { Field } from '../model/value-type.ts';

/** Keeps some fields, in the order given. */
export const select = defineStep({
  name: 'select',
  aliases: ['keep', 'fields', 'columns', 'project'],
  summary: 'Keeps some fields, in the order given, and drops the others.',
  docs: 'Use `rename` to call a field something else and `derive` to compute one.',
  category: 'transform',
  status: 'stable',
  shape: 'one-to-one',
  failsByRecord: false,
  settings: z.strictObject({
    fields: z
      .array(text('A field.'))
      .min(1)
      .meta({ description: 'The fields to keep.', examples: [['sku', 'qty']] }),
  }),
  examples: [
    {
      title: 'Two of three',
      with: { fields: ['qty', 'sku'] },
      input: {
        shape: { sku: 'text', status: 'text', qty: 'integer' },
        records: [{ sku: 'tea', status: 'open', qty: 3 }],
      },
      records: [{ qty: 3, sku: 'tea' }],
    },
  ],
  check(settings, context) {
    const { step, onError } = context;
    const shape: Field[] = [];
    settings.fields.forEach((name, at) => {
      const field = context.input.find((other) => other.name === name);
      if (field === undefined) {
        const names = context.input.map((other) => other.name);
        context.problem(['fields', at], 'unknown_field', `There is no field '${name}' here.`, didYouMean(name, names));
      } else if (shape.some((other) => other.name === name)) {
        context.problem(['fields', at], 'duplicate_name', `'${name}' is selected twice.`);
      } else {
        shape.push(field);
      }
    });
    const columns = shape.map((field) => passField(field));
    return {
      output: shape,
      plan: undefined,
      relation: (input) => ({ op: 'project', input, columns, shape, ordered: input.ordered, step, onError }),
    };
  },
});
