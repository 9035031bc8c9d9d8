import { z } from 'zod';
import { Channel } from '../core/channel.ts';
import { noLongerWanted } from '../core/no-longer-wanted.ts';
import { type CheckedPipeline, defineStep, type StepContext } from '../engine/step-contract.ts';
import { type Closure, compileClosure } from '../expression/closure.ts';
import { expression, steps } from '../model/setting.ts';
import type { Batch, BatchStream, DataRecord } from '../model/value.ts';
import { types } from '../model/value-type.ts';
import { sameWays } from './same-fields.ts';

const settings = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        when: expression('The condition.', { example: 'qty > 100' }),
        steps: steps('What happens to these records.'),
      }),
    )
    .min(1)
    .meta({ description: 'Conditions with steps each; a record goes to the first whose condition is true.' }),
  else: steps('What happens to the other records; without it they pass through.').optional(),
});

interface Plan {
  readonly conditions: readonly Closure[];
  /** One for each case, and one for the others; undefined lets records through. */
  readonly ways: readonly (CheckedPipeline | undefined)[];
}

/** Sends records different ways. */
export const branch = defineStep<typeof settings, Plan>({
  name: 'branch',
  aliases: ['if', 'switch', 'case', 'route', 'split'],
  summary: 'Sends each record the way whose condition is true, and brings all together again.',
  docs: 'A record goes one way only. All ways must give the same fields. The order of the result is not defined.',
  category: 'flow',
  status: 'stable',
  shape: 'flow',
  holds: false,
  settings,
  examples: [
    {
      title: 'A discount for large orders',
      with: {
        cases: [{ when: 'qty >= 10', steps: [{ uses: 'derive', with: { compute: { price: 'price - 1' } } }] }],
      },
      input: {
        shape: { qty: 'integer', price: 'integer' },
        records: [
          { qty: 12, price: 5 },
          { qty: 1, price: 5 },
        ],
      },
      records: [
        { qty: 12, price: 4 },
        { qty: 1, price: 5 },
      ],
    },
  ],
  check(given, context) {
    const conditions = given.cases.map((each, at) =>
      compileClosure(context.expression(['cases', at, 'when'], each.when, { expects: types.boolean })),
    );
    const ways = given.cases.map((each, at) => context.steps(['cases', at, 'steps'], each.steps, context.input));
    const others = given.else === undefined ? undefined : context.steps(['else'], given.else, context.input);
    const last = others === undefined ? { path: ['cases'], output: context.input } : { path: ['else'], ...others };
    const output = sameWays([...ways.map((way, at) => ({ path: ['cases', at], output: way.output })), last], context);
    return { output, ordered: false, plan: { conditions, ways: [...ways, others] } };
  },
  run: (plan, input, context) => runBranch(plan, input, context),
});

/**
 * One pump feeds all ways; each way is pulled by a worker of its own, so that none can keep the others waiting for good.
 * What fails in one way ends the others with that error, so that no sink takes its part for the whole; and nothing goes
 * on when this returns.
 */
async function* runBranch({ conditions, ways }: Plan, input: BatchStream, context: StepContext): BatchStream {
  const entries = ways.map(() => new Channel<Batch>(context.waitingBatches));
  const merged = new Channel<Batch>(context.waitingBatches);
  const breakOff = (error: unknown): void => {
    for (const entry of entries) entry.fail(error);
    merged.fail(error);
  };
  const workers = ways.map((way, at) => pourWay(way, { entry: entries[at] as Channel<Batch>, merged }, context));
  const all = Promise.all(
    [distribute({ input, conditions, entries }, context), ...workers].map((work) => work.catch(breakOff)),
  ).then(() => merged.end());
  try {
    yield* merged;
  } finally {
    breakOff(noLongerWanted);
    await all;
  }
}

async function pourWay(
  way: CheckedPipeline | undefined,
  { entry, merged }: { entry: Channel<Batch>; merged: Channel<Batch> },
  context: StepContext,
): Promise<void> {
  try {
    for await (const batch of way === undefined ? entry : context.open(way, entry))
      if (!(await merged.put(batch))) return;
  } finally {
    // A way that has enough may never have begun to take.
    entry.end();
  }
}

interface Distribution {
  readonly input: BatchStream;
  readonly conditions: readonly Closure[];
  readonly entries: readonly Channel<Batch>[];
}

/** Gives each record to its way, until the records end or no way takes any more. */
async function distribute({ input, conditions, entries }: Distribution, context: StepContext): Promise<void> {
  const open = new Set(entries);
  for await (const batch of input) {
    const parts = entries.map((): DataRecord[] => []);
    for (const record of batch) {
      try {
        const found = conditions.findIndex((condition) => condition(record, context.env) === true);
        parts.at(found)?.push(record);
      } catch (error) {
        context.failRecord(record, error);
      }
    }
    for (const [at, entry] of entries.entries()) {
      const part = parts[at] ?? [];
      if (part.length > 0 && !(await entry.put(part))) open.delete(entry);
    }
    if (open.size === 0) return;
  }
  for (const entry of entries) entry.end();
}
