import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../core/logger.ts';
import { newId } from '../core/ids.ts';
import { by, hourly, openLedger, prepareRun, type Setting } from '../main/dispatcher.fixture.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { listOccurrences } from '../store/job-state.ts';
import { pauseJob, resumeJob } from '../store/pause-job.ts';
import { archiveRuns } from '../store/run-archive.ts';
import * as runs from '../store/runs.ts';
import { createDispatcher } from './dispatcher.ts';
import type { ScheduledJob } from './scheduled-job.ts';
import { triggerWatches } from './trigger-rules.ts';

const upstream: ScheduledJob = { ...hourly, name: 'import', hash: 'i1' };

type Triggers = Parameters<typeof triggerWatches>[0];

const job = (name: string, triggers: Triggers, rest: Partial<ScheduledJob> = {}): ScheduledJob => ({
  ...{ name, hash: `${name}1`, enabled: true, overlap: 'queue-one', missed: { run: 'latest', within: 0 } },
  watches: triggerWatches(triggers),
  ...rest,
});

/** States of the occurrences of a job, the oldest first. */
async function states({ store }: Setting, name: string): Promise<string[]> {
  const found = await listOccurrences(store, { job: name });
  return found.toReversed().map(({ state, reason }) => (state === 'skipped' ? `${state}: ${reason ?? ''}` : state));
}

test('what comes after a job starts once, in the same look, whoever looks', async (t) => {
  const setting = await openLedger(
    t,
    upstream,
    job('summarise', [{ after: 'import' }]),
    job('clean', [{ after: { job: 'import', outcome: 'failed' } }]),
    job('count', [{ after: { job: 'import', outcome: 'ended' } }]),
  );
  const { clock, store } = setting;
  await setting.at('08:00:00');
  const [first] = setting.queued;
  await setting.finish('ok');
  const [occurrence] = await listOccurrences(store, { job: 'summarise' });
  const [cause] = await listOccurrences(store, { job: 'import' });
  assert.equal(occurrence?.origin, `after:${cause?.id}`);
  assert.equal(occurrence.planned, cause?.endedAt);
  assert.deepEqual(occurrence.cause, {
    ...{ on: 'job', job: 'import', occurrence: cause?.id, run: first, outcome: 'succeeded' },
  });
  assert.deepEqual([await states(setting, 'clean'), await states(setting, 'count')], [[], ['queued']]);
  for (const run of setting.queued.slice(1)) await setting.finish('ok', run);

  // Two nodes, and nobody looked between the end and the death of whoever saw it.
  await setting.at('09:00:00');
  const [, , , second = ''] = setting.queued;
  await runs.startRun(store, second);
  await runs.endRun(store, second, { outcome: 'invalid', records: 0, rejected: 0, steps: [], duration: 1 });
  const ledger = createJobLedger(store, { enqueue: async (_store, { run }) => void setting.queued.push(run) });
  const nodes = [1, 2, 3].map(() =>
    createDispatcher({ ledger, clock, logger: silentLogger, jobs: () => setting.jobs, prepare: prepareRun }),
  );
  await ledger.settle(
    upstream,
    (state) => ({
      ...{ settledUntil: state.settledUntil, inserts: [], cancels: [], failures: 1 },
      changes: state.open.map(({ id }) => ({ id, state: 'failed', reason: 'invalid' })),
    }),
    () => assert.fail('nothing is to be started'),
  );
  assert.deepEqual(await states(setting, 'clean'), [], 'it died here');
  clock.advance(1_000);
  await Promise.all(nodes.map((node) => node.tick()));
  await Promise.all(nodes.map((node) => node.tick()));
  assert.deepEqual(await states(setting, 'summarise'), ['succeeded']);
  assert.deepEqual(await states(setting, 'clean'), ['queued']);
  assert.deepEqual(await states(setting, 'count'), ['succeeded', 'queued']);
});

