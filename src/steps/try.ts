import { z } from 'zod';
import { toMillraceError } from '../core/errors.ts';
import { type CheckedPipeline, defineStep, type KeptRecords, type StepContext } from '../engine/step-contract.ts';
import { steps } from '../model/setting.ts';
import type { BatchStream, DataRecord } from '../model/value.ts';
import { recordOf, type Shape, types } from '../model/value-type.ts';
import { differenceOf } from './same-fields.ts';

const settings = z.strictObject({
  steps: steps('What is tried.'),
  catch: steps('What is done with the records instead if that fails; they get a field `error`.'),
});

interface Plan {
  readonly attempt: CheckedPipeline;
  readonly rescue: CheckedPipeline;
}

const errorType = recordOf([
  { name: 'code', type: types.text },
  { name: 'message', type: types.text },
  { name: 'step', type: types.text },
]);

/** Performs steps, and others if they fail. */
export const tryStep = defineStep<typeof settings, Plan>({
  name: 'try',
  aliases: ['catch', 'fallback', 'on error', 'rescue'],
  summary: 'Performs steps, and other steps with the same records if they fail.',
  docs: [
    'If `steps` fail, nothing of what they gave is kept, and `catch` gets the records that came in, with a field `error` (`code`, `message`, `step`). Effects that `steps` had by then stay.',
    'Both must give the same fields. A cancel or time-out of the run is not caught. The records that came in and those that `steps` gave are kept until it is known whether they fail, beyond some memory on disk; put it into `each` to try record by record.',
  ].join('\n\n'),
  category: 'flow',
  status: 'stable',
  shape: 'flow',
  failsByRecord: false,
  settings,
  examples: [
    {
      title: 'A number that may be text',
      with: {
        steps: [{ uses: 'derive', with: { compute: { qty: 'written::integer' } } }],
        catch: [
          { uses: 'derive', with: { compute: { qty: '0' } } },
          { uses: 'select', with: { fields: ['written', 'qty'] } },
        ],
      },
      input: { shape: { written: 'text' }, records: [{ written: '12' }, { written: 'a dozen' }] },
      records: [
        { written: '12', qty: 0 },
        { written: 'a dozen', qty: 0 },
      ],
    },
  ],
  check(given, context) {
    const attempt = context.steps(['steps'], given.steps, context.input);
    const withError: Shape = [
      ...context.input.filter((field) => field.name !== 'error'),
      { name: 'error', type: errorType },
    ];
    const rescue = context.steps(['catch'], given.catch, withError);
    const difference = differenceOf(attempt.output, rescue.output);
    if (difference !== undefined) {
      context.problem(
        ['catch'],
        'type_mismatch',
        `\`catch\` does not give the same fields as \`steps\`: ${difference}.`,
        'Put a select or derive at the end of one of them.',
      );
    }
    return { output: attempt.output, ordered: attempt.ordered && rescue.ordered, plan: { attempt, rescue } };
  },
  run: (plan, input, context) => runTry(plan, input, context),
});

/** Both what comes in and what the attempt gives wait, because only its end tells which of them is wanted. */
async function* runTry(plan: Plan, input: BatchStream, context: StepContext): BatchStream {
  const [taken, given] = [context.keep(), context.keep()];
  try {
    for await (const batch of input) await taken.add(batch);
    const failure = await attempt(plan, { taken, given }, context);
    yield* failure === undefined ? given.read() : context.open(plan.rescue, withError(taken.read(), failure));
  } finally {
    await taken.drop();
    await given.drop();
  }
}

/** Performs the steps; what they failed with, if they did. */
async function attempt(
  plan: Plan,
  { taken, given }: { taken: KeptRecords; given: KeptRecords },
  context: StepContext,
): Promise<DataRecord | undefined> {
  const failed = await given.take(context.open(plan.attempt, taken.read()));
  if (failed === undefined) return undefined;
  const { code, message, step, outcome } = toMillraceError(failed.error);
  if (context.signal.aborted || outcome === 'cancelled') throw failed.error;
  context.log('warn', `the attempt failed at ${step ?? 'a step'} (${message}); going on with catch`);
  return { code, message, step: step ?? null };
}

async function* withError(records: BatchStream, error: DataRecord): BatchStream {
  for await (const batch of records) yield batch.map((record) => ({ ...record, error }));
}
