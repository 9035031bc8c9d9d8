import { z } from 'zod';
import { defineStep } from '../engine/step-contract.ts';
import { value } from '../model/setting.ts';
import { types } from '../model/value-type.ts';

/** Keeps the first records. */
export const limit = defineStep({
  name: 'limit',
  aliases: ['top', 'first', 'head', 'skip', 'offset'],
  summary: 'Keeps the first records and stops reading when it has them.',
  docs: 'Which records are first must be said by a `sort` before it, or by the source: after `aggregate`, `join`, `distinct` and `union` the order is not defined, and a warning says so. The number is meant, so the outcome stays `ok`.',
  category: 'transform',
  status: 'stable',
  shape: 'filter',
  failsByRecord: false,
  settings: z.strictObject({
    count: value('How many records to keep.', { example: 10 }).optional(),
    offset: value('How many records to leave out first.', { example: 20 }).optional(),
  }),
  examples: [
    {
      title: 'The second and third',
      with: { count: 2, offset: 1 },
      input: { shape: { n: 'integer' }, records: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }] },
      records: [{ n: 2 }, { n: 3 }],
      ordered: true,
    },
  ],
  check(settings, context) {
    const { input: shape, step, onError } = context;
    const constant = (key: 'count' | 'offset') => {
      const source = settings[key];
      if (source === undefined || source === null) return undefined;
      const text = typeof source === 'string' && source.startsWith('=') ? source.slice(1) : String(source);
      return context.expression([key], text, { scope: 'none', expects: types.integer });
    };
    const count = constant('count');
    const offset = constant('offset');
    if (count === undefined && offset === undefined)
      context.problem([], 'missing_key', 'limit needs a count or an offset.', 'Say `count: 10`.');
    if (!context.inputOrdered) {
      context.warning(
        [],
        'no_effect',
        `The order is not defined ${context.unorderedSince === undefined ? 'here' : `since ${context.unorderedSince}`}, so any records may be the first.`,
        'Put a sort before it.',
      );
    }
    return {
      output: shape,
      plan: undefined,
      relation: (input) => ({ op: 'limit', input, count, offset, shape, ordered: input.ordered, step, onError }),
    };
  },
});
