/** `kind: workflow`: states, the events that lead from one to the next, and the chains that run on the way. */
import { z } from 'zod';
import type { Outcome } from '../../core/outcome.ts';
import { durationPattern } from '../duration.ts';
import { expression, flag, value } from '../setting.ts';
import { chainReference, documentKeys, duration, name, reference, references, shapeText, values } from './fields.ts';
import { retrySchema } from './retry-schema.ts';

const writeSchema = z
  .strictObject({
    public: z.enum(['merge', 'replace']).meta({ description: 'How it goes into the public data.' }).optional(),
    private: z.enum(['merge', 'replace']).meta({ description: 'How it goes into the private data.' }).optional(),
    at: z
      .string()
      .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, 'a path such as employee or employee.address')
      .meta({ description: 'Where in the data; default: its top level.', examples: ['employee'] })
      .optional(),
  })
  .refine((write) => (write.public === undefined) !== (write.private === undefined), {
    error: '`write` needs either `public` or `private`',
  })
  .meta({
    description: 'Where the one record that the chain gives goes; without it nothing changes.',
    examples: [{ private: 'merge' }],
  });

/** The outcomes that an action can fail with. */
const failures = [
  'invalid',
  'denied',
  'not-found',
  'conflict',
  'busy',
  'upstream',
  'timeout',
  'cancelled',
  'failed',
] as const satisfies readonly Outcome[];

const onErrorSchema = z
  .partialRecord(z.enum(failures), reference('The state that the instance goes to.', 'needs-hr'))
  .meta({ description: 'The state that an outcome of the chain leads to, instead of refusing the event.' });

const actionSchema = z
  .strictObject({
    chain: chainReference('The chain that runs.'),
    with: values('Its parameters, or the fields of the record that it takes.', { to: '=public.to' }).optional(),
    write: writeSchema.optional(),
    after: z
      .literal('commit')
      .meta({ description: 'Runs after the commit, from a queue with retries, and cannot refuse the event.' })
      .optional(),
    retry: retrySchema.optional(),
    timeout: duration('How long it may take.').optional(),
    onError: onErrorSchema.optional(),
  })
  .refine((action) => action.after === undefined || action.onError === undefined, {
    error: 'after the commit the event cannot lead elsewhere: `onError` has no effect',
    params: { code: 'no_effect', hint: 'Remove it; what fails after the commit is an incident.' },
  })
  .refine((action) => action.after !== undefined || action.retry === undefined, {
    error: 'before the commit nothing is tried again: `retry` has no effect',
    params: { code: 'no_effect', hint: 'Remove it, or add `after: commit`.' },
  })
  .refine((action) => action.after === undefined || action.write === undefined, {
    error: '`write` with `after: commit` is not supported yet',
    params: {
      code: 'not_supported',
      hint: 'Write before the commit, or let the chain send an event with workflow.send.',
    },
  })
  .meta({ description: 'A chain that runs on the way.' });

const actions = (description: string) => z.array(actionSchema).min(1).meta({ description });

const guardSchema = z
  .union([
    expression('An expression that must be true.', { example: 'public.to >= public.from' }),
    z
      .strictObject({
        chain: chainReference(
          'A chain without effects whose output has `allow: boolean`, and may have `reason`, and `field` for where a form says it.',
        ),
        with: values('Its parameters, or the fields of the record that it takes.').optional(),
        timeout: duration('How long it may take.').optional(),
      })
      .meta({ description: 'A chain that decides.' }),
  ])
  .meta({ description: 'Whether the event may lead there.' });

const inputSchema = z
  .union([
    references('Fields of the public data.', ['from', 'to']),
    shapeText('A shape of its own, read as `event.input`.', { reason: 'text' }),
  ])
  .meta({ description: 'What comes with the event: what its form asks for.', role: 'shape' });

const transitionSchema = z
  .strictObject({
    to: reference('The state that it leads to.', 'pending'),
    label: z.string().meta({ description: 'What buttons call the event.' }).optional(),
    input: inputSchema.optional(),
    roles: references('Who may send it; default: who has the task, else who may see the instance.').optional(),
    guard: guardSchema.optional(),
    onTransition: actions('Chains that run on the way, after `onExit` and before `onEntry`.').optional(),
    internal: flag(
      'With `true`, only timers and chains of the workflow send it; where it leads to its own state, that state is not left.',
    ).optional(),
    reassign: value('Who has the task from then on: the id or name of a user.', {
      example: '=private.headId',
    }).optional(),
  })
  .meta({ description: 'Where an event leads.' });

