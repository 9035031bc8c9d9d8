import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../core/clock.ts';
import { idFloor } from '../store/partitions.ts';
import { createTestDatabase } from '../store/test-store.ts';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

const day = 86_400_000;

/** The folder of the files of a run of so many days ago. */
const runOf = (days: number): string => `${idFloor(systemClock.now() - days * day).slice(0, 14)}7000-8000-000000000001`;

test('what is old goes without a server: first it is said, then done', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-purge-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const database = await createTestDatabase();
  t.after(() => database.close());
  const purge = async (...options: string[]) => {
    const terminal = captureTerminal({ folder, environment: { DATABASE_URL: database.url } });
    const exit = await runCommandLine({ typed: ['purge', ...options], version: '1.2.3' }, terminal);
    return { exit, ...terminal.written };
  };
  const files = join(folder, '.millrace', 'files');
  const [old, young] = [runOf(40), runOf(5)];
  for (const run of [old, young]) await mkdir(join(files, run), { recursive: true });
  await writeFile(join(folder, 'workspace.yaml'), 'kind: workspace\nname: kept\n');
  const none = await purge();
  assert.deepEqual([none.exit, none.out], [0, '']);
  assert.match(none.err, /Everything is kept/);

  await writeFile(join(folder, 'workspace.yaml'), 'kind: workspace\nname: kept\nretention: { runs: 1d, files: 30d }\n');
  const told = await purge('--dry-run');
  assert.match(told.out, /^runs: \d{4}-\d{2} would go \(runs_\d{4}_\d{2}\)$/m);
  assert.match(told.out, /^files: 1 folder of runs would go$/m);
  assert.equal((await readdir(files)).length, 2, 'nothing went');
  const done = await purge();
  assert.equal(done.out, told.out.replaceAll('would go', 'gone'));
  assert.deepEqual(await readdir(files), [young]);
});

test('a retention that is shorter than a day is refused', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-purge-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'workspace.yaml'), 'kind: workspace\nname: kept\nretention: { runs: 1h }\n');
  const terminal = captureTerminal({ folder });
  assert.equal(await runCommandLine({ typed: ['validate'], version: '1.2.3' }, terminal), 2);
  assert.match(terminal.written.out + terminal.written.err, /At least 1d/);
});
