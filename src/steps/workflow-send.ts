import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { isId } from '../core/ids.ts';
import { defineStep } from '../engine/step-contract.ts';
import type { CheckedValue } from '../expression/template.ts';
import { text, value } from '../model/setting.ts';
import { type Shape, types } from '../model/value-type.ts';
import { sendEvents } from './send-events.ts';
import { checkEventInput, eventInput, type EventField } from './workflow-input.ts';

const settings = z.strictObject({
  workflow: text('The workflow of the instances.', { example: 'process-order' }),
  to: value('The id of the instance.', { example: '=instance' }),
  event: text('The event.', { example: 'paid' }),
  input: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({
      description: 'What the event asks for: values over the record.',
      role: 'value',
      examples: [{ amount: '=amount' }],
    }),
});

interface Plan {
  readonly workflow: string;
  readonly event: string;
  readonly to: CheckedValue;
  readonly fields: readonly EventField[];
  readonly input: Shape;
}

/** Sends an event to an instance of a workflow for each record. */
export const workflowSend = defineStep<typeof settings, Plan>({
  name: 'workflow.send',
  aliases: ['signal', 'event', 'message', 'continue workflow', 'correlate'],
  summary: 'Sends an event to an instance of a workflow for each record.',
  docs: [
    "The event is kept at once and done soon, as whoever the chain runs as; they need the right to send it. In a workflow's",
    'own action it is kept with the commit of the event, also where it goes to the same instance: it then comes next.',
    '',
    'What is done again sends the same event, which is done once. An event that the instance refuses shows as an incident.',
  ].join('\n'),
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  settings,
  examples: [
    {
      title: 'Payments that came in',
      with: { workflow: 'process-order', to: '=instance', event: 'paid', input: { amount: '=amount' } },
      input: {
        shape: { instance: 'text', amount: 'decimal(12,2)' },
        records: [{ instance: '019c0000-0000-7000-8000-000000000001', amount: '9.50' }],
      },
      needs: 'the workflow `process-order`',
    },
  ],
  check(given, context) {
    const { workflow, event, input } = given;
    const fields = checkEventInput({ workflow, event, input }, context);
    const to = context.value(['to'], given.to, { expects: types.text });
    return {
      output: context.input,
      effects: [{ kind: 'transactional', description: `sends '${event}' to instances of ${workflow}` }],
      plan: { workflow, event, to, fields, input: context.input },
    };
  },
  run: ({ workflow, event, to, fields, input }, records, context) =>
    sendEvents(
      {
        input,
        eventOf: (record) => {
          const instance = to.evaluate(record, context.env);
          if (typeof instance !== 'string' || !isId(instance)) {
            throw new MillraceError('invalid_input', `'${String(instance)}' is not the id of an instance.`);
          }
          return { workflow, instance, name: event, input: eventInput(fields, record, context.env) };
        },
        after: (record) => record,
        summary: { workflow, event },
      },
      records,
      context,
    ),
});
