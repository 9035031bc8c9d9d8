import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listAuditEntries } from './audit.ts';
import { type LoadedDefinition, recordLoad } from './loaded-definitions.ts';
import { openTestStore } from './test-store.ts';

const by = { principal: { kind: 'system', id: 'folder', name: 'the folder' } } as const;
const definition = (name: string, hash: string, ...remarks: LoadedDefinition['remarks']): LoadedDefinition => ({
  kind: 'endpoint',
  name,
  hash,
  remarks,
});

test('what differs from the last load is told once, with what is remarkable about it', async (t) => {
  const store = await openTestStore(t);
  const open = { action: 'endpoint.anonymous', detail: {} } as const;
  const loads: (readonly LoadedDefinition[])[] = [
    [definition('a', '1'), definition('b', '1', open)],
    [definition('a', '1'), definition('b', '1', open)],
    [definition('a', '2', open), definition('c', '1')],
    [definition('a', '2', open)],
    [],
  ];
  const recorded: boolean[] = [];
  for (const load of loads) recorded.push(await recordLoad(store, load, by));
  assert.deepEqual(recorded, [true, false, true, true, true]);
  const entries = (await listAuditEntries(store)).toReversed();
  assert.deepEqual(
    entries.map(({ action, object, detail }) => [action, object.name, detail]),
    [
      ['workspace.load', 'workspace', { added: ['endpoint a', 'endpoint b'] }],
      ['endpoint.anonymous', 'b', {}],
      ['workspace.load', 'workspace', { added: ['endpoint c'], changed: ['endpoint a'], removed: ['endpoint b'] }],
      ['endpoint.anonymous', 'a', {}],
      ['workspace.load', 'workspace', { removed: ['endpoint c'] }],
      ['workspace.load', 'workspace', { removed: ['endpoint a'] }],
    ],
  );
});

test('many nodes that load the same folder at once tell of it once', async (t) => {
  const store = await openTestStore(t);
  const load = Array.from({ length: 250 }, (_, at) => definition(`e${at}`, '1'));
  const recorded = await Promise.all([1, 2, 3, 4].map(() => recordLoad(store, load, by)));
  assert.deepEqual(recorded.filter(Boolean), [true]);
  const [entry] = await listAuditEntries(store);
  const { added, addedInAll } = entry?.detail ?? {};
  assert.equal(addedInAll, 250);
  assert.ok(Array.isArray(added) && added.length === 100);
});
