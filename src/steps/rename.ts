import { z } from 'zod';
import { didYouMean } from '../core/did-you-mean.ts';
import { passField } from '../engine/shape-change.ts';
import { defineStep } from '../engine/step-contract.ts';

/** Gives fields other names. */
export const rename = defineStep({
  name: 'rename',
  aliases: ['call', 'alias'],
  summary: 'Gives fields other names; everything else stays as it is.',
  docs: 'Written as `new: old`, so that the names that the next steps see stand first. Two fields can change names with each other.',
  category: 'transform',
  status: 'stable',
  shape: 'one-to-one',
  failsByRecord: false,
  settings: z.strictObject({
    fields: z
      .record(z.string(), z.string())
      .meta({ description: 'The new name with the old one, each.', examples: [{ sku: 'article_no' }] }),
  }),
  examples: [
    {
      title: 'A name that people know',
      with: { fields: { sku: 'article_no' } },
      input: { shape: { article_no: 'text', qty: 'integer' }, records: [{ article_no: 'tea', qty: 3 }] },
      records: [{ sku: 'tea', qty: 3 }],
    },
  ],
  check(settings, context) {
    const { step, onError, input: before } = context;
    const newName = new Map<string, string>();
    for (const [to, from] of Object.entries(settings.fields)) {
      const names = before.map((field) => field.name);
      if (!names.includes(from)) {
        context.problem(['fields', to], 'unknown_field', `There is no field '${from}' here.`, didYouMean(from, names));
      } else if (newName.has(from)) {
        context.problem(
          ['fields', to],
          'duplicate_name',
          `'${from}' gets two new names.`,
          'Use derive to have it twice.',
        );
      } else newName.set(from, to);
    }
    const columns = before.map((field) => passField(field, newName.get(field.name)));
    for (const name of new Set(
      columns.map((column) => column.name).filter((each, at, all) => all.indexOf(each) !== at),
    )) {
      context.problem(
        ['fields', name],
        'duplicate_name',
        `There would be two fields '${name}'.`,
        'Rename or drop the other one first.',
      );
    }
    const shape = columns.map(({ name, value }) => ({ name, type: value.type }));
    return {
      output: shape,
      plan: undefined,
      relation: (input) => ({ op: 'project', input, columns, shape, ordered: input.ordered, step, onError }),
    };
  },
});
