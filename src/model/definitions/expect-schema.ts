/** What a test of a chain expects. */
import { z } from 'zod';
import { outcomes } from '../../core/outcome.ts';
import { flag, integer, text } from '../setting.ts';
import { errorCode, writtenRecords } from './given-schema.ts';

const none = z.literal('none');
const summaries = z.array(z.record(z.string(), z.unknown()));

const problemSchema = z.strictObject({
  code: errorCode('Its code.').optional(),
  step: text('The step that it is of, by `id` or as the run shows it.', { example: 'prices' }).optional(),
  message: text('Words that stand in its message.', { example: 'cannot be reached' }).optional(),
});

const rejectSchema = z.strictObject({
  step: text('The step that put it aside.', { example: 'prices' }).optional(),
  code: errorCode('Why.').optional(),
  reason: text('Words that stand in the reason.', { example: 'is not a date' }).optional(),
  record: z
    .record(z.string(), z.unknown())
    .meta({ description: 'The record; only the fields given are compared.', examples: [{ sku: 'tea' }] })
    .optional(),
});

const effectSchema = z.union([
  none,
  integer('How many.', { min: 0 }),
  summaries.meta({ description: 'Each in order; only the keys given are compared.' }),
  z.strictObject({
    exact: summaries.meta({
      description: 'Each in order, with all its keys.',
      examples: [[{ file: 'sales.xlsx', records: 2 }]],
    }),
  }),
]);

const fileSchema = z.union([
  none,
  writtenRecords('Its rows, as a multiset.'),
  z.strictObject({
    sheet: text('The sheet of a workbook. Default: the first.', { example: 'Sales' }).optional(),
    rows: writtenRecords('Its rows; only the columns given are compared.').optional(),
    ordered: flag('With `true`, the order of `rows` counts.').optional(),
    count: integer('How many rows it has.', { min: 0 }).optional(),
    columns: z
      .array(z.string())
      .meta({ description: 'Its columns, in order.', examples: [['category', 'revenue']] })
      .optional(),
  }),
]);

/** What must come out. */
export const expectSchema = z
  .strictObject({
    outcome: z.enum(outcomes).meta({ description: 'How the run ends. Default: ok.' }).optional(),
    problem: z
      .union([errorCode('Its code.'), problemSchema])
      .meta({ description: 'The problem that it ends with: its code, or more of it.', examples: ['cast_failed'] })
      .optional(),
    records: writtenRecords('What the last step gives: as a multiset, or in order with `ordered`.').optional(),
    ordered: flag('With `true`, the order of `records` counts.').optional(),
    order: z
      .array(z.string())
      .min(1)
      .meta({
        description: 'The order in which the records must come: fields, each with `desc` if it falls.',
        examples: [['revenue desc', 'category']],
      })
      .optional(),
    count: integer('How many records the last step gives.').optional(),
    rejected: integer('How many records are put aside.').optional(),
    rejects: z
      .union([none, z.array(rejectSchema)])
      .meta({
        description:
          'The records that are put aside, all of them, in any order; of each only what is given is compared.',
        examples: [[{ step: 'orders', reason: 'is not a date' }]],
      })
      .optional(),
    effects: z
      .union([none, z.record(z.string(), effectSchema)])
      .meta({
        description:
          'What sinks would have done, by `uses` or `id`: each with some of its keys, how many, `none`, or `{ exact: [..] }`; under `*` those of all other steps. `none` for no effect at all.',
        examples: [{ 'email.send': [{ to: ['boss@example.com'] }], '*': 'none' }],
      })
      .optional(),
    files: z
      .union([none, z.record(z.string(), fileSchema)])
      .meta({
        description:
          'What stands in the files that would have been written, by name: CSV, Excel and JSON, by the headings of their columns.',
        examples: [{ 'sales.xlsx': [{ category: 'tea', revenue: 9 }] }],
      })
      .optional(),
  })
  .refine(({ ordered, records }) => ordered === undefined || records !== undefined, {
    error: '`ordered` has no effect without `records`',
    params: { code: 'no_effect' },
  })
  .meta({ description: 'What must come out.' });

/** As it was written. */
export type Expected = z.output<typeof expectSchema>;

/** What is expected of the effects of one step. */
export type ExpectedEffects = z.output<typeof effectSchema>;

/** What is expected of one file. */
export type ExpectedFile = z.output<typeof fileSchema>;

/** What is expected of one record that is put aside. */
export type ExpectedReject = z.output<typeof rejectSchema>;
