/** Instances of workflows as the API shows them, with their tasks, history and incidents. */
import { z } from 'zod';
import { outcomes } from '../../core/outcome.ts';
import type { EventAnswer } from '../../model/workflow-event.ts';
import { type HistoryEntry, historyKinds, workKinds, type WorkflowWork } from '../../model/workflow-instance.ts';
import type { InstanceDetails, InstanceSummary, TaskSummary } from '../workflow-service.ts';
import { fieldSchema, fieldView } from './chain-view.ts';
import { instantSchema, toInstant } from './instant.ts';
import { runProblemSchema } from './run-view.ts';

const actorSchema = z
  .object({ kind: z.enum(['user', 'service', 'key', 'endpoint', 'system']), id: z.string(), name: z.string() })
  .meta({ id: 'Actor', description: 'Who did something.' });

/** Data as JSON, by field. */
export const dataSchema = z.record(z.string(), z.unknown());

/** What can be done with a task. */
export const taskDeeds = ['claim', 'release', 'delegate', 'reassign'] as const;

/** A task in an inbox. */
export const taskSchema = z
  .object({
    id: z.string(),
    instance: z.string(),
    workflow: z.string(),
    workflowLabel: z.string().optional(),
    state: z.string(),
    label: z.string(),
    assignee: actorSchema.optional(),
    role: z.string().optional().meta({ description: 'Anybody with this role may claim it.' }),
    claimedBy: actorSchema.optional(),
    createdAt: instantSchema,
    dueAt: instantSchema.optional(),
    startedBy: actorSchema,
    startedAt: instantSchema,
    public: dataSchema.meta({ description: 'The public data of its instance.' }),
    may: z.array(z.enum(taskDeeds)).meta({ description: 'What you may do with it, beside deciding it.' }),
  })
  .meta({ id: 'Task', description: 'What somebody has to do.' });

/** An instance in a list. */
export const instanceSummarySchema = z
  .object({
    id: z.string(),
    workflow: z.string(),
    workflowLabel: z.string().optional(),
    definition: z.int().meta({ description: 'The version of the workflow that it follows.' }),
    state: z.string(),
    stateLabel: z.string(),
    final: z.boolean(),
    version: z.int().meta({ description: 'Counts the committed events; give it back with an event.' }),
    startedBy: actorSchema,
    startedAt: instantSchema,
    changedAt: instantSchema,
    endedAt: instantSchema.optional(),
    incidents: z.int(),
    task: taskSchema.optional(),
  })
  .meta({ id: 'InstanceSummary' });

/** An incident, or work that waits. */
export const workSchema = z
  .object({
    id: z.string(),
    workflow: z.string(),
    instance: z.string().optional(),
    kind: z.enum(workKinds),
    state: z.enum(['waiting', 'incident']),
    what: z.string().meta({ description: 'The chain, or the event that is to be sent.' }),
    place: z.string().optional().meta({ description: 'Where in the definition it stands.' }),
    parameters: dataSchema.meta({ description: 'What it is given; may be corrected.' }),
    dueAt: instantSchema,
    attempts: z.int(),
    changedAt: instantSchema,
    problem: runProblemSchema.optional(),
  })
  .meta({ id: 'WorkflowWork', description: 'What the server does about an instance by itself.' });

const possibleEventSchema = z
  .object({
    name: z.string(),
    label: z.string().optional(),
    to: z.array(z.string()),
    form: z.array(fieldSchema),
    known: dataSchema.meta({ description: 'What stands in the form before.' }),
    allowed: z.boolean().meta({ description: 'Whether you may send it; guards are asked only then.' }),
    why: z.string().optional().meta({ description: 'Why not.' }),
  })
  .meta({ id: 'PossibleEvent', description: 'What may happen next.' });

/** An instance. */
export const instanceSchema = z
  .object({
    ...instanceSummarySchema.shape,
    fields: z.object({ public: z.array(fieldSchema), private: z.array(fieldSchema).optional() }),
    public: dataSchema,
    private: dataSchema.optional().meta({ description: 'Only for administrators and those who have the task.' }),
    timers: z.array(z.object({ event: z.string(), at: instantSchema })),
    events: z.array(possibleEventSchema),
    work: z.array(workSchema).meta({ description: 'Actions and events that wait, and incidents.' }),
  })
  .meta({ id: 'Instance' });

