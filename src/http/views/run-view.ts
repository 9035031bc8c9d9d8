/** Runs as the API shows them: instants as ISO text, sensitive parameters masked, no roles or attributes of people. */
import { z } from 'zod';
import { maskSensitive } from '../../model/mask-sensitive.ts';
import type { DeclaredField } from '../../model/parse-shape.ts';
import { outcomes } from '../../core/outcome.ts';
import {
  type RunFile,
  type RunProblem,
  type RunRecord,
  type StepCounters,
  type Trigger,
  triggerKinds,
} from '../../model/run.ts';
import { instantSchema, toInstant } from './instant.ts';

/** The states of a run. */
export const runStates = ['queued', 'running', 'ended'] as const;

const triggerSchema = z
  .object({
    kind: z.enum(triggerKinds),
    job: z.string().optional(),
    occurrence: z.string().optional(),
    planned: instantSchema.optional(),
    of: z.string().optional().meta({ description: 'The workflow, dataset, dashboard or endpoint.' }),
    subject: z.string().optional().meta({ description: 'The instance or delivery.' }),
    place: z.string().optional().meta({ description: 'Where in that definition: `pending.onEntry.0`.' }),
  })
  .meta({ id: 'Trigger', description: 'What caused a run.' }) satisfies z.ZodType<Trigger>;

const principalSchema = z
  .object({ kind: z.enum(['user', 'service', 'key', 'endpoint', 'system']), id: z.string(), name: z.string() })
  .meta({ id: 'Principal', description: 'Whose rights a run has.' });

/** Counters of a step. */
const stepCountersSchema = z
  .object({
    index: z.int(),
    step: z.string(),
    uses: z.string(),
    label: z.string().optional(),
    depth: z.int().optional().meta({ description: 'How many steps it stands inside of; missing for none.' }),
    engine: z.enum(['row', 'vector', 'source']),
    state: z.enum(['waiting', 'running', 'done', 'failed']),
    uncounted: z.boolean().optional().meta({ description: 'One query did it with other steps: nobody counted.' }),
    recordsIn: z.number(),
    recordsOut: z.number(),
    bytesIn: z.number(),
    bytesOut: z.number(),
    rejected: z.number(),
    working: z.number().meta({ description: 'Milliseconds at work.' }),
    waiting: z.number().meta({ description: 'Milliseconds waiting for others.' }),
  })
  .meta({ id: 'StepCounters', description: 'What went through a step.' }) satisfies z.ZodType<StepCounters>;

/** What ended a run badly, or went wrong on the way. */
export const runProblemSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    step: z.string().optional(),
    issues: z.array(z.object({ path: z.string(), message: z.string(), code: z.string() })).optional(),
  })
  .meta({ id: 'RunProblem' }) satisfies z.ZodType<Omit<RunProblem, 'code'>>;

const runFileSchema = z
  .object({ name: z.string(), mediaType: z.string(), size: z.number(), sha256: z.string() })
  .meta({ id: 'RunFile' }) satisfies z.ZodType<RunFile>;

/** A run in a list. */
export const runSummarySchema = z
  .object({
    id: z.string(),
    chain: z.string(),
    state: z.enum(runStates),
    outcome: z.enum(outcomes).optional(),
    trigger: triggerSchema,
    principal: principalSchema,
    dryRun: z.boolean(),
    queuedAt: instantSchema,
    startedAt: instantSchema.optional(),
    endedAt: instantSchema.optional(),
    records: z.number().meta({ description: 'What the last step gave.' }),
    rejected: z.number(),
    steps: z.array(stepCountersSchema),
    problem: runProblemSchema.optional().meta({ description: 'The first of its problems.' }),
    files: z.array(runFileSchema),
  })
  .meta({ id: 'RunSummary' });

/** A run in full. */
export const runSchema = z
  .object({
    ...runSummarySchema.shape,
    parameters: z.record(z.string(), z.unknown()),
    problems: z.array(runProblemSchema),
    effects: z.array(
      z.object({
        step: z.string(),
        uses: z.string(),
        summary: z.record(z.string(), z.unknown()),
        performed: z.boolean().meta({ description: 'False in a dry run: this is what would have happened.' }),
      }),
    ),
    definitions: z.record(z.string(), z.string()).meta({ description: 'Hash of every definition it used.' }),
    trace: z.string().optional().meta({ description: 'The id of its trace, where it is recorded.' }),
    plan: z.string().optional(),
  })
  .meta({ id: 'Run' });

/** A run in a list, as it is sent. */
export type RunSummary = z.output<typeof runSummarySchema>;

/** A run in full, as it is sent. */
export type RunView = z.output<typeof runSchema>;

const optionalInstant = (at: number | undefined): string | undefined => (at === undefined ? undefined : toInstant(at));

const problemView = ({ issues, ...problem }: RunProblem) => ({ ...problem, ...(issues && { issues: [...issues] }) });

/** A run for a list. */
export function runSummaryView(run: RunRecord): RunSummary {
  const { id, chain, state, outcome, trigger, dryRun, records, rejected } = run;
  const { kind, id: who, name } = run.principal;
  const [problem] = run.problems;
  return {
    ...{ id, chain, state, outcome, trigger, dryRun, records, rejected },
    principal: { kind, id: who, name },
    queuedAt: toInstant(run.queuedAt),
    startedAt: optionalInstant(run.startedAt),
    endedAt: optionalInstant(run.endedAt),
    steps: [...run.steps],
    problem: problem && problemView(problem),
    files: [...run.files],
  };
}

/** A run in full. `parameters` are those that its chain declares; undefined where the chain is not defined any more. */
export function runView(run: RunRecord, parameters: readonly DeclaredField[] | undefined): RunView {
  return {
    ...runSummaryView(run),
    parameters: maskSensitive(run.parameters, parameters),
    problems: run.problems.map(problemView),
    effects: run.effects.map((effect) => ({ ...effect, summary: { ...effect.summary } })),
    definitions: { ...run.definitions },
    trace: run.trace,
    plan: run.plan,
  };
}
