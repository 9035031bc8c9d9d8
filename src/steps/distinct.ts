import { z } from 'zod';
import { defineStep } from '../engine/step-contract.ts';
import { text } from '../model/setting.ts';

/** Keeps one of each. */
export const distinct = defineStep({
  name: 'distinct',
  aliases: ['unique', 'deduplicate', 'dedupe'],
  summary: 'Keeps one record of each set of equal ones.',
  docs: 'Without `by`, records are equal when all their fields are. With `by`, the first record of each in the order of the input stays, with all its fields: sort first to say which.',
  category: 'transform',
  status: 'stable',
  shape: 'blocking',
  settings: z.strictObject({
    by: z
      .array(text('An expression.'))
      .min(1)
      .optional()
      .meta({
        description: 'Fields or expressions that make records equal; default: all fields.',
        role: 'expression',
        examples: [['email']],
      }),
  }),
  examples: [
    {
      title: 'One record per customer, the latest',
      with: { by: ['customer'] },
      input: {
        shape: { customer: 'text', day: 'date' },
        records: [
          { customer: 'Ada', day: '2026-03-02' },
          { customer: 'Ada', day: '2026-03-01' },
          { customer: 'Ben', day: '2026-03-01' },
        ],
      },
      records: [
        { customer: 'Ada', day: '2026-03-02' },
        { customer: 'Ben', day: '2026-03-01' },
      ],
    },
    {
      title: 'Equal in every field',
      with: {},
      input: { shape: { n: 'integer' }, records: [{ n: 1 }, { n: 2 }, { n: 1 }, { n: null }, { n: null }] },
      records: [{ n: 1 }, { n: 2 }, { n: null }],
    },
  ],
  check(settings, context) {
    const { input: shape, step, onError } = context;
    const by = settings.by?.map((source, at) => context.expression(['by', at], source, { groups: true }));
    if (by !== undefined && !context.inputOrdered) {
      context.warning(
        ['by'],
        'no_effect',
        `The order is not defined ${context.unorderedSince === undefined ? 'here' : `since ${context.unorderedSince}`}, so any record of a set may stay.`,
        'Put a sort before it.',
      );
    }
    return {
      output: shape,
      ordered: false,
      plan: undefined,
      relation: (input) => ({ op: 'distinct', input, by, shape, ordered: false, step, onError }),
    };
  },
});
