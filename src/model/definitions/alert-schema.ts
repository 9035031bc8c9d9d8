/** Who is told of a fault, and when. */
import { z } from 'zod';
import { integer } from '../setting.ts';
import { reference } from './fields.ts';

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
      .meta({ description: 'Tell when it fails.' })
      .optional(),
    late: z.boolean().meta({ description: 'Tell when it starts late.' }).optional(),
    silent: z.boolean().meta({ description: 'Tell when it did not run, or gave no records.' }).optional(),
    recovered: z.boolean().meta({ description: 'Tell when it is well again.' }).optional(),
    to: recipients('Who is told; default: the recipients of the workspace.').optional(),
  })
  .meta({ description: 'Who is told of faults, and of which.' });
