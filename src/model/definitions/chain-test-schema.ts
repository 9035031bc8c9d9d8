/** A test of a chain, written beside it. */
import { z } from 'zod';
import { outcomes } from '../../core/outcome.ts';
import { flag, integer } from '../setting.ts';
import { instantText, values } from './fields.ts';

const records = (description: string) =>
  z.array(z.record(z.string(), z.unknown())).meta({ description, examples: [[{ category: 'mug', revenue: '9.00' }]] });

const expectSchema = z
  .strictObject({
    outcome: z.enum(outcomes).meta({ description: 'How the run ends. Default: ok.' }).optional(),
    problem: z
      .string()
      .meta({ description: 'The code of the problem it ends with.', examples: ['cast_failed'] })
      .optional(),
    records: records('What the last step gives: as a multiset, or in order with `ordered`.').optional(),
    ordered: flag('With `true`, the order of `records` counts.').optional(),
    count: integer('How many records the last step gives.').optional(),
    rejected: integer('How many records are rejected.').optional(),
    effects: z
      .record(z.string(), z.array(z.record(z.string(), z.unknown())))
      .meta({ description: 'What sinks would have done, by `uses` or `id`; only the keys given are compared.' })
      .optional(),
  })
  .refine(({ ordered, records }) => ordered === undefined || records !== undefined, {
    error: '`ordered` has no effect without `records`',
    params: { code: 'no_effect' },
  })
  .meta({ description: 'What must come out.' });

/** A test. */
export const chainTestSchema = z
  .strictObject({
    name: z.string().meta({ description: 'What the test shows.', examples: ['shares add up to one'] }),
    params: values('Parameters; what is missing takes the default.', { day: '2026-03-01' }).optional(),
    now: instantText('`@now` of the run; default: when the test runs.').optional(),
    user: z
      .strictObject({
        id: z
          .string()
          .meta({ description: '`@user.id`.', examples: ['u-1'] })
          .optional(),
        name: z
          .string()
          .meta({ description: '`@user.name`.', examples: ['Ella Novak'] })
          .optional(),
        roles: z
          .array(z.string())
          .meta({ description: '`@user.roles`; none unless given.', examples: [['operations']] })
          .optional(),
        attributes: values('Attributes such as `@user.warehouses`.', { warehouses: ['east'] }).optional(),
      })
      .meta({ description: 'Whom it runs as; default: the local administrator. Policies apply to either.' })
      .optional(),
    input: records('Records for a chain with `input`.').optional(),
    given: z
      .record(z.string(), z.array(z.record(z.string(), z.unknown())))
      .meta({ description: 'What sources read instead, by the `id` of the step.' })
      .optional(),
    state: values('Values of `@state`; what is missing takes the default.').optional(),
    expect: expectSchema,
  })
  .meta({ description: 'A test of the chain.' });

/** A test as it was written. */
export type ChainTest = z.output<typeof chainTestSchema>;