/** One thing that happened to an instance. */
export const historyEntrySchema = z
  .object({
    id: z.string(),
    kind: z.enum(historyKinds),
    at: instantSchema,
    by: actorSchema,
    name: z.string().meta({ description: 'The event, or what was done.' }),
    from: z.string().optional(),
    to: z.string().optional(),
    version: z.int().optional(),
    outcome: z.enum(outcomes),
    problem: runProblemSchema.optional(),
    input: dataSchema.meta({ description: 'What was entered.' }),
    shown: dataSchema.meta({ description: 'The public data before it: what the sender saw.' }),
    actions: z.array(
      z.object({
        place: z.string(),
        chain: z.string(),
        run: z.string(),
        outcome: z.enum(outcomes),
        problem: runProblemSchema.optional(),
        duration: z.number(),
        effects: z.array(z.object({ step: z.string(), uses: z.string(), summary: dataSchema, performed: z.boolean() })),
      }),
    ),
    detail: dataSchema,
  })
  .meta({ id: 'HistoryEntry' });

/** What became of an event. */
export const eventAnswerSchema = z
  .object({
    event: z.string().meta({ description: 'The id of the event.' }),
    repeated: z.boolean().meta({ description: 'True if it was told before, and this is what it got then.' }),
    instance: z
      .object({ id: z.string(), workflow: z.string(), state: z.string(), version: z.int(), final: z.boolean() })
      .optional(),
  })
  .meta({ id: 'EventAnswer' });

const optionalInstant = (at: number | undefined): string | undefined => (at === undefined ? undefined : toInstant(at));

/** A task as it is sent. */
export function taskView(one: TaskSummary): z.output<typeof taskSchema> {
  const instants = { createdAt: toInstant(one.createdAt), startedAt: toInstant(one.startedAt) };
  return { ...one, ...instants, dueAt: optionalInstant(one.dueAt), public: { ...one.public }, may: [...one.may] };
}

/** An instance as it is sent in lists. */
export function instanceSummaryView(one: InstanceSummary): z.output<typeof instanceSummarySchema> {
  const { id, workflow, workflowLabel, definition, state, stateLabel, final, version, startedBy, incidents } = one;
  return {
    ...{ id, workflow, workflowLabel, definition, state, stateLabel, final, version, startedBy, incidents },
    startedAt: toInstant(one.startedAt),
    changedAt: toInstant(one.changedAt),
    endedAt: optionalInstant(one.endedAt),
    task: one.task && taskView(one.task),
  };
}

/** Work as it is sent. */
export function workView(one: WorkflowWork): z.output<typeof workSchema> {
  const { id, workflow, instance, order, state, attempts, problem } = one;
  const about =
    order.kind === 'action'
      ? { what: order.action.chain, place: order.action.place, parameters: { ...order.action.parameters } }
      : { what: order.event.name, parameters: { ...order.event.input } };
  const instants = { dueAt: toInstant(one.dueAt), changedAt: toInstant(one.changedAt) };
  return {
    id,
    workflow,
    instance,
    kind: order.kind,
    state,
    ...about,
    ...instants,
    attempts,
    problem: problemView(problem),
  };
}

type ProblemView = z.output<typeof runProblemSchema>;

const problemView = (problem: WorkflowWork['problem']): ProblemView | undefined =>
  problem && { ...problem, issues: problem.issues && [...problem.issues] };

/** An instance as it is sent. */
export function instanceView(one: InstanceDetails): z.output<typeof instanceSchema> {
  return {
    ...instanceSummaryView(one),
    fields: { public: one.fields.public.map(fieldView), private: one.fields.private?.map(fieldView) },
    public: { ...one.public },
    private: one.private && { ...one.private },
    timers: one.timers.map(({ event, at }) => ({ event, at: toInstant(at) })),
    events: one.events.map((event) => ({
      ...event,
      to: [...event.to],
      form: event.form.map(fieldView),
      known: { ...event.known },
    })),
    work: one.work.map(workView),
  };
}

/** An entry of a history as it is sent. */
export function historyEntryView(one: HistoryEntry): z.output<typeof historyEntrySchema> {
  const actions = one.actions.map((action) => ({
    ...action,
    problem: problemView(action.problem),
    effects: action.effects.map((effect) => ({ ...effect, summary: { ...effect.summary } })),
  }));
  const data = { input: { ...one.input }, shown: { ...one.shown }, detail: { ...one.detail } };
  return { ...one, ...data, at: toInstant(one.at), problem: problemView(one.problem), actions };
}

/** What became of an event, where it was applied. */
export function eventAnswerView({ event, repeated, instance }: EventAnswer): z.output<typeof eventAnswerSchema> {
  return { event, repeated, instance };
}
