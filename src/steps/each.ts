import { z } from 'zod';
import { type CheckedPipeline, defineStep, type StepContext } from '../engine/step-contract.ts';
import { steps } from '../model/setting.ts';
import type { BatchStream, DataRecord } from '../model/value.ts';
import { oneRecord } from './one-record.ts';

const settings = z.strictObject({ steps: steps('What is done with each record.') });

/** Performs steps for one record at a time. */
export const each = defineStep<typeof settings, CheckedPipeline>({
  name: 'each',
  aliases: ['for each', 'loop', 'foreach', 'per record'],
  summary: 'Performs steps for each record by itself.',
  docs: 'Steps that look at all records (`aggregate`, `sort`, `email.send`) see only the one. A record that fails does as `onError` says: with `skip` or `reject` the others go on.',
  category: 'flow',
  status: 'stable',
  shape: 'flow',
  holds: false,
  settings,
  examples: [
    {
      title: 'A sum for each order by itself',
      with: {
        steps: [
          { uses: 'unnest', with: { field: 'amounts' } },
          { uses: 'aggregate', with: { by: ['order_no'], compute: { total: 'sum(amounts)' } } },
        ],
      },
      input: {
        shape: { order_no: 'integer', amounts: 'list(integer)' },
        records: [
          { order_no: 1, amounts: [2, 3] },
          { order_no: 2, amounts: [4] },
        ],
      },
      records: [
        { order_no: 1, total: 5 },
        { order_no: 2, total: 4 },
      ],
    },
  ],
  check(given, context) {
    const plan = context.steps(['steps'], given.steps, context.input);
    return { output: plan.output, ordered: context.inputOrdered && plan.ordered, plan };
  },
  run: (plan, input, context) => runEach(plan, input, context),
});

async function* runEach(pipeline: CheckedPipeline, input: BatchStream, context: StepContext): BatchStream {
  for await (const batch of input) {
    for (const record of batch) yield* forOne(pipeline, record, context);
  }
}

/** What the steps make of one record, once all of it is there; nothing if they failed and the record may be left out. */
async function* forOne(pipeline: CheckedPipeline, record: DataRecord, context: StepContext): BatchStream {
  const given = context.keep();
  try {
    const failed = await given.take(context.open(pipeline, oneRecord(record), record));
    if (failed === undefined) yield* given.read();
    else context.failRecord(record, failed.error);
  } finally {
    await given.drop();
  }
}
