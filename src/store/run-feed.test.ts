import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { SimulatedClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { RunFeed, type TakenMessage } from './run-feed.ts';

/** A queue in memory that writes down what is done with it, and runs that end when they are told to. */
function setting(concurrency: number, messages: number) {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const waiting = Array.from({ length: messages }, (_none, at) => `r${at}`);
  const asked: number[] = [];
  const [completed, failed, kept]: [string[], string[], string[]] = [[], [], []];
  const going = new Map<string, { end(): void; fail(): void }>();
  const runsOf = (some: readonly TakenMessage[]): string[] => some.map(({ data }) => data.run);
  const feed = new RunFeed({
    ...{ clock, logger: silentLogger, concurrency, listens: () => true },
    source: {
      async take(most) {
        asked.push(most);
        return waiting.splice(0, most).map((run) => ({ id: run, retryCount: 0, data: { run } }));
      },
      complete: async (some) => void completed.push(...runsOf(some)),
      fail: async (message) => void failed.push(message.data.run),
      giveBack: async (some) => void waiting.unshift(...runsOf(some)),
      keep: async (some) => void kept.push(...runsOf(some)),
    },
    perform: ({ data: { run } }) =>
      new Promise<void>((resolve, reject) => {
        const over = (settle: () => void) => () => {
          going.delete(run);
          settle();
        };
        going.set(run, { end: over(resolve), fail: over(() => reject(new RangeError('it cannot be taken up'))) });
      }),
  });
  const settled = async (): Promise<void> => {
    for (let step = 0; step < 5; step++) await turn();
  };
  /** Ends what goes on, `took` milliseconds later. */
  const endAll = async (took: number): Promise<void> => {
    clock.advance(took);
    for (const { end } of [...going.values()]) end();
    await settled();
  };
  return { feed, clock, waiting, asked, completed, failed, kept, going, settled, endAll };
}

test('as many as were asked for go on at once, and long ones take none from others', async () => {
  const { feed, waiting, going, settled, endAll, completed, clock } = setting(2, 6);
  feed.start();
  await settled();
  assert.deepEqual([[...going.keys()], waiting.length], [['r0', 'r1'], 4]);
  await endAll(5_000);
  assert.deepEqual(
    [[...going.keys()], waiting],
    [
      ['r2', 'r3'],
      ['r4', 'r5'],
    ],
  );
  clock.advance(50);
  await settled();
  assert.deepEqual(completed, ['r0', 'r1']);
});

test('of short ones many are taken at once, and what waits behind a long one goes back', async () => {
  const { feed, waiting, going, settled, endAll, asked, clock } = setting(2, 300);
  feed.start();
  await settled();
  for (let round = 0; round < 40; round++) await endAll(2);
  assert.ok(Math.max(...asked) > 16, `at most ${Math.max(...asked)} were taken at once`);
  assert.equal(going.size, 2);
  const before = waiting.length;
  clock.advance(500);
  await settled();
  clock.advance(600);
  await settled();
  clock.advance(600);
  await settled();
  assert.ok(waiting.length > before, 'others may have them');
  assert.equal(going.size, 2);
});

test('a run that could not be performed is delivered again, and a stop gives back what has not begun', async () => {
  const { feed, waiting, going, settled, endAll, failed, kept, completed, clock } = setting(1, 40);
  feed.start();
  await settled();
  for (let round = 0; round < 12; round++) await endAll(1);
  going.values().next().value?.fail();
  await settled();
  assert.deepEqual(failed, ['r12']);
  const stopping = feed.stop(60_000);
  await settled();
  assert.deepEqual([...going.keys(), ...waiting.slice(0, 2)], ['r13', 'r14', 'r15']);
  clock.advance(10_000);
  assert.deepEqual(kept, ['r13'], 'it is kept alive while it is waited for');
  await endAll(1_000);
  await stopping;
  assert.equal(completed.at(-1), 'r13');
  assert.equal(going.size, 0);
});
