import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { silentLogger } from '../core/logger.ts';
import { openLedger, prepareRun } from '../main/dispatcher.fixture.ts';
import { findDataFiles } from '../main/data-files.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { listOccurrences } from '../store/job-state.ts';
import { findCauses } from '../store/trigger-causes.ts';
import { createLookStore, listLookStandings } from '../store/trigger-looks.ts';
import { createDispatcher } from './dispatcher.ts';
import type { ScheduledJob } from './scheduled-job.ts';
import { createTriggerWatch } from './trigger-watch.ts';

const inbox: ScheduledJob = {
  name: 'inbox',
  hash: 'h1',
  enabled: true,
  overlap: 'queue-all',
  missed: { run: 'latest', within: 0 },
  looks: [{ on: 'file', pattern: 'data/inbox/*.csv', stable: 10_000 }],
};

/** A ledger with two nodes, and a workspace with files. */
async function openInbox(t: TestContext, job: ScheduledJob = inbox) {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-inbox-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(path.join(folder, 'data/inbox'), { recursive: true });
  const setting = await openLedger(t, job);
  const { clock, store } = setting;
  const jobs = () => setting.jobs;
  const rest = { clock, logger: silentLogger, jobs };
  const node = () => {
    const ledger = createJobLedger(store, { enqueue: async (_store, { run }) => void setting.queued.push(run) });
    const dispatcher = createDispatcher({ ...rest, ledger, prepare: prepareRun });
    const findFiles = (pattern: string) => findDataFiles(folder, pattern);
    const askMark = () => Promise.reject(new TypeError('nobody polls here'));
    const watch = createTriggerWatch({
      ...rest,
      store: createLookStore(store),
      findFiles,
      askMark,
      noted: () => undefined,
    });
    return { watch, dispatcher };
  };
  const nodes = [node(), node()];
  const put = async (name: string, text: string, modified = '2026-02-28T12:00:00Z'): Promise<void> => {
    const file = path.join(folder, 'data/inbox', name);
    await writeFile(file, text);
    await utimes(file, new Date(modified), new Date(modified));
  };
  return {
    ...{ setting, folder, put, clock, store },
    /** Both nodes look at once, then both decide. */
    async look(after = 0): Promise<void> {
      clock.advance(after);
      await Promise.all(nodes.map(({ watch }) => watch.tick()));
      await Promise.all(nodes.map(({ dispatcher }) => dispatcher.tick()));
    },
    /** Only the watches look: the nodes die before they decide. */
    async see(after: number): Promise<void> {
      clock.advance(after);
      await Promise.all(nodes.map(({ watch }) => watch.tick()));
    },
    /** Names of the files that have occurrences, in the order in which these run, with their states. */
    async fates(): Promise<string[]> {
      const found = (await listOccurrences(store, { limit: 5_000 })).toReversed();
      return found.map(({ cause, state }) => `${path.basename(cause?.file ?? '')} ${state}`);
    },
  };
}

test('a file that is complete starts the job once, on two nodes and over restarts', async (t) => {
  const { look, see, put, fates, setting, folder, store, clock } = await openInbox(t);
  await put('a.csv', '1');
  await put('a.txt', 'not asked for');
  await put('.b.csv', 'a draft');
  await look();
  await put('a.csv', '1,2', '2026-02-28T12:00:05Z');
  await look(9_000);
  assert.deepEqual(await fates(), [], 'it was still being written');
  await look(9_000);
  assert.deepEqual(await fates(), [], 'it has been the same for less than ten seconds');
  await see(5_000);
  assert.deepEqual(await fates(), [], 'the nodes died between seeing it and starting the job');
  await look();
  assert.deepEqual(await fates(), ['a.csv queued']);
  const [occurrence] = await listOccurrences(store);
  assert.deepEqual(occurrence?.cause, { on: 'file', file: 'data/inbox/a.csv' });
  assert.equal(occurrence.planned, clock.now());
  await setting.finish('ok');
  for (let looks = 0; looks < 3; looks += 1) await look(10_000);
  assert.deepEqual(await fates(), ['a.csv succeeded']);

  // Out of sight and back: the same file. Replaced: another one.
  const file = path.join(folder, 'data/inbox/a.csv');
  await rename(file, `${file}.away`);
  await look(10_000);
  await rename(`${file}.away`, file);
  await look(10_000);
  await look(10_000);
  assert.deepEqual(await fates(), ['a.csv succeeded']);
  await put('a.csv', '3,4', '2026-03-01T07:00:00Z');
  await look(10_000);
  await look(10_000);
  assert.deepEqual(await fates(), ['a.csv succeeded', 'a.csv queued']);
  await setting.finish('ok');

  // A file that is gone before it was complete starts nothing; one that is gone later is the business of the run.
  await put('c.csv', 'c');
  await look(10_000);
  await rm(path.join(folder, 'data/inbox/c.csv'));
  await look(10_000);
  await look(10_000);
  await put('d.csv', 'd');
  await look(10_000);
  await see(10_000);
  await rm(path.join(folder, 'data/inbox/d.csv'));
  await look(10_000);
  await look(10_000);
  assert.deepEqual((await fates()).slice(2), ['d.csv queued']);
});

test('a thousand files at once run one after the other, in the order of their names', async (t) => {
  const { look, put, fates, setting, store } = await openInbox(t);
  const names = Array.from({ length: 1_000 }, (_one, index) => `${String(index).padStart(4, '0')}.csv`);
  for (const name of names.toReversed()) await put(name, name);
  await look();
  await look(10_000);
  const first = await fates();
  assert.deepEqual(first.slice(0, 3), ['0000.csv queued', '0001.csv planned', '0002.csv planned']);
  assert.ok(first.length <= 102, `the ledger holds ${first.length}, the others wait outside`);
  await setting.finish('ok');
  await setting.finish('failed');
  assert.deepEqual((await fates()).slice(0, 3), ['0000.csv succeeded', '0001.csv failed', '0002.csv queued']);
  const inLedger = (await listOccurrences(store, { limit: 5_000 })).toReversed().map(({ cause }) => cause?.file);
  const outside = (await findCauses(store, 'inbox')).map(({ facts }) => facts.file);
  assert.deepEqual(
    [...inLedger, ...outside],
    names.map((name) => `data/inbox/${name}`),
  );
});

test('a folder that cannot be looked at makes the job fail once, and the page say why', async (t) => {
  const { look, put, fates, folder, store, setting } = await openInbox(t);
  await rm(path.join(folder, 'data/inbox'), { recursive: true });
  for (let looks = 0; looks < 2; looks += 1) await look(5_000);
  assert.deepEqual(await fates(), []);
  assert.equal((await listLookStandings(store))[0]?.problem, 'There is no folder data/inbox.');
  for (let looks = 0; looks < 5; looks += 1) await look(5_000);
  const [occurrence, ...others] = await listOccurrences(store);
  assert.deepEqual(others, []);
  assert.equal(occurrence?.cause?.problem, 'There is no folder data/inbox.');
  await setting.finish('failed');
  await mkdir(path.join(folder, 'data/inbox'));
  await put('a.csv', '1');
  await look(5_000);
  assert.equal((await listLookStandings(store))[0]?.problem, undefined);
  await look(10_000);
  assert.deepEqual(await fates(), ['*.csv failed', 'a.csv queued']);
});
