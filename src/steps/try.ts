import { z } from 'zod';
import { MillraceError, toMillraceError } from '../core/errors.ts';
import { type CheckedPipeline, defineStep, type StepContext } from '../engine/step-contract.ts';
import { steps } from '../model/setting.ts';
import type { Batch, BatchStream } from '../model/value.ts';
import { formatShape, recordOf, type Shape, types } from '../model/value-type.ts';

const settings = z.strictObject({
  steps: steps('What is tried.'),
  catch: steps('What is done with the records instead if that fails; they get a field `error`.'),
});

interface Plan {
  readonly attempt: CheckedPipeline;
  readonly rescue: CheckedPipeline;
}

/** The most records that are kept for the case that the attempt fails. */
const mostRecords = 100_000;

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
    'Both must give the same fields. A cancel or time-out of the run is not caught. At most 100,000 records are kept; put it into `each` to try record by record.',
  ].join('\n\n'),
  category: 'flow',
  status: 'stable',
  shape: 'flow',
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
    const [wanted, other] = [attempt.output, rescue.output].map(byName);
    if (wanted !== other) {
      context.problem(
        ['catch'],
        'type_mismatch',
        `catch gives { ${other} }, but steps give { ${wanted} }.`,
        'Put a select at the end of one of them.',
      );
    }
    return { output: attempt.output, ordered: attempt.ordered && rescue.ordered, plan: { attempt, rescue } };
  },
  run: (plan, input, context) => runTry(plan, input, context),
});

/** Fields are told apart by name, whatever order they stand in. */
function byName(shape: Shape): string {
  return formatShape(shape.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
}

async function* runTry({ attempt, rescue }: Plan, input: BatchStream, context: StepContext): BatchStream {
  const kept = await keep(input);
  const given: Batch[] = [];
  try {
    for await (const batch of context.open(attempt, again(kept))) given.push(batch);
  } catch (error) {
    const { code, message, step, outcome } = toMillraceError(error);
    if (context.signal.aborted || outcome === 'cancelled') throw error;
    context.log('warn', `the attempt failed at ${step ?? 'a step'} (${message}); going on with catch`);
    const caught = { code, message, step: step ?? null };
    yield* context.open(rescue, again(kept.map((batch) => batch.map((record) => ({ ...record, error: caught })))));
    return;
  }
  yield* given;
}

async function keep(input: BatchStream): Promise<Batch[]> {
  const kept: Batch[] = [];
  let count = 0;
  for await (const batch of input) {
    count += batch.length;
    if (count > mostRecords) {
      throw new MillraceError('limit', `try would have to keep more than ${mostRecords} records.`, {
        hint: 'Put it into `each`, or filter first.',
      });
    }
    kept.push(batch);
  }
  return kept;
}

async function* again(batches: readonly Batch[]): BatchStream {
  yield* batches;
}
