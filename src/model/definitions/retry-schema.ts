/** `retry` of a step or job. */
import { z } from 'zod';
import { integer, number } from '../setting.ts';
import { duration } from './fields.ts';

/** How often and how soon something that failed is tried again. */
export const retrySchema = z
  .strictObject({
    attempts: integer('How often in all, the first attempt included.', { min: 1, max: 100, example: 3 }),
    wait: duration('How long to wait before the second attempt. Default: 1s.', '30s').optional(),
    factor: number('By what the wait grows from attempt to attempt. Default: 2.', { example: 2 })
      .refine((by) => by >= 1, { error: 'a number from 1 on: waits grow, or stay as they are' })
      .optional(),
    max: duration('The longest wait. Default: 10m.', '10m').optional(),
  })
  .refine(({ attempts, wait, factor, max }) => attempts > 1 || (wait ?? factor ?? max) === undefined, {
    error: 'with one attempt nothing is tried again: `wait`, `factor` and `max` have no effect',
    params: { code: 'no_effect', hint: 'Remove them, or allow more `attempts`.' },
  })
  .refine(({ wait, max }) => wait === undefined || max === undefined || wait <= max, {
    error: 'the longest wait (`max`) is shorter than the first (`wait`)',
  })
  .meta({
    description: 'How often and how soon it is tried again.',
    examples: [{ attempts: 3, wait: '30s', factor: 2 }],
  });
