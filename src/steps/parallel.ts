import { z } from 'zod';
import { Channel } from '../core/channel.ts';
import { noLongerWanted } from '../core/no-longer-wanted.ts';
import { type CheckedPipeline, defineStep, type StepContext } from '../engine/step-contract.ts';
import { choice, steps } from '../model/setting.ts';
import type { Batch, BatchStream } from '../model/value.ts';
import { sameWays } from './same-fields.ts';

const settings = z.strictObject({
  ways: z
    .array(z.strictObject({ steps: steps('What happens to the records on this way.') }))
    .min(1)
    .meta({ description: 'Steps that all get every record, at the same time.' }),
  order: choice(
    ['mixed', 'ways'],
    'How the results are put together: as they come, or all of the first way before those of the second.',
  ).default('mixed'),
});

interface Plan {
  readonly ways: readonly CheckedPipeline[];
  readonly inOrder: boolean;
}

/** Sends every record several ways at once. */
export const parallel = defineStep<typeof settings, Plan>({
  name: 'parallel',
  aliases: ['fork', 'fan out', 'tee', 'concurrently', 'split and merge'],
  summary: 'Does several things with the same records at the same time, and gives all results together.',
  docs: [
    'Each way gets every record, in the order in which they came. All ways must give the same fields; equal records of two ways both stay. `branch` sends each record one way only.',
    'With `order: mixed` the results come as the ways give them, in no defined order. With `order: ways` all of the first way come first, then those of the second: what the others give meanwhile waits, beyond some records on disk.',
    'The ways wait for each other only as far as a few batches. A way that wants no more records (after a `limit`) does not hold up the others; one that fails ends them all.',
  ].join('\n\n'),
  category: 'flow',
  status: 'stable',
  shape: 'flow',
  failsByRecord: false,
  settings,
  examples: [
    {
      title: 'The best and the total of the same orders',
      with: {
        order: 'ways',
        ways: [
          {
            steps: [
              { uses: 'sort', with: { by: ['amount desc'] } },
              { uses: 'limit', with: { count: 1 } },
              { uses: 'select', with: { fields: ['name', 'amount'] } },
            ],
          },
          {
            steps: [
              { uses: 'aggregate', with: { compute: { amount: 'sum(amount)' } } },
              { uses: 'derive', with: { compute: { name: "'all'" } } },
            ],
          },
        ],
      },
      input: {
        shape: { name: 'text', amount: 'integer' },
        records: [
          { name: 'tea', amount: 3 },
          { name: 'mug', amount: 9 },
        ],
      },
      records: [
        { name: 'mug', amount: 9 },
        { name: 'all', amount: 12 },
      ],
      ordered: true,
    },
  ],
  check(given, context) {
    const ways = given.ways.map((way, at) => context.steps(['ways', at, 'steps'], way.steps, context.input));
    const output = sameWays(
      ways.map((way, at) => ({ path: ['ways', at], output: way.output })),
      context,
    );
    const inOrder = given.order === 'ways';
    const ordered = inOrder && context.inputOrdered && ways.every((way) => way.ordered);
    return { output, ordered, plan: { ways, inOrder } };
  },
  run: (plan, input, context) => runParallel(plan, input, context),
});

/**
 * One pump feeds all ways, and a worker pulls each. No worker waits for another: with `mixed` all put into one channel,
 * which the consumer empties; with `ways` each but the first holds back what it gives, beyond some records on disk. So the
 * pump always gets on, whatever the consumer waits for. What fails ends all; nothing goes on when this returns.
 */
async function* runParallel({ ways, inOrder }: Plan, input: BatchStream, context: StepContext): BatchStream {
  const entries = ways.map(() => new Channel<Batch>(context.waitingBatches));
  const exits = inOrder
    ? ways.map(() => new Channel<Batch>(context.waitingBatches))
    : [new Channel<Batch>(context.waitingBatches)];
  const breakOff = (error: unknown): void => {
    for (const channel of [...entries, ...exits]) channel.fail(error);
  };
  const workers = ways.map(async (way, at) => {
    const output = untilDone(context.open(way, entries[at]), entries[at]!);
    const held = inOrder && at > 0 ? context.hold(output) : output;
    await pour(held, { entry: entries[at]!, exit: exits[inOrder ? at : 0]! });
    if (inOrder) exits[at]!.end();
  });
  const all = Promise.all([distribute(input, entries), ...workers].map((work) => work.catch(breakOff))).then(() => {
    for (const exit of exits) exit.end();
  });
  try {
    for (const exit of exits) yield* exit;
  } finally {
    breakOff(noLongerWanted);
    await all;
  }
}

/** A way that has given all takes nothing more, also while what it gave is held: the pump must not wait for it. */
async function* untilDone(output: BatchStream, entry: Channel<Batch>): BatchStream {
  yield* output;
  entry.end();
}

async function pour(records: BatchStream, { entry, exit }: { entry: Channel<Batch>; exit: Channel<Batch> }) {
  try {
    for await (const batch of records) if (!(await exit.put(batch))) return;
  } finally {
    // A way that has enough may never have begun to take.
    entry.end();
  }
}

/** Gives each batch to every way, until the records end or no way takes any more. */
async function distribute(input: BatchStream, entries: readonly Channel<Batch>[]): Promise<void> {
  const open = new Set(entries);
  for await (const batch of input) {
    const taken = await Promise.all([...open].map(async (entry) => [entry, await entry.put(batch)] as const));
    for (const [entry, took] of taken) if (!took) open.delete(entry);
    if (open.size === 0) return;
  }
  for (const entry of entries) entry.end();
}
