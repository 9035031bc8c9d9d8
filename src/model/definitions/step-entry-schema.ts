/** An entry of `steps`: which step, with which settings, and what holds for every step. */
import { z } from 'zod';
import { duration, name } from './fields.ts';
import { retrySchema } from './retry-schema.ts';
import { parseList, type Fault } from './schema-faults.ts';

/** What a failing record does. */
const onErrorChoices = ['fail', 'skip', 'reject'] as const;

/** The keys of a step beside `uses` and `with`. */
export const stepEntrySchema = z
  .strictObject({
    uses: z.string().meta({ description: 'Which step.', examples: ['filter'] }),
    with: z.record(z.string(), z.unknown()).meta({ description: 'The settings of the step.' }).optional(),
    id: name('A name for tests and counters, unique in the chain.', 'orders').optional(),
    name: z.string().meta({ description: 'A label for people.' }).optional(),
    enabled: z.boolean().meta({ description: 'With `false`, records pass through. Default: true.' }).optional(),
    debug: z.boolean().meta({ description: 'Keeps masked samples of its records with the run.' }).optional(),
    onError: z
      .enum(onErrorChoices)
      .meta({
        description:
          'What a failing record does: `fail` ends the run (default), `skip` drops it, `reject` puts it aside with the reason.',
      })
      .optional(),
    retry: retrySchema.optional(),
    timeout: duration('How long the step may take.').optional(),
    repeatEffects: z
      .boolean()
      .meta({ description: 'With `true`, a retry may repeat effects that cannot be told apart.' })
      .optional(),
    whenEmpty: z
      .enum(['run', 'skip'])
      .meta({ description: 'What a sink does without records: `run` (default) writes or sends all the same.' })
      .optional(),
  })
  .meta({ description: 'One step of a chain.' });

/** An entry of `steps`; `with` is as it was written, durations are milliseconds. */
export type StepEntry = z.output<typeof stepEntrySchema>;

/** Parses nested steps as they stand in settings of a step; paths of faults start at the list. */
export function parseStepEntries(source: readonly unknown[]): {
  steps: readonly StepEntry[];
  faults: readonly Fault[];
} {
  const { values, faults } = parseList(stepEntrySchema, source);
  return { steps: values, faults };
}