test('a chain that ended starts a job, whoever ran it and however it was written down', async (t) => {
  const setting = await openLedger(t, job('told', [{ after: { chain: 'a.B' } }]));
  const { store, clock } = setting;
  const request = (id: string, rest: object = {}) => ({
    ...prepareRun('other', { run: id, occurrence: newId(), planned: clock.now(), origin: 'schedule', attempt: 1 })
      .request,
    trigger: { kind: 'manual' as const },
    ...rest,
  });
  const end = { outcome: 'ok', records: 0, rejected: 0, steps: [], duration: 1 } as const;
  const queued = newId();
  await runs.createRun(store, request(queued));
  await runs.startRun(store, queued);
  await runs.endRun(store, queued, end);
  assert.equal(await runs.endRun(store, queued, end), false);
  await setting.dispatcher.tick();
  const [occurrence] = await listOccurrences(store, { job: 'told' });
  assert.deepEqual(occurrence?.cause, { on: 'chain', chain: 'a.B', run: queued, outcome: 'ok' });
  await setting.finish('ok', occurrence.run);

  const archived = (rest: object, outcome: 'ok' | 'failed' = 'ok') => {
    const given = request(newId(), rest);
    const record = {
      ...{ id: given.id, chain: given.chain, state: 'ended' as const, outcome, trigger: given.trigger },
      ...{ principal: given.principal, fingerprint: '', parameters: {}, dryRun: given.dryRun, queuedAt: clock.now() },
      ...{ startedAt: clock.now(), endedAt: clock.now(), records: 0, rejected: 0, steps: [], problems: [] },
      ...{ files: [], effects: [], definitions: {} },
    };
    return { request: given, record, logs: [], rejects: [], files: [] };
  };
  const others = [
    archived({ trigger: { kind: 'endpoint', of: 'orders' } }),
    archived({ dryRun: true }),
    archived({ chain: 'a.C' }),
    archived({ trigger: { kind: 'schedule', job: 'x', place: 'poll' } }),
    archived({}, 'failed'),
  ];
  clock.advance(1_000);
  await archiveRuns(store, others);
  await setting.dispatcher.tick();
  const after = (await listOccurrences(store, { job: 'told' })).map(({ cause }) => cause?.run);
  assert.deepEqual(after.includes(others[0]?.request.id), true);
  // The run of the job itself was of this chain, too: the definitions that would lead to that are refused.
  assert.equal(after.length, 3);
});

test('overlap, pauses and jobs that are off hold for causes as they do for instants', async (t) => {
  const waits = job('waits', [{ after: 'import' }]);
  const setting = await openLedger(t, upstream, waits, job('skips', [{ after: 'import' }], { overlap: 'skip' }));
  const { store } = setting;
  /** An hour later, the import has run. */
  const importAt = async (time: string): Promise<void> => {
    await setting.at(time);
    const [latest] = await listOccurrences(store, { job: 'import', limit: 1 });
    await setting.finish('ok', latest?.run);
  };
  await importAt('08:00:00');
  await importAt('09:00:00');
  await importAt('10:00:00');
  assert.deepEqual(await states(setting, 'waits'), ['queued', 'planned', 'merged']);
  assert.deepEqual(
    (await states(setting, 'skips')).map((state) => state.slice(0, 7)),
    ['queued', 'skipped', 'skipped'],
  );

  await pauseJob(store, { job: 'skips', reason: 'stocktaking', by });
  await importAt('11:00:00');
  assert.equal((await states(setting, 'skips')).at(-1), 'skipped: The job is paused.');
  await resumeJob(store, { job: 'skips', by });
  setting.jobs = [upstream, { ...waits, hash: 'off', enabled: false, watches: [] }];
  await setting.at('11:30:00');
  await importAt('12:00:00');
  assert.equal((await states(setting, 'waits')).length, 4);
  const watches = await store.db.selectFrom('millrace.trigger_watches').selectAll().execute();
  assert.deepEqual(watches, [], 'nobody waits any more: one is off, one is gone');
});

test('a backfill of the one before starts nothing after it', async (t) => {
  const setting = await openLedger(t, { ...upstream, schedule: undefined }, job('summarise', [{ after: 'import' }]));
  const { store, clock } = setting;
  const now = new Date(clock.now()).toISOString();
  const backfill = {
    id: newId(),
    workgroup_id: store.workgroup,
    job: 'import',
    created_at: now,
    definition_hash: 'i1',
  };
  await store.db
    .insertInto('millrace.occurrences')
    .values({ ...backfill, planned: now, due: now, origin: `backfill:${newId()}`, state: 'planned' })
    .execute();
  await setting.dispatcher.tick();
  await setting.finish('ok');
  assert.deepEqual([await states(setting, 'import'), await states(setting, 'summarise')], [['succeeded'], []]);
});
