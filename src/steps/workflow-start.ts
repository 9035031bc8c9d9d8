import { z } from 'zod';
import { defineStep } from '../engine/step-contract.ts';
import { text } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';
import { types } from '../model/value-type.ts';
import { sendEvents } from './send-events.ts';
import { checkEventInput, eventInput, type EventField } from './workflow-input.ts';

const settings = z.strictObject({
  workflow: text('The workflow.', { example: 'process-order' }),
  input: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({
      description: 'What its start event asks for: values over the record.',
      role: 'value',
      examples: [{ order: '=id' }],
    }),
  as: text('A field that gets the id of the instance.', { example: 'instance' }).optional(),
});

interface Plan {
  readonly workflow: string;
  readonly fields: readonly EventField[];
  readonly as: string | undefined;
  readonly input: Shape;
}

/** Starts an instance of a workflow for each record. */
export const workflowStart = defineStep<typeof settings, Plan>({
  name: 'workflow.start',
  aliases: ['create instance', 'trigger workflow', 'start process', 'case'],
  summary: 'Starts an instance of a workflow for each record.',
  docs: [
    'The wish is kept at once and done soon, as whoever the chain runs as; they need the right to start the workflow. In a',
    "workflow's own action it is kept with the commit of the event, so that an event that is refused starts nothing.",
    '',
    'What is done again (a retry, a repeated delivery) starts the same instance, once. A start that is refused shows as an',
    'incident of the workflow.',
  ].join('\n'),
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  settings,
  examples: [
    {
      title: 'An instance for each order',
      with: { workflow: 'process-order', input: { order: '=id' }, as: 'instance' },
      input: { shape: { id: 'text' }, records: [{ id: 'A-1' }] },
      needs: 'the workflow `process-order`',
    },
  ],
  check(given, context) {
    const { workflow, input, as } = given;
    const fields = checkEventInput({ workflow, event: undefined, input }, context);
    if (as !== undefined && context.input.some(({ name }) => name === as)) {
      context.problem(['as'], 'duplicate_name', `there is a field '${as}' already`, 'Give another name.');
    }
    const output =
      as === undefined
        ? context.input
        : [...context.input.filter(({ name }) => name !== as), { name: as, type: types.text }];
    return {
      output,
      effects: [{ kind: 'transactional', description: `starts instances of ${workflow}` }],
      plan: { workflow, fields, as, input: context.input },
    };
  },
  run: ({ workflow, fields, as, input }, records, context) =>
    sendEvents(
      {
        input,
        eventOf: (record) => ({ workflow, input: eventInput(fields, record, context.env) }),
        after: (record, id) => (as === undefined ? record : { ...record, [as]: id }),
        summary: { workflow },
      },
      records,
      context,
    ),
});
