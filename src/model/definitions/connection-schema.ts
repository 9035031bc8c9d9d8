/** `kind: connection`: how another system is reached. */
import { z } from 'zod';
import { integer } from '../setting.ts';
import { documentKeys, references } from './fields.ts';

/** How much a connection may be used at once. */
const budgetSchema = z
  .strictObject({
    concurrent: integer('How many uses at once.', { min: 1, example: 10 }).optional(),
    rate: z
      .string()
      .regex(/^\d+\/(s|m|h)$/, 'a rate such as 200/s or 1000/m')
      .meta({ description: 'How many requests in a time.', examples: ['200/s'] })
      .optional(),
  })
  .meta({ description: 'How much it may be used at once.' });

/** The keys of every connection; all other keys are settings of its type. */
export const connectionKeys = {
  ...documentKeys('connection', 'How another system is reached.'),
  type: z
    .string()
    .meta({ description: 'What is at the other end; it decides which other keys there are.', examples: ['mongodb'] }),
  budget: budgetSchema.optional(),
  use: references('Roles whose definitions may name it; default: all.', ['analyst']).optional(),
};

/** A connection; the keys of its type are checked against its connector. */
export const connectionSchema = z
  .looseObject(connectionKeys)
  .meta({ title: 'connection', description: 'How another system is reached.' });
