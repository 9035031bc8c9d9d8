import { z } from 'zod';
import { isId } from '../core/ids.ts';
import { defineStep, type StepContext } from '../engine/step-contract.ts';
import type { CheckedValue } from '../expression/template.ts';
import { text, value } from '../model/setting.ts';
import type { BatchStream, DataRecord, Value } from '../model/value.ts';
import { fromJson } from '../model/value-codec.ts';
import { recordOf, type Shape, types } from '../model/value-type.ts';
import { workflowPort } from '../model/workflow-port.ts';

const settings = z.strictObject({
  instance: value('The id of the instance.', { example: '=instance' }),
  as: text('The field that it goes into.', { example: 'request' }).default('instance'),
});

interface Plan {
  readonly instance: CheckedValue;
  readonly as: string;
}

const seenShape: Shape = [
  { name: 'id', type: types.text },
  { name: 'workflow', type: types.text },
  { name: 'state', type: types.text },
  { name: 'version', type: types.integer },
  { name: 'final', type: types.boolean },
  { name: 'public', type: types.any },
];

/** Looks up where instances of workflows stand. */
export const workflowGet = defineStep<typeof settings, Plan>({
  name: 'workflow.get',
  aliases: ['instance', 'state', 'status', 'look up instance'],
  summary: 'Looks up the state and public data of an instance for each record.',
  docs: 'Adds a record with `id`, `workflow`, `state`, `version`, `final` and `public`. It is null where there is no such instance, or where whoever the chain runs as may not see it.',
  category: 'transform',
  status: 'stable',
  shape: 'one-to-one',
  failsByRecord: false,
  settings,
  examples: [
    {
      title: 'How far each order is',
      with: { instance: '=instance_id', as: 'order' },
      input: {
        shape: { instance_id: 'text' },
        records: [{ instance_id: '019c0000-0000-7000-8000-000000000001' }],
      },
      needs: 'the PostgreSQL of Millrace',
    },
  ],
  check(given, context) {
    // Who may see an instance is decided by more than what expressions name of the user.
    context.dependsOnPrincipal();
    const instance = context.value(['instance'], given.instance, { expects: types.text });
    const rest = context.input.filter(({ name }) => name !== given.as);
    return { output: [...rest, { name: given.as, type: recordOf(seenShape) }], plan: { instance, as: given.as } };
  },
  run: (plan, input, context) => look(plan, input, context),
});

async function* look({ instance, as }: Plan, input: BatchStream, context: StepContext): BatchStream {
  const port = context.port(workflowPort);
  for await (const batch of input) {
    const ids = batch.map((record) => idOf(instance.evaluate(record, context.env)));
    const found = await port.find([...new Set(ids.filter((id) => id !== undefined))]);
    const seen = new Map(found.map((one) => [one.id, fromJson(one, recordOf(seenShape))]));
    yield batch.map((record, at): DataRecord => ({ ...record, [as]: seen.get(ids[at] ?? '') ?? null }));
  }
}

const idOf = (value: Value): string | undefined =>
  typeof value === 'string' && isId(value) ? value.toLowerCase() : undefined;
