/** What starts a job beside its schedule. */
import { z } from 'zod';
import { chainReference, duration, reference } from './fields.ts';

const outcome = z
  .enum(['succeeded', 'failed', 'ended'])
  .meta({ description: 'How it must have ended; `ended`: in any way, also cancelled. Default: succeeded.' })
  .optional();

const afterSchema = z
  .strictObject({
    job: reference('The job: its occurrence is over, no attempt follows.', 'import-orders').optional(),
    chain: chainReference('The chain, whoever ran it; every run that is recorded counts.').optional(),
    outcome,
  })
  .refine(({ job, chain }) => (job === undefined) !== (chain === undefined), {
    error: '`after` needs either `job` or `chain`',
    params: { code: 'missing_key' },
  });

/** How often a chain may be asked at most. */
const SHORTEST_POLL = 5_000;

/** How often a job may be asked whether files have come, and how long they must have been as they are. */
const SHORTEST_STABLE = 1_000;

/** A path below `data/`, with `*` and `**`; no part of it leads out. */
function isBelowData(path: string): boolean {
  const [first, ...rest] = path.split('/');
  return first === 'data' && rest.length > 0 && rest.every((part) => !['', '.', '..'].includes(part));
}

const fileSchema = z.strictObject({
  path: z
    .string()
    .refine((path) => isBelowData(path) && !/[\\\0]/.test(path), {
      error: 'a path below data/, such as data/inbox/*.csv',
    })
    .meta({ description: 'Which files: a path below `data/`, with `*` and `**`.', examples: ['data/inbox/*.csv'] }),
  stable: duration('How long a file must have been the same before it counts as complete. Default: 10s.', '10s')
    .refine((stable) => stable >= SHORTEST_STABLE, { error: 'at least 1s' })
    .optional(),
});

const pollSchema = z.strictObject({
  chain: chainReference(
    'A chain without effects. The first value of its first record is the mark: when it is greater than before, the job starts.',
  ),
  every: duration('How often to ask; at least 5s.', '1m').refine((every) => every >= SHORTEST_POLL, {
    error: 'at least 5s',
  }),
});

/** One trigger of a job. */
export const triggerSchema = z
  .strictObject({
    after: z
      .union([reference('A job that succeeded.', 'import-orders'), afterSchema])
      .meta({ description: 'A job or a chain that has ended; a name alone is a job that succeeded.' })
      .optional(),
    file: fileSchema.meta({ description: 'A file that arrived, each once.' }).optional(),
    poll: pollSchema
      .meta({ description: 'A value that has grown, such as the highest number of an order.' })
      .optional(),
  })
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length === 1, {
    error: 'a trigger is one of `after`, `file` and `poll`',
    params: { code: 'missing_key' },
  });
