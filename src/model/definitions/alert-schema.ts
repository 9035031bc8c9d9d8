/** Who is told of a fault, and when. */
import { z } from 'zod';
import { integer } from '../setting.ts';
import { duration, reference } from './fields.ts';

/** A list of channels. */
export const recipients = (description: string) =>
  z
    .array(z.strictObject({ channel: reference('The channel the message leaves by.', 'ops') }))
    .meta({ description, examples: [[{ channel: 'ops' }]] });

/** The `alert` of a job. */
export const alertSchema = z
  .strictObject({
    failed: z
      .strictObject({ after: integer('After how many failures in a row.', { min: 1, example: 1 }).optional() })
      .meta({ description: 'Tell when it fails. Default: at once. It is always told.' })
      .optional(),
    late: z
      .boolean()
      .meta({ description: 'Tell when it has not succeeded within `expect.by`. Default: true.' })
      .optional(),
    silent: z
      .boolean()
      .meta({
        description:
          'Tell when an instant passed without a run, when it has not succeeded for as long as `expect.every` says, or the number of records is not within `expect.records`. Default: true.',
      })
      .optional(),
    recovered: z.boolean().meta({ description: 'Tell when it is well again. Default: true.' }).optional(),
    remind: duration(
      'Tell again that it goes on, this long after it was told last. Default: it is told once.',
      '4h',
    ).optional(),
    to: recipients('Who is told; default: the recipients of the workspace.').optional(),
  })
  .meta({
    description: 'Who is told of faults, and of which. Without it, those whom the workspace names are told of all.',
  });
