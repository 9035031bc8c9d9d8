/** `kind: job`: a chain on a schedule. */
import { z } from 'zod';
import { Cron } from 'croner';
import { flag, integer } from '../setting.ts';
import { alertSchema } from './alert-schema.ts';
import { chainReference, documentKeys, duration, instantText, reference, references, values, zone } from './fields.ts';
import { retrySchema } from './retry-schema.ts';
import { stepEntrySchema } from './step-entry-schema.ts';
import { triggerSchema } from './trigger-schema.ts';

function isCron(text: string): boolean {
  const count = text.trim().split(/\s+/).length;
  if (count !== 5 && count !== 6) return false;
  try {
    new Cron(text, { paused: true }).stop();
    return true;
  } catch (thrown) {
    if (thrown instanceof TypeError || thrown instanceof RangeError) return false;
    throw thrown;
  }
}

/** How many of `cron`, `every` and `at` are given. */
const kindsGiven = (schedule: { cron?: unknown; every?: unknown; at?: unknown }): number =>
  [schedule.cron, schedule.every, schedule.at].filter((given) => given !== undefined).length;

const scheduleSchema = z
  .strictObject({
    cron: z
      .string()
      .refine(isCron, { error: 'five or six cron fields, such as 0 8 * * * (08:00 every day)' })
      .meta({ description: 'Cron fields: [second] minute hour day month weekday.', examples: ['0 8 * * *'] })
      .optional(),
    every: duration('An interval.', '5m').optional(),
    at: z.array(instantText('An instant.')).min(1).meta({ description: 'Single instants.' }).optional(),
    zone: zone("The zone that the cron fields are in; default: the workspace's.").optional(),
    gap: z
      .enum(['shift', 'skip'])
      .meta({
        description:
          'A local time that does not exist: moved to the first instant after the gap (default), or skipped.',
      })
      .optional(),
    fold: z
      .enum(['first', 'second', 'both'])
      .meta({ description: 'A local time that exists twice: which of the two. Default: first.' })
      .optional(),
    calendar: reference('Only on the working days of this calendar.', 'trading-days').optional(),
  })
  .refine((schedule) => kindsGiven(schedule) === 1, { error: 'a schedule needs one of `cron`, `every` and `at`' })
  .refine(({ every, gap, fold }) => every === undefined || (gap === undefined && fold === undefined), {
    error: '`gap` and `fold` are about local times; with `every` they have no effect',
    params: { code: 'no_effect', hint: 'Remove them.' },
  })
  .meta({ description: 'When it runs.', examples: [{ cron: '0 8 * * *', zone: 'Asia/Singapore' }] });

const expectationSchema = z
  .strictObject({
    by: duration('How long after its instant it must have succeeded.', '30m').optional(),
    every: duration(
      'How long it may go without a success, whatever the reason: it is paused, skipped again and again, or only run by hand.',
      '25h',
    ).optional(),
    records: z
      .strictObject({
        min: integer('At least.').optional(),
        max: integer('At most.').optional(),
      })
      .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
        error: 'no number is at least `min` and at most `max`',
      })
      .meta({ description: 'How many records it must give.' })
      .optional(),
  })
  .meta({ description: 'What is expected of every run: silence is a fault, and told as one.' });

/** A job. */
export const jobSchema = z
  .strictObject({
    ...documentKeys('job', 'A chain on a schedule.'),
    enabled: flag('With `false`, nothing is planned. Default: true.').optional(),
    roles: references("Who may see and trigger it; default: those of its chain's chainset.", ['operations']).optional(),
    chain: chainReference('The chain it runs.').optional(),
    steps: z.array(stepEntrySchema).min(1).meta({ description: 'Steps instead of a chain.' }).optional(),
    schedule: scheduleSchema.optional(),
    triggers: z
      .array(triggerSchema)
      .min(1)
      .meta({
        description: 'What starts it beside its schedule, or instead of one; each of them does.',
        examples: [[{ after: 'import-orders' }, { file: { path: 'data/inbox/*.csv' } }]],
      })
      .optional(),
    params: values('Parameters of the chain.', { day: '=@today - 1' }).optional(),
    runAs: z
      .strictObject({ service: reference('A service account.', 'reporting') })
      .meta({ description: "Whose rights it has; default: the job's owner, else the account of the workspace." })
      .optional(),
    overlap: z
      .enum(['skip', 'queue-one', 'queue-all', 'cancel-running', 'allow'])
      .meta({
        description:
          'What happens when it is due and still running. Default: skip; with `triggers` queue-one, or queue-all where one of them is a file.',
      })
      .optional(),
    missed: z
      .strictObject({
        run: z
          .enum(['latest', 'all', 'none'])
          .meta({ description: 'Which of the missed instants run. Default: latest.' })
          .optional(),
        within: duration('Not older than this.', '6h').optional(),
      })
      .refine(({ run, within }) => run !== 'none' || within === undefined, {
        error: 'where none of them runs, `within` has no effect',
        params: { code: 'no_effect', hint: 'Remove it.' },
      })
      .meta({ description: 'What happens to instants that passed while no server was up.' })
      .optional(),
    retry: retrySchema.optional(),
    timeout: duration('How long a run may take.', '15m').optional(),
    expect: expectationSchema.optional(),
    alert: alertSchema.optional(),
    pause: z
      .strictObject({ after: integer('After how many failures in a row.', { min: 1, example: 10 }) })
      .meta({ description: 'When it stops by itself.' })
      .optional(),
  })
  .refine((job) => (job.chain === undefined) !== (job.steps === undefined), {
    error: 'a job needs either `chain` or `steps`',
    params: { code: 'missing_key' },
  })
  .refine((job) => job.schedule !== undefined || job.missed === undefined, {
    error: 'without a `schedule`, `missed` has no effect',
    params: { code: 'no_effect', hint: 'Remove it, or say when it runs.' },
  })
  .refine((job) => (job.schedule ?? job.triggers) !== undefined || job.pause === undefined, {
    error: 'without a `schedule` or `triggers`, `pause` has no effect',
    params: { code: 'no_effect', hint: 'Remove it, or say when it runs.' },
  })
  .refine((job) => job.alert?.late !== true || job.expect?.by !== undefined, {
    error: '`late` tells when `expect.by` has passed, which is not given',
    params: { code: 'no_effect', hint: 'Add `expect: { by: 30m }`, or remove it.' },
  })
  .refine((job) => job.alert?.silent !== false || job.expect?.every === undefined, {
    error: 'silence is not told (`silent: false`), so `expect.every` has no effect',
    params: { code: 'no_effect', hint: 'Remove one of them.' },
  })
  .meta({ title: 'job', description: 'A chain on a schedule.' });
