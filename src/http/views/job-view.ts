import { z } from 'zod';
import { maskSensitive } from '../../model/mask-sensitive.ts';
import type { DeclaredField } from '../../model/parse-shape.ts';
import type { JobDefinition } from '../../model/definitions/definition.ts';
import { alertKinds } from '../../model/alert.ts';
import { type Occurrence, occurrenceStates } from '../../model/occurrence.ts';
import { outcomes } from '../../core/outcome.ts';
import { causeWords } from '../../model/trigger-cause.ts';
import { usualOverlap } from '../../scheduler/trigger-rules.ts';
import type { JobStatus } from '../job-service.ts';
import { instantSchema, toInstant } from './instant.ts';
import { runSummarySchema, runSummaryView } from './run-view.ts';
import type { RunRecord } from '../../model/run.ts';

const attemptSchema = z.object({
  run: z.string(),
  outcome: z.enum(outcomes).optional(),
  startedAt: instantSchema.optional(),
  endedAt: instantSchema.optional(),
  log: z.string().meta({ description: 'Where its log is, page by page.' }),
});

const occurrenceSchema = z
  .object({
    id: z.string(),
    planned: instantSchema,
    origin: z.string().meta({
      description: '`schedule`, `manual:..`, `backfill:..`, or of a trigger `after:..`, `file:..` or `poll:..`.',
    }),
    cause: z
      .string()
      .optional()
      .meta({
        description: 'What triggered it, in words.',
        examples: ['after import-orders', 'file data/inbox/a.csv'],
      }),
    due: instantSchema,
    state: z.enum(occurrenceStates),
    late: z.number().meta({ description: 'Milliseconds from when it was due to when it started.' }),
    until: instantSchema.optional().meta({ description: 'The last instant, of a row that stands for a range.' }),
    reason: z.string().optional(),
    run: z.string().optional(),
    attempt: z.int(),
    attempts: z.array(attemptSchema).meta({ description: 'Every run for it, the first one first.' }),
    nextAttemptAt: instantSchema.optional(),
    endedAt: instantSchema.optional(),
  })
  .meta({ id: 'Occurrence', description: 'One planned instant of a job and its fate.' });

/** An occurrence among those of other jobs. */
export const occurrenceOfJobSchema = occurrenceSchema.extend({ job: z.string() }).meta({ id: 'OccurrenceOfJob' });

/** A page of occurrences. */
export const occurrencesSchema = z.object({ occurrences: z.array(occurrenceSchema), next: z.string().optional() });

/** A job. */
export const jobSchema = z
  .object({
    name: z.string(),
    description: z.string().optional(),
    chain: z.string(),
    enabled: z.boolean(),
    schedule: z
      .string()
      .optional()
      .meta({ description: 'In words.', examples: ['every day at 08:00'] }),
    triggers: z
      .array(z.object({ words: z.string(), problem: z.string().optional() }))
      .meta({ description: 'What starts it beside its schedule, and why that cannot be seen, where it cannot.' }),
    zone: z.string(),
    next: z.array(instantSchema).meta({ description: 'The next planned instants, soonest first.' }),
    paused: z.object({ at: instantSchema, reason: z.string() }).optional(),
    alerts: z
      .array(
        z.object({
          kind: z.enum(alertKinds),
          since: instantSchema,
          cause: z.string(),
          run: z.string().optional(),
        }),
      )
      .meta({ description: 'What is wrong with it now, and was told.' }),
    overlap: z.string().meta({ description: 'What happens when it is due and still running.' }),
    parameters: z.record(z.string(), z.unknown()),
    runnable: z.boolean().meta({ description: 'False where an error must be corrected first.' }),
    file: z.string(),
    lastRun: runSummarySchema.optional(),
  })
  .meta({ id: 'Job' });

/** What is known of a job. */
export interface JobFacts {
  readonly definition: JobDefinition;
  readonly status: JobStatus | undefined;
  readonly lastRun: RunRecord | undefined;
  readonly runnable: boolean;
  readonly zone: string;
  /** The parameters that its chain declares; undefined where the chain is not defined. */
  readonly declared: readonly DeclaredField[] | undefined;
}

/** A job as it is sent. */
export function jobView({
  definition,
  status,
  lastRun,
  runnable,
  zone,
  declared,
}: JobFacts): z.output<typeof jobSchema> {
  const { name, description, chain, enabled = true, params = {}, triggers, document } = definition;
  const overlap = definition.overlap ?? usualOverlap(triggers);
  return {
    ...{ name, description, chain, enabled, overlap, runnable },
    schedule: status?.words,
    triggers: (status?.triggers ?? []).map(({ words, problem }) => ({ words, problem })),
    zone: status?.zone ?? zone,
    next: (status?.next ?? []).map(toInstant),
    paused: status?.paused && { ...status.paused, at: toInstant(status.paused.at) },
    alerts: (status?.alerts ?? []).map(({ kind, since, cause, run: of }) => ({
      kind,
      since: toInstant(since),
      cause,
      run: of,
    })),
    parameters: maskSensitive(params, declared),
    file: document.file,
    lastRun: lastRun && runSummaryView(lastRun),
  };
}

const optionalInstant = (at: number | undefined): string | undefined => (at === undefined ? undefined : toInstant(at));

/** An occurrence as it is sent. */
export function occurrenceView(one: Occurrence): z.output<typeof occurrenceSchema> {
  const { id, origin, state, late, reason, run, attempt, attempts, cause } = one;
  return {
    ...{ id, origin, state, late, reason, run, attempt },
    cause: cause && causeWords(cause),
    planned: toInstant(one.planned),
    due: toInstant(one.due),
    until: optionalInstant(one.until),
    attempts: attempts.map((each) => ({
      run: each.run,
      outcome: each.outcome,
      startedAt: optionalInstant(each.startedAt),
      endedAt: optionalInstant(each.endedAt),
      log: `/api/v1/runs/${each.run}/logs`,
    })),
    nextAttemptAt: optionalInstant(one.nextAttemptAt),
    endedAt: optionalInstant(one.endedAt),
  };
}
