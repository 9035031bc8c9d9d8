/** `kind: service`: an account for work that nobody in particular does. */
import { z } from 'zod';
import { documentKeys, references } from './fields.ts';

/** A service account. */
export const serviceSchema = z
  .strictObject({
    ...documentKeys('service', 'An account for jobs, timers and endpoints, with rights of its own.'),
    roles: references('The roles that it has.', ['analyst']).optional(),
    attributes: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Its values of the declared attributes.', examples: [{ warehouses: ['north'] }] })
      .optional(),
  })
  .meta({ title: 'service', description: 'A service account: who work runs as that nobody in particular does.' });