const taskKeys = {
  assignee: value('The id or name of a user.', { example: '=private.managerId' }).optional(),
  role: reference('Any user with this role, who may claim it.', 'hr').optional(),
};

const taskSchema = z
  .strictObject({
    ...taskKeys,
    else: z
      .strictObject(taskKeys)
      .refine((task) => (task.assignee === undefined) !== (task.role === undefined), {
        error: '`else` needs either `assignee` or `role`',
      })
      .meta({ description: 'Who has it when the assignee is nobody.', examples: [{ role: 'hr' }] })
      .optional(),
    label: z.string().meta({ description: 'What inboxes call it; default: the name of the state.' }).optional(),
    fourEyes: flag('With `true`, whoever started the instance or acted before may not.').optional(),
    due: duration('How long it may take before it is overdue.', '3d').optional(),
  })
  .refine((task) => (task.assignee === undefined) !== (task.role === undefined), {
    error: 'a task needs either `assignee` or `role`',
  })
  .refine((task) => task.assignee !== undefined || task.else === undefined, {
    error: 'a role is never nobody: `else` has no effect',
    params: { code: 'no_effect', hint: 'Remove it, or give an `assignee`.' },
  })
  .meta({ description: 'Who has to act.', examples: [{ assignee: '=private.managerId', fourEyes: true, due: '3d' }] });

const stateSchema = z
  .strictObject({
    label: z.string().meta({ description: 'What pages call it.' }).optional(),
    description: z.string().meta({ description: 'What it means.' }).optional(),
    final: flag('With `true`, the instance ends here.').optional(),
    onEntry: actions('Chains that run when the state is entered.').optional(),
    onExit: actions('Chains that run when the state is left.').optional(),
    task: taskSchema.optional(),
    after: z
      .record(
        z.string().regex(durationPattern, 'a duration such as 30s, 5m, 1h or 3d'),
        reference('The event that is sent.', 'escalate'),
      )
      .meta({ description: 'Events that timers send, if the state has not been left by then.' })
      .optional(),
    on: z
      .record(name('The name of an event.'), z.union([transitionSchema, z.array(transitionSchema).min(1)]))
      .meta({ description: 'What each event leads to: the first transition whose guard allows it.' })
      .optional(),
  })
  .refine((state) => state.final !== true || [state.on, state.after, state.task, state.onExit].every((one) => !one), {
    error: 'a final state is never left: `on`, `after`, `task` and `onExit` have no effect',
    params: { code: 'no_effect', hint: 'Remove them, or `final`.' },
  })
  .meta({ description: 'A state.' });

/** A workflow. */
export const workflowSchema = z
  .strictObject({
    ...documentKeys('workflow', 'States, and the events that lead from one to the next.'),
    label: z.string().meta({ description: 'What pages call it.' }).optional(),
    enabled: flag('With `false`, no instance is started. Default: true.').optional(),
    roles: z
      .strictObject({ start: references('Who may start an instance.', ['employee']).optional() })
      .meta({ description: 'Who may do what.' })
      .optional(),
    view: expression('Who may see an instance, beside who started it, who has its task, and administrators.', {
      example: 'private.managerId = @user.id',
    }).optional(),
    data: z
      .strictObject({
        public: shapeText('What those who may see an instance see.', { from: 'date' }).optional(),
        private: shapeText('What only administrators and who has the task see.', { balance: 'number' }).optional(),
      })
      .meta({ description: 'The data of an instance. A field may be missing unless it says `required: true`.' })
      .optional(),
    runAs: z
      .strictObject({ service: reference('A service account.', 'workflows') })
      .meta({ description: "Whose rights timers have; people's events have the person's." })
      .optional(),
    start: reference('The event that creates an instance.', 'submit'),
    initial: reference('The state that it is created in.', 'draft'),
    states: z.record(name('The name of a state.'), stateSchema).meta({ description: 'The states by name.' }),
  })
  .meta({ title: 'workflow', description: 'States, and the events that lead from one to the next.' });

/** A chain that a workflow runs, as it was written. */
export type WrittenAction = z.output<typeof actionSchema>;

/** A guard, as it was written. */
export type WrittenGuard = z.output<typeof guardSchema>;

/** A transition, as it was written. */
export type WrittenTransition = z.output<typeof transitionSchema>;

/** A task, as it was written. */
export type WrittenTask = z.output<typeof taskSchema>;

/** A state, as it was written. */
export type WrittenState = z.output<typeof stateSchema>;
