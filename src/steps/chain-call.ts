import { z } from 'zod';
import { type CheckedPipeline, defineStep, type StepContext } from '../engine/step-contract.ts';
import { choice } from '../model/setting.ts';
import type { BatchStream } from '../model/value.ts';
import { oneRecord } from './one-record.ts';

const settings = z.strictObject({
  chain: z.string().meta({
    description: 'The chain: one of this chainset, or `other.Name` after an import.',
    role: 'chain',
    examples: ['common.Enrich'],
  }),
  with: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({
      description: 'Its parameters: values, with `each: record` over the record.',
      role: 'value',
      examples: [{ day: '=$day' }],
    }),
  each: choice(
    ['once', 'record'],
    '`once`: called one time, with all records if it takes some; `record`: for each record by itself.',
  ).default('once'),
});

interface Plan {
  readonly pipeline: CheckedPipeline;
  readonly perRecord: boolean;
}

/** Calls another chain. */
export const chainCall = defineStep<typeof settings, Plan>({
  name: 'chain.call',
  aliases: ['call', 'subflow', 'execute workflow', 'include', 'reuse'],
  summary: 'Calls another chain and goes on with the records that it gives.',
  docs: 'A chain with `input` gets the records that come in; its fields must be there. A chain without `input` starts from its own source: what came in is read to its end first and is then gone. Use `join` with `source: { chain: .. }` to keep both.',
  category: 'flow',
  status: 'stable',
  shape: 'flow',
  failsByRecord: false,
  holds: false,
  inputOptional: true,
  settings,
  examples: [
    {
      title: 'A chain of another set',
      with: { chain: 'common.Products', with: { onlyActive: true } },
      needs: 'the chainset `common`',
    },
  ],
  check(given, context) {
    const perRecord = given.each === 'record';
    const scope = perRecord ? context.input : [];
    const hasInput = context.input.length > 0;
    const pipeline = context.chain(['chain'], given.chain, {
      with: given.with,
      scope,
      input: hasInput ? context.input : undefined,
    });
    return { output: pipeline.output, ordered: perRecord ? false : pipeline.ordered, plan: { pipeline, perRecord } };
  },
  run: (plan, input, context) => (plan.perRecord ? callForEach(plan, input, context) : callOnce(plan, input, context)),
});

async function* callOnce({ pipeline }: Plan, input: BatchStream, context: StepContext): BatchStream {
  if (takesRecords(pipeline)) {
    yield* context.open(pipeline, input);
    return;
  }
  for await (const _ of input) context.signal.throwIfAborted();
  yield* context.open(pipeline, undefined);
}

async function* callForEach({ pipeline }: Plan, input: BatchStream, context: StepContext): BatchStream {
  for await (const batch of input) {
    for (const record of batch)
      yield* context.open(pipeline, takesRecords(pipeline) ? oneRecord(record) : undefined, record);
  }
}

function takesRecords(pipeline: CheckedPipeline): boolean {
  return pipeline.input !== undefined;
}
