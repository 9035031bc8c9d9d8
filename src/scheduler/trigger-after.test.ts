import assert from 'node:assert/strict';
import { test } from 'node:test';
import { by, openLedger } from '../main/dispatcher.fixture.ts';
import { listOccurrences } from '../store/job-state.ts';
import { pauseJob, resumeJob } from '../store/pause-job.ts';
import type { ScheduledJob } from './scheduled-job.ts';
import { hourly } from '../main/dispatcher.fixture.ts';

const upstream: ScheduledJob = { ...hourly, name: 'import' };
const after = (outcomes: readonly string[], rest: Partial<ScheduledJob> = {}): ScheduledJob => ({
  name: 'summarise',
  hash: 'h1',
  enabled: true,
  overlap: 'queue-one',
  missed: { run: 'latest', within: 0 },
  watches: [{ kind: 'job', subject: 'import', outcomes }],
  ...rest,
});

test('a job starts once when the one before it has succeeded, in the same look', async (t) => {
  const setting = await openLedger(t, upstream, after(['succeeded']));
  await setting.at('08:00:00');
  const [first] = setting.queued;
  await setting.finish('ok');
  assert.equal(setting.queued.length, 2);
  const [occurrence] = await listOccurrences(setting.store, { job: 'summarise' });
  const [cause] = await listOccurrences(setting.store, { job: 'import' });
  assert.equal(occurrence?.origin, `after:${cause?.id}`);
  assert.equal(occurrence?.planned, Date.parse('2026-03-01T08:00:00Z'));
  assert.deepEqual(occurrence?.cause, {
    ...{ on: 'job', job: 'import', occurrence: cause?.id, run: first, outcome: 'succeeded' },
  });
  await setting.dispatcher.tick();
  await setting.dispatcher.tick();
  assert.equal((await listOccurrences(setting.store, { job: 'summarise' })).length, 1);
});
