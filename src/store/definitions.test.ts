import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listVersions, saveDefinitions } from './definitions.ts';
import { openTestStore } from './test-store.ts';

test('a version is kept for every change of content, and for nothing else', async (t) => {
  const store = await openTestStore(t);
  const daily = { kind: 'job', name: 'daily', hash: 'h1', content: { chain: 'a.B' }, source: 'kind: job' };
  const other = { kind: 'chainset', name: 'daily', hash: 'h1', content: {} };
  assert.deepEqual(
    (await saveDefinitions(store, [daily, other], 'ann')).map((saved) => saved.version),
    [1, 1],
  );
  assert.deepEqual(await saveDefinitions(store, [daily, other], 'ann'), []);
  const changed = { ...daily, hash: 'h2', content: { chain: 'a.C' } };
  assert.deepEqual(
    (await saveDefinitions(store, [changed, other], 'bob')).map((saved) => saved.version),
    [2],
  );
  assert.deepEqual(
    (await saveDefinitions(store, [daily], 'ann')).map((saved) => saved.version),
    [3],
    'back again is a change',
  );
  const versions = await listVersions(store, 'job', 'daily');
  assert.deepEqual(
    versions.map(({ version, hash, createdBy }) => [version, hash, createdBy]),
    [
      [3, 'h1', 'ann'],
      [2, 'h2', 'bob'],
      [1, 'h1', 'ann'],
    ],
  );
  assert.deepEqual(versions[1]?.content, { chain: 'a.C' });
});
