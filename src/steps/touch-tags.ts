/** What steps that change data have in common: the tags by which datasets learn of it. */
import { z } from 'zod';
import { messageOf } from '../core/errors.ts';
import type { StepContext } from '../engine/step-contract.ts';
import { datasetTags } from '../model/dataset-tags.ts';
import { text } from '../model/setting.ts';

/** The setting that names tags. */
export const tagsSetting = z
  .array(text('A tag.'))
  .min(1)
  .meta({
    description: 'Datasets with these tags are read anew after the write, on every node and on open boards.',
    examples: [['stock']],
  });

/** Says that data under these tags was written. To be called after the write, so that who reads then finds it. */
export async function touchTags(tags: readonly string[] | undefined, context: StepContext): Promise<void> {
  if (tags === undefined || !context.performs) return;
  await context.port(datasetTags).touch(tags);
}

/** The same after a write that failed: some of it may have been kept, and the failure is what is to be told. */
export async function touchAfterFailure(tags: readonly string[] | undefined, context: StepContext): Promise<void> {
  try {
    await touchTags(tags, context);
  } catch (thrown) {
    context.log('warn', `Datasets were not told of what may have been written: ${messageOf(thrown)}`);
  }
}
