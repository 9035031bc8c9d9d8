import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import { silentLogger } from '../core/logger.ts';
import { by, openLedger, prepareRun } from '../main/dispatcher.fixture.ts';
import { types } from '../model/value-type.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { listOccurrences } from '../store/job-state.ts';
import { pauseJob, resumeJob } from '../store/pause-job.ts';
import { createLookStore } from '../store/trigger-looks.ts';
import { createDispatcher } from './dispatcher.ts';
import type { ScheduledJob } from './scheduled-job.ts';
import { createTriggerWatch } from './trigger-watch.ts';

const polled: ScheduledJob = {
  ...{ name: 'polled', hash: 'p1', enabled: true, overlap: 'queue-one', missed: { run: 'latest', within: 0 } },
  looks: [{ on: 'poll', chain: 'a.Newest', every: 60_000 }],
};

test('two nodes ask in turn, and each growth starts the job once, with the mark that it has succeeded up to', async (t) => {
  const setting = await openLedger(t, polled);
  const { clock, store } = setting;
  const table: { value: number | null; asked: number } = { value: 5, asked: 0 };
  const askMark = async () => {
    table.asked += 1;
    return { value: table.value, type: types.integer };
  };
  const rest = { clock, logger: silentLogger, jobs: () => setting.jobs, noted: () => undefined };
  const findFiles = () => Promise.reject(new MillraceError('internal', 'nobody looks for files here'));
  const node = (ask: typeof askMark) =>
    createTriggerWatch({ ...rest, store: createLookStore(store), findFiles, askMark: ask });
  const nodes = [node(askMark), node(askMark)];
  const ledger = createJobLedger(store, { enqueue: async (_store, { run }) => void setting.queued.push(run) });
  const others = [1, 2].map(() => createDispatcher({ ...rest, ledger, prepare: prepareRun }));
  const look = async (after: number): Promise<void> => {
    clock.advance(after);
    await Promise.all(nodes.map((one) => one.tick()));
    await Promise.all([setting.dispatcher, ...others].map((one) => one.tick()));
  };
  const told = async () =>
    (await listOccurrences(store)).toReversed().map(({ cause, state }) => [state, cause?.previous, cause?.mark]);

  await look(0);
  await look(30_000);
  assert.equal(table.asked, 1, 'by one of them, and not too early');
  await look(30_000);
  assert.deepEqual([table.asked, await told()], [2, []]);
  table.value = 6;
  await look(60_000);
  assert.deepEqual(await told(), [['queued', 5, 6]]);
  table.value = 8;
  await look(60_000);
  assert.equal(table.asked, 3, 'nobody asks while the job runs');
  await setting.finish('invalid');
  await look(60_000);
  assert.deepEqual(await told(), [
    ['failed', 5, 6],
    ['queued', 5, 8],
  ]);
  await setting.finish('ok');
  await pauseJob(store, { job: 'polled', reason: 'stocktaking', by });
  table.value = 9;
  await look(60_000);
  assert.equal(table.asked, 4, 'nobody asks while it is paused');
  await resumeJob(store, { job: 'polled', by });
  await look(60_000);
  assert.deepEqual((await told()).slice(2), [['queued', 8, 9]]);
  await setting.finish('ok');

  // A node that was away for longer than its lease writes nothing.
  const answer = Promise.withResolvers<{ value: number; type: typeof types.integer }>();
  clock.advance(60_000);
  const asleep = node(() => answer.promise).tick();
  while (
    (await store.db.selectFrom('millrace.trigger_looks').select('lease_id').executeTakeFirst())?.lease_id === null
  );
  clock.advance(130_000);
  table.value = 10;
  await look(0);
  answer.resolve({ value: 11, type: types.integer });
  await asleep;
  await look(0);
  assert.deepEqual((await told()).slice(3), [['queued', 9, 10]]);
});
