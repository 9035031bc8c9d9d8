import { z } from 'zod';
import type { Relation } from '../engine/algebra.ts';
import { defineStep } from '../engine/step-contract.ts';
import { source } from '../model/setting.ts';
import { differenceOf } from './same-fields.ts';

/** Adds the records of other sources. */
export const union = defineStep({
  name: 'union',
  aliases: ['append', 'concatenate', 'stack', 'union all'],
  summary: 'Adds the records of other sources to those that come in.',
  docs: 'All sources have the same fields, by name; equal records stay (use `distinct` to drop them). Up to four sources are read at the same time. The order of the result is not defined.\n\nWhere fields have other names or one side lacks some, put it right in its own steps with `rename`, `derive: { compute: { field: null::text } }` and `select`. To know later where a record came from, `derive` a field on each side.',
  category: 'transform',
  status: 'stable',
  shape: 'expand',
  failsByRecord: false,
  settings: z.strictObject({
    sources: z.array(source('A chain, or steps.')).min(1).meta({ description: 'Where the further records come from.' }),
  }),
  examples: [
    {
      title: 'Two shops in one list',
      with: {
        sources: [{ steps: [{ uses: 'records', with: { columns: { sku: 'text' }, records: [{ sku: 'mug' }] } }] }],
      },
      input: { shape: { sku: 'text' }, records: [{ sku: 'tea' }] },
      records: [{ sku: 'tea' }, { sku: 'mug' }],
    },
  ],
  check(settings, context) {
    const { input: shape, step, onError } = context;
    const relations = settings.sources.map((other, at): Relation => {
      const pipeline = context.source(['sources', at], other);
      const difference = differenceOf(shape, pipeline.output);
      if (difference !== undefined) {
        context.problem(
          ['sources', at],
          'type_mismatch',
          `This source does not have the same fields: ${difference}.`,
          'Put select, rename or derive after it.',
        );
      }
      return context.relationOf(pipeline);
    });
    return {
      output: shape,
      ordered: false,
      plan: undefined,
      relation: (input) => ({ op: 'union', inputs: [input, ...relations], shape, ordered: false, step, onError }),
    };
  },
});
