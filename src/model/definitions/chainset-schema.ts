/** `kind: chainset`: chains that belong together. */
import { z } from 'zod';
import { expression, flag, integer } from '../setting.ts';
import { byteSize, documentKeys, duration, references, shapeText } from './fields.ts';
import { chainTestSchema } from './chain-test-schema.ts';
import { stepEntrySchema } from './step-entry-schema.ts';

const stateFieldSchema = z
  .strictObject({
    type: z.string().meta({ description: 'The type of the value.', role: 'type', examples: ['timestamp'] }),
    default: z.unknown().meta({ description: 'The value before the first run.', role: 'value' }).optional(),
    save: expression('What is saved when the run ends `ok`: an aggregate over the records of the last step.', {
      example: 'max(updated_at)',
    }),
  })
  .meta({ description: 'A value that is kept from run to run, such as a watermark.' });

/** A chain. */
export const chainSchema = z
  .strictObject({
    description: z.string().meta({ description: 'What the chain does; Markdown.' }).optional(),
    group: z
      .string()
      .meta({ description: 'A heading under which lists show it.', examples: ['reports'] })
      .optional(),
    params: shapeText('Parameters with a type each.', { day: { type: 'date', default: '=@today - 1' } }).optional(),
    input: shapeText('The shape of the records it takes; without it the chain starts from a source.').optional(),
    output: shapeText('The shape of what it gives: checked, not coerced.').optional(),
    state: z
      .record(z.string(), stateFieldSchema)
      .meta({ description: 'Values kept from run to run, read as `@state.name`.' })
      .optional(),
    timeout: duration('How long a run may take.', '15m').optional(),
    memory: byteSize('How much memory a run may use before it spills or ends.').optional(),
    concurrency: z
      .strictObject({
        key: z
          .unknown()
          .meta({ description: 'A value; runs with an equal one count together.', role: 'value' })
          .optional(),
        max: integer('How many run at once. Default: 1.', { min: 1, example: 1 }).optional(),
      })
      .meta({ description: 'How many runs at once.' })
      .optional(),
    rejects: z
      .strictObject({ max: integer('How many records may be rejected before the run ends `invalid`.') })
      .meta({ description: 'How many rejected records are borne.', examples: [{ max: 100 }] })
      .optional(),
    retention: duration('How long its runs are kept.', '90d').optional(),
    steps: z.array(stepEntrySchema).min(1).meta({ description: 'The steps, in order.' }),
    tests: z.array(chainTestSchema).meta({ description: 'Tests that `millrace test` runs.' }).optional(),
  })
  .meta({ description: 'A chain: a list of steps over a stream of records.' });

/** A chain as it was written; durations are milliseconds, sizes bytes, shapes not parsed yet. */
export type Chain = z.output<typeof chainSchema>;

/** A chainset. */
export const chainsetSchema = z
  .strictObject({
    ...documentKeys('chainset', 'Chains that belong together.'),
    roles: references('Who may see and run its chains.', ['analyst']).optional(),
    enabled: flag('With `false`, none of its chains runs. Default: true.').optional(),
    imports: references('Chainsets whose chains become callable by their full name.', ['common']).optional(),
    chains: z
      .record(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'a name: a letter, then letters, digits, _ and -'),
        chainSchema,
      )
      .meta({ description: 'The chains by name.' }),
  })
  .meta({ title: 'chainset', description: 'Chains that belong together.' });
