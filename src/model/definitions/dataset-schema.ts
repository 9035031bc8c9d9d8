/** `kind: dataset`: a chain without effects that people and programs ask with parameters. */
import { z } from 'zod';
import { expression, flag, integer } from '../setting.ts';
import { chainReference, documentKeys, duration, reference, references } from './fields.ts';
import { stepEntrySchema } from './step-entry-schema.ts';

/** More records than this are cut off where a dataset says nothing else. */
export const defaultDatasetLimit = 100_000;

const optionsSchema = z
  .union([
    z.array(z.unknown()).min(1),
    z.strictObject({
      dataset: reference('The dataset whose records are the choices.', 'warehouses'),
      value: z.string().meta({ description: 'The field that is the value.', examples: ['code'] }),
      label: z
        .string()
        .meta({ description: 'The field that people read; default: the value.', examples: ['name'] })
        .optional(),
    }),
  ])
  .meta({ description: 'The values to choose from: a list, or the records of another dataset.' });

const parameterSchema = z
  .strictObject({
    optional: flag("False asks for a value also where the chain's parameter may be missing.").optional(),
    default: z
      .unknown()
      .meta({ description: "The value when none is given; default: the chain's.", role: 'value', examples: ['SIN'] })
      .optional(),
    options: optionsSchema.optional(),
    label: z
      .string()
      .meta({ description: 'What forms call it.', examples: ['Warehouse'] })
      .optional(),
    help: z.string().meta({ description: 'What forms say beside it.' }).optional(),
    description: z.string().meta({ description: 'What it is.' }).optional(),
  })
  .meta({ description: 'What is said of a parameter beside what its chain says.' });

const cacheSchema = z
  .strictObject({
    ttl: duration('How long an answer is good.', '60s').optional(),
    stale: duration(
      'How much longer an answer whose time is up is still served, while a new one is read behind it.',
      '5m',
    ).optional(),
    tags: z
      .array(z.string().min(1))
      .min(1)
      .meta({
        description: 'A write to one of these tags, by a step or the API, ends the answers at once on every node.',
        examples: [['stock']],
      })
      .optional(),
    poll: z
      .strictObject({
        every: duration('How often to look.', '5s'),
        version: z
          .strictObject({ chain: chainReference('A cheap chain: when its records change, the answers are over.') })
          .meta({ description: 'What says whether something has changed.' }),
      })
      .meta({ description: 'Looks for changes that others make.' })
      .optional(),
  })
  .refine(({ ttl, tags, poll }) => (ttl ?? tags ?? poll) !== undefined, {
    error: 'nothing says when an answer is over: give one of `ttl`, `tags` and `poll`',
    params: { code: 'missing_key' },
  })
  .refine(({ ttl, stale }) => stale === undefined || ttl !== undefined, {
    error: 'without a `ttl`, `stale` has no effect',
    params: { code: 'no_effect', hint: 'Remove it, or give a `ttl`.' },
  })
  .meta({
    description: 'How long answers are kept; without it every question is answered anew.',
    examples: [{ ttl: '60s', stale: '5m', tags: ['stock'] }],
  });

/** A dataset. */
export const datasetSchema = z
  .strictObject({
    ...documentKeys('dataset', 'A chain without effects that is asked with parameters.'),
    roles: references('Who may query it; its owner and administrators always may.', ['operations']).optional(),
    enabled: flag(
      'With `false`, it is there for nobody but administrators, and gives nothing. Default: true.',
    ).optional(),
    chain: chainReference('The chain that gives its records.').optional(),
    steps: z.array(stepEntrySchema).min(1).meta({ description: 'Steps instead of a chain.' }).optional(),
    params: z
      .record(z.string(), parameterSchema)
      .meta({
        description: "What is said of the chain's parameters beside what the chain says.",
        examples: [{ warehouse: { options: { dataset: 'warehouses', value: 'code', label: 'name' } } }],
      })
      .optional(),
    cache: cacheSchema.optional(),
    rows: expression("Which of the chain's records there are, over record, `$` and `@user`; adds to the policies.", {
      example: 'level >= 0',
    }).optional(),
    limit: integer(`More records are cut off, and the answer then is \`truncated\`. Default: ${defaultDatasetLimit}.`, {
      min: 1,
      max: 1_000_000,
      example: 100_000,
    }).optional(),
  })
  .refine((dataset) => (dataset.chain ?? dataset.steps) !== undefined, {
    error: 'a dataset needs a `chain`',
    params: { code: 'missing_key' },
  })
  .meta({ title: 'dataset', description: 'A chain without effects that is asked with parameters.' });
