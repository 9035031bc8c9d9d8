import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { silentLogger } from '../core/logger.ts';
import { hourly, openLedger, prepareRun } from '../main/dispatcher.fixture.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { listJobStandings } from '../store/job-state.ts';
import * as runs from '../store/runs.ts';
import { createDispatcher } from './dispatcher.ts';
import type { ScheduledJob } from './scheduled-job.ts';

const overlaps = ['skip', 'queue-one', 'queue-all', 'cancel-running', 'allow'] as const;

/** Of each overlap, one that no run can be made for, one that tries again, and one that has paused itself. */
const jobs: readonly ScheduledJob[] = [
  ...overlaps.map((overlap) => ({ ...hourly, name: overlap, overlap })),
  { ...hourly, name: 'broken' },
  { ...hourly, name: 'again', retry: { attempts: 2, wait: 1_000, factor: 1, max: 1_000 } },
  { ...hourly, name: 'pausing', pauseAfter: 1 },
  {
    ...hourly,
    name: 'weekly',
    schedule: { ...hourly.schedule, zone: 'UTC', gap: 'shift', fold: 'first', cron: '0 0 * * 0' },
  },
];

/** What a day of jobs comes to, decided about together or one by one. */
async function fatesOf(t: TestContext, isTogether: boolean): Promise<unknown> {
  const { store, clock } = await openLedger(t);
  const queued: { run: string; together: boolean }[] = [];
  const ledger = createJobLedger(store, {
    enqueue: async (_store, { run }) => void queued.push({ run, together: false }),
    enqueueAll: async (_store, entries) => void queued.push(...entries.map(({ run }) => ({ run, together: true }))),
  });
  const { settleAll: _left, ...alone } = ledger;
  const options = { clock, logger: silentLogger, jobs: () => jobs, prepare: prepareRun };
  const dispatcher = createDispatcher({ ...options, ledger: isTogether ? ledger : alone });
  const end = async (from: number): Promise<void> => {
    for (const [at, { run }] of queued.slice(from).entries()) {
      await runs.startRun(store, run);
      if (at % 3 === 0) continue; // it goes on
      const outcome = at % 3 === 1 ? 'ok' : 'failed';
      await runs.endRun(store, run, { outcome, records: 1, rejected: 0, steps: [], duration: 1 });
    }
  };
  await dispatcher.tick();
  for (let hour = 0; hour < 4; hour++) {
    clock.advance(3_600_000);
    const before = queued.length;
    await dispatcher.tick();
    // The same runs in the same order, however they were queued.
    queued.splice(before, Infinity, ...(await inOrder(queued.slice(before))));
    await end(before);
    clock.advance(2_000);
    await dispatcher.tick();
  }
  async function inOrder(some: typeof queued): Promise<typeof queued> {
    const found = await Promise.all(
      some.map(async (one) => ({ one, job: (await runs.getRun(store, one.run)).trigger.job ?? '' })),
    );
    return found.toSorted((a, b) => a.job.localeCompare(b.job)).map(({ one }) => one);
  }
  const { rows } = await store.pool.query(
    `select o.job, o.planned, o.origin, o.state, o.reason, o.attempt, o.late, o.definition_hash, o.ended_at,
       jsonb_array_length(o.attempts) as attempts, r.state as run, r.outcome, r.attempt as run_attempt
     from millrace.occurrences o left join millrace.runs r on r.id = o.run_id order by o.job, o.planned`,
  );
  assert.equal(
    queued.some(({ together }) => together),
    isTogether,
  );
  return { rows, standings: await listJobStandings(store) };
}

test('jobs that are settled together come to what they come to one by one', async (t) => {
  const [together, alone] = [await fatesOf(t, true), await fatesOf(t, false)];
  assert.deepEqual(together, alone);
});

test('a row that is there already gets no second run', async (t) => {
  const { store, clock } = await openLedger(t);
  const queued: string[] = [];
  const ledger = createJobLedger(store, { enqueue: async (_store, { run }) => void queued.push(run) });
  const settle = (): Promise<readonly string[]> | undefined =>
    ledger.settleAll?.(
      ['a', 'b'].map((name) => ({
        job: { name, hash: 'h' },
        decide: (state) => ({
          ...{ settledUntil: clock.now(), changes: [], cancels: [], failures: state.failures },
          inserts: [{ planned: clock.now(), state: 'queued' as const }],
        }),
        prepare: (attempt) => prepareRun(name, attempt),
      })),
    );
  assert.deepEqual([await settle(), await settle()], [[], []]);
  const { rows } = await store.pool.query(
    'select count(*) as rows, count(distinct run_id) as runs from millrace.occurrences',
  );
  assert.deepEqual([rows, queued.length], [[{ rows: 2, runs: 2 }], 2]);
  assert.equal((await store.pool.query('select 1 from millrace.runs')).rowCount, 2);
});
