/** Workflows as the API shows them: what is defined, with how many instances stand where. */
import { z } from 'zod';
import type {
  ActionSummary,
  StateSummary,
  TransitionSummary,
  WorkflowDetails,
  WorkflowSummary,
} from '../workflow-service.ts';
import { fieldSchema, fieldView } from './chain-view.ts';
import { instantSchema, toInstant } from './instant.ts';

const actionSchema = z
  .object({
    chain: z.string(),
    afterCommit: z.boolean().meta({ description: 'It runs after the commit, from a queue.' }),
    writes: z.enum(['public', 'private']).optional().meta({ description: 'Where the record it gives goes.' }),
    onError: z.record(z.string(), z.string()).meta({ description: 'The state that an outcome leads to.' }),
  })
  .meta({ id: 'WorkflowAction', description: 'A chain that runs on the way.' });

const stateSchema = z
  .object({
    name: z.string(),
    label: z.string().optional(),
    description: z.string().optional(),
    initial: z.boolean(),
    final: z.boolean(),
    instances: z.int().meta({ description: 'How many instances are in it.' }),
    task: z
      .object({
        who: z.string().meta({ description: 'Who has to act, in words.' }),
        due: z.number().optional().meta({ description: 'Milliseconds.' }),
        fourEyes: z.boolean(),
      })
      .optional(),
    timers: z.array(z.object({ after: z.number().meta({ description: 'Milliseconds.' }), event: z.string() })),
    onEntry: z.array(actionSchema),
    onExit: z.array(actionSchema),
  })
  .meta({ id: 'WorkflowState' });

const transitionSchema = z
  .object({
    from: z.string(),
    to: z.string(),
    kind: z.enum(['event', 'error']).meta({ description: 'By an event, or because an action failed.' }),
    name: z.string().meta({ description: 'The event, or the outcome.' }),
    label: z.string().optional(),
    internal: z.boolean().meta({ description: 'Only timers and chains of the workflow send it.' }),
    guard: z.string().optional().meta({ description: 'An expression, or the chain that decides.' }),
    actions: z.array(actionSchema),
  })
  .meta({ id: 'WorkflowTransition' });

/** A workflow in a list. */
export const workflowSummarySchema = z
  .object({
    name: z.string(),
    label: z.string().optional(),
    description: z.string().optional(),
    version: z.int().meta({ description: 'What new instances follow.' }),
    enabled: z.boolean(),
    mayStart: z.boolean().meta({ description: 'Whether you may start an instance.' }),
    problem: z.string().optional().meta({ description: 'What must be corrected before one can be started.' }),
    open: z.int().meta({ description: 'Instances that have not ended.' }),
    incidents: z.int(),
  })
  .meta({ id: 'WorkflowSummary' });

/** A workflow in full. */
export const workflowSchema = z
  .object({
    ...workflowSummarySchema.shape,
    shown: z.int().meta({ description: 'The version that is shown.' }),
    file: z.string(),
    start: z.string().meta({ description: 'The event that creates an instance.' }),
    initial: z.string(),
    states: z.array(stateSchema),
    transitions: z.array(transitionSchema),
    form: z.array(fieldSchema).meta({ description: 'What the start event asks for.' }),
    versions: z.array(z.object({ version: z.int(), at: instantSchema, open: z.int() })),
    public: z.array(fieldSchema),
    private: z.array(fieldSchema),
  })
  .meta({ id: 'Workflow' });

/** A workflow as it is sent in lists. */
export function workflowSummaryView(one: WorkflowSummary): z.output<typeof workflowSummarySchema> {
  const { name, label, description, version, enabled, mayStart, problem, open, incidents } = one;
  return { name, label, description, version, enabled, mayStart, problem, open, incidents };
}

const actionView = (one: ActionSummary): z.output<typeof actionSchema> => ({ ...one, onError: { ...one.onError } });

function stateView({ timers, onEntry, onExit, ...state }: StateSummary): z.output<typeof stateSchema> {
  return { ...state, timers: [...timers], onEntry: onEntry.map(actionView), onExit: onExit.map(actionView) };
}

function transitionView({ actions, ...transition }: TransitionSummary): z.output<typeof transitionSchema> {
  return { ...transition, actions: actions.map(actionView) };
}

/** A workflow as it is sent. */
export function workflowView(one: WorkflowDetails): z.output<typeof workflowSchema> {
  const { shown, file, start, initial } = one;
  return {
    ...workflowSummaryView(one),
    ...{ shown, file, start, initial },
    states: one.states.map(stateView),
    transitions: one.transitions.map(transitionView),
    form: one.form.map(fieldView),
    versions: one.versions.map(({ version, at, open }) => ({ version, at: toInstant(at), open })),
    public: one.public.map(fieldView),
    private: one.private.map(fieldView),
  };
}
