import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { errorCatalogue } from '../../src/core/errors.ts';
import { stalePages, writeReference } from '../../src/cli/reference/write-reference.ts';

test('what is stale is found: changed, missing and left over pages', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-reference-'));
  context.after(() => rm(folder, { recursive: true }));
  assert.ok((await writeReference(folder)).includes('errors.md'));
  assert.deepEqual(await stalePages(folder), []);
  await writeFile(join(folder, 'errors.md'), 'changed');
  await rm(join(folder, 'outcomes.md'));
  await writeFile(join(folder, 'steps', 'gone.md'), 'left over');
  assert.deepEqual(await stalePages(folder), ['errors.md', 'outcomes.md', 'steps/gone.md']);
  await writeReference(folder);
  assert.deepEqual(await stalePages(folder), []);
});

test('the committed page of errors and the catalogue name the same codes', async () => {
  const page = await readFile(new URL('../../docs/reference/errors.md', import.meta.url), 'utf8');
  const codes = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  assert.deepEqual(codes, Object.keys(errorCatalogue));
});
