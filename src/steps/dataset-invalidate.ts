import { z } from 'zod';
import { defineStep } from '../engine/step-contract.ts';
import type { BatchStream } from '../model/value.ts';
import { tagsSetting, touchTags } from './touch-tags.ts';

const settings = z.strictObject({ tags: tagsSetting });

interface Plan {
  readonly tags: readonly string[];
}

/** Ends the answers of datasets by their tags. */
export const datasetInvalidate = defineStep<typeof settings, Plan>({
  name: 'dataset.invalidate',
  aliases: ['refresh', 'cache', 'clear cache', 'tag', 'expire'],
  summary: 'Ends the kept answers of datasets with these tags.',
  docs: [
    'For changes that no step of Millrace writes: after a stored procedure, or when a webhook says that another system wrote',
    'something. Steps that write name their `tags` themselves.',
    '',
    'Datasets with one of the tags in `cache.tags` are read anew when they are next asked, on every node; open boards are told',
    'at once. It happens once, after all records that come in, and hands them on.',
  ].join('\n'),
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  failsByRecord: false,
  inputOptional: true,
  settings,
  examples: [
    {
      title: 'Stock was changed elsewhere',
      with: { tags: ['stock'] },
      input: { shape: { sku: 'text' }, records: [{ sku: 'tea' }] },
      records: [{ sku: 'tea' }],
      effects: [{ tags: ['stock'] }],
      needs: 'the PostgreSQL of Millrace',
    },
  ],
  check({ tags }, context) {
    return {
      output: context.input,
      plan: { tags },
      effects: [{ kind: 'idempotent', description: `ends the answers with the tags ${tags.join(', ')}` }],
    };
  },
  async *run({ tags }, input, context): BatchStream {
    for await (const batch of input) yield batch;
    await touchTags(tags, context);
    context.effect({ tags });
  },
});
