/** `kind: role`: a name for privileges. */
import { z } from 'zod';
import { documentKeys } from './fields.ts';

/** A role. That the privileges exist is checked where the message can suggest the right one. */
export const roleSchema = z
  .strictObject({
    ...documentKeys('role', 'A name for privileges.'),
    privileges: z
      .array(z.string().regex(/^([a-z]+|\*):([a-z]+|\*)$/, 'a privilege such as chain:run or dataset:*'))
      .meta({ description: 'What it allows.', examples: [['chain:run', 'dataset:query']] }),
  })
  .meta({ title: 'role', description: 'A name for privileges.' });
