/** Several schedulers on one ledger whose clocks are wrong, and are set forward and back while they run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Clock, SimulatedClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import type { Attempt, PreparedRun } from '../model/job-ledger.ts';
import { localAdministrator } from '../model/principal.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { listOccurrences } from '../store/job-state.ts';
import type { Store } from '../store/open-store.ts';
import { openTestStore } from '../store/test-store.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import type { ScheduledJob } from './scheduled-job.ts';

const minute = 60_000;

const often: ScheduledJob = {
  ...{ name: 'often', hash: 'h1', enabled: true, overlap: 'allow' },
  schedule: { every: minute, zone: 'UTC', gap: 'shift', fold: 'first' },
  missed: { run: 'all', within: 24 * 60 * minute },
};

/** A node with a clock that is wrong by as much as `by` says now. */
interface SkewedNode {
  by: number;
  readonly dispatcher: Dispatcher;
}

function prepare(_job: string, attempt: Attempt): PreparedRun {
  const trigger = { kind: 'schedule' as const, job: often.name, occurrence: attempt.occurrence };
  const rest = { effectId: attempt.occurrence, dryRun: false, zone: 'UTC', now: attempt.planned, trigger };
  return { request: { id: attempt.run, chain: 'a.B', parameters: {}, principal: localAdministrator, ...rest } };
}

function skewedNode(store: Store, base: Clock, job: ScheduledJob): SkewedNode {
  const clock: Clock = {
    now: () => base.now() + node.by,
    monotonic: () => base.monotonic(),
    after: (milliseconds, action) => base.after(milliseconds, action),
  };
  const ledger = createJobLedger({ ...store, clock }, { enqueue: async () => undefined });
  const node: SkewedNode = {
    by: 0,
    dispatcher: createDispatcher({ ledger, clock, logger: silentLogger, jobs: () => [job], prepare }),
  };
  return node;
}

/** What happens next: time passes, the clock of a node is set, and it looks. */
const turns = fc.array(
  fc.record({
    node: fc.nat({ max: 2 }),
    passes: fc.integer({ min: 0, max: 3 * minute }),
    by: fc.integer({ min: -10 * minute, max: 10 * minute }),
  }),
  { minLength: 5, maxLength: 25 },
);

test('no instant is doubled and none is without a fate, however the clocks of the nodes are set', async (t) => {
  const begin = Date.parse('2026-03-01T08:00:00Z');
  const base = new SimulatedClock(begin);
  const store = await openTestStore(t, base);
  let played = 0;
  await fc.assert(
    fc.asyncProperty(turns, async (list) => {
      played += 1;
      const job = { ...often, name: `often-${played}` };
      const nodes = [0, 1, 2].map(() => skewedNode(store, base, job));
      await nodes[0]?.dispatcher.tick();
      const from = base.now();
      for (const { node, passes, by } of list) {
        base.advance(passes);
        const one = nodes[node];
        if (one === undefined) continue;
        one.by = by;
        await one.dispatcher.tick();
      }
      // In the end somebody's clock is right, and the last of what others did too soon is over.
      base.advance(12 * minute);
      for (const one of nodes) one.by = 0;
      await nodes[1]?.dispatcher.tick();
      const planned = (await listOccurrences(store, { job: job.name, limit: 500 })).flatMap(
        ({ planned: first, until }) =>
          Array.from({ length: Math.round(((until ?? first) - first) / minute) + 1 }, (_, at) => first + at * minute),
      );
      const wanted = Math.floor(base.now() / minute) - Math.floor(from / minute);
      const instants = new Set(planned);
      assert.equal(instants.size, planned.length, 'none has two fates');
      const left = Array.from({ length: wanted }, (_, at) => (Math.floor(from / minute) + 1 + at) * minute).filter(
        (instant) => !instants.has(instant),
      );
      assert.deepEqual(left, [], 'none is without a fate');
    }),
    { numRuns: 12 },
  );
});
