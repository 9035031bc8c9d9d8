/** A test of a chain, written beside it. */
import { z } from 'zod';
import { instantText, reference, values } from './fields.ts';
import { expectSchema } from './expect-schema.ts';
import { givenSchema, inputSchema } from './given-schema.ts';
import { isZone } from '../zone.ts';

const userSchema = z.strictObject({
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
});

const whom = z
  .union([
    reference('A role: somebody who has this one.', 'operations'),
    z.strictObject({ service: reference('A service account of the workspace.', 'nightly') }),
    userSchema,
  ])
  .meta({
    description:
      'Whom it runs as: a role, `{ service: name }`, or a user with `roles` and `attributes`. Default: the local administrator. Policies apply to everybody.',
    examples: [{ roles: ['operations'], attributes: { warehouses: ['east'] } }],
  });

/** A test. */
export const chainTestSchema = z
  .strictObject({
    name: z.string().meta({ description: 'What the test shows.', examples: ['shares add up to one'] }),
    params: values('Parameters; what is missing takes the default.', { day: '2026-03-01' }).optional(),
    now: instantText('`@now` of the run, which stands still; default: when the test runs.').optional(),
    zone: z
      .string()
      .refine(isZone, { error: 'the name of a time zone like Asia/Singapore' })
      .meta({ description: '`@zone` of the run; default: that of the workspace.', examples: ['Asia/Singapore'] })
      .optional(),
    as: whom.optional(),
    user: userSchema.meta({ description: 'The same as `as`, by its first name.' }).optional(),
    input: inputSchema.optional(),
    given: z
      .record(z.string(), givenSchema)
      .meta({
        description:
          'What stands in for the outside world, by the `id` of the step: the records that a source or a called chain gives, made ones, a failure, or the answers of a server.',
        examples: [{ orders: [{ id: 1 }], prices: { fails: 'connection_failed' } }],
      })
      .optional(),
    state: values('Values of `@state`; what is missing takes the default.').optional(),
    expect: expectSchema,
  })
  .refine((test) => test.as === undefined || test.user === undefined, {
    error: 'Give either `as` or `user`, which mean the same.',
  })
  .meta({ description: 'A test of the chain.' });

/** A test as it was written. */
export type ChainTest = z.output<typeof chainTestSchema>;
