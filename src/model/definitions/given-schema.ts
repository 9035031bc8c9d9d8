/** What a test gives in the place of the outside world: records, failures, answers of servers. */
import { z } from 'zod';
import { errorCatalogue, type ErrorCode } from '../../core/errors.ts';
import { expression, expressions, integer, text } from '../setting.ts';

/** Records as a test writes them. */
export const writtenRecords = (description: string) =>
  z.array(z.record(z.string(), z.unknown())).meta({ description, examples: [[{ category: 'mug', revenue: '9.00' }]] });

const [firstCode, ...otherCodes] = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

/** The code of an error. */
export const errorCode = (description: string) =>
  z.enum([firstCode, ...otherCodes]).meta({ description, examples: ['connection_failed'] });

const madeKeys = {
  generate: integer('How many records are made.', { min: 0, max: 10_000_000, example: 10_000 }).optional(),
  seed: integer('Another number gives other values of `random`. Default: 1.', { example: 7 }).optional(),
  compute: expressions(
    'For made records: fields with an expression each, over `index` (1, 2, ..) and `random` (0 up to 1, its own for each field and record, the same in every run). Fields that are left out are null.',
    { example: { id: 'index', qty: 'floor(random * 10)' } },
  ).optional(),
};

const answerSchema = z
  .strictObject({
    status: integer('The status. Default: 200.', { min: 100, max: 599, example: 503 }).optional(),
    headers: z
      .record(z.string(), z.string())
      .meta({ description: 'Its headers.', examples: [{ 'retry-after': '2' }] })
      .optional(),
    body: z
      .unknown()
      .meta({ description: 'Its body: sent as JSON, or as it is if it is a text.', examples: [{ rate: '1.34' }] })
      .optional(),
    fails: errorCode('There is no answer: the request fails like this.').optional(),
  })
  .refine((one) => one.fails === undefined || Object.keys(one).length === 1, {
    error: 'A request that fails has no answer: leave out `status`, `headers` and `body`.',
  });

const standInSchema = z
  .strictObject({
    records: writtenRecords('What it gives, after it failed `times` times.').optional(),
    ...madeKeys,
    fails: errorCode('It fails with this error.').optional(),
    message: text('What the error says.', { example: 'The server is down.' }).optional(),
    times: integer('It fails so many times, then it works. Default: always.', { min: 1, example: 2 }).optional(),
    where: expression('Only for these of the records that come in it fails; for a step that takes some.', {
      example: "sku = 'tea'",
    }).optional(),
    answers: z
      .array(answerSchema)
      .min(1)
      .meta({
        description:
          'For `http.request` and `http.send`: what requests are answered with, in order; the last again and again.',
        examples: [[{ status: 503 }, { body: { rate: '1.34' } }]],
      })
      .optional(),
  })
  .refine((one) => [one.records, one.generate].filter((each) => each !== undefined).length < 2, {
    error: 'Give either `records` or `generate`.',
  })
  .refine((one) => one.fails ?? one.records ?? one.generate ?? one.answers, {
    error: 'Say what it gives: `records`, `generate`, `fails` or `answers`.',
  })
  .refine((one) => one.answers === undefined || Object.keys(one).length === 1, {
    error: 'Give either `answers`, which may fail themselves, or something else.',
  })
  .refine((one) => one.fails !== undefined || (one.times ?? one.where ?? one.message) === undefined, {
    error: '`times`, `where` and `message` say more about `fails`, which is not there.',
    params: { code: 'no_effect' },
  })
  .refine((one) => one.generate !== undefined || (one.seed ?? one.compute) === undefined, {
    error: '`seed` and `compute` say more about `generate`, which is not there.',
    params: { code: 'no_effect' },
  })
  .meta({ description: 'What stands in for it.' });

/** What stands in for one step. */
export const givenSchema = z.union([
  z.array(z.record(z.string(), z.unknown())).meta({ description: 'The records that it reads.' }),
  standInSchema,
]);

/** The records of a chain that takes some. */
export const inputSchema = z
  .union([
    writtenRecords('The records.'),
    z.strictObject({ ...madeKeys, generate: madeKeys.generate.unwrap() }).meta({ description: 'Made records.' }),
  ])
  .meta({ description: 'Records for a chain with `input`.' });

/** As it was written. */
export type WrittenGiven = z.output<typeof givenSchema>;

/** An answer of a server as it was written. */
export type WrittenAnswer = z.output<typeof answerSchema>;

/** How records are made, as it was written. */
export type WrittenMade = Pick<z.output<typeof standInSchema>, 'generate' | 'seed' | 'compute'>;
