import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { silentLogger } from '../core/logger.ts';
import { LocalRunFiles } from '../engine/run/local-run-files.ts';
import { filesFolder, removeLeftovers } from './run-leftovers.ts';

/** Files as a run leaves them that is killed while it writes. */
async function leave(workspace: string, run: string): Promise<void> {
  const directory = path.join(filesFolder(workspace), run);
  const files = new LocalRunFiles({ workspace, directory, publishes: true, published: () => undefined });
  for (const name of ['data/deep/report.csv', 'sub/own.csv', 'own.csv'])
    await writeFile((await files.create(name)).path, run);
  await writeFile(path.join(await files.scratch(), 'spilt'), run);
}

test('what a killed run left is removed, and nothing else', async (t) => {
  const workspace = await mkdtemp(path.join(tmpdir(), 'millrace-leftovers-'));
  t.after(() => rm(workspace, { recursive: true, force: true }));
  await mkdir(path.join(filesFolder(workspace), 'killed'), { recursive: true });
  await writeFile(path.join(filesFolder(workspace), 'killed', 'done.csv'), 'kept');
  await leave(workspace, 'killed');
  await leave(workspace, 'other');
  const where = { folder: workspace, logger: silentLogger };
  await removeLeftovers('killed', where);
  await removeLeftovers('unknown', where);
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
  const left = entries.filter((entry) => entry.isFile());
  assert.deepEqual(
    left.filter(({ parentPath, name }) => path.join(parentPath, name).includes('killed')).map(({ name }) => name),
    ['done.csv'],
  );
  assert.equal(left.length, 5);
});
