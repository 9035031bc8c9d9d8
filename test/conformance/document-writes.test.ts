/** Every document store writes and deletes the same: over real servers. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { MillraceError } from '../../src/core/errors.ts';
import type { DataRecord } from '../../src/model/value.ts';
import type { Shape } from '../../src/model/value-type.ts';
import { readAll, shapeOf, shown, writeAll } from './document-actions.ts';
import { closeStands, type OpenStand, type Stand, stands } from './document-stands.ts';

function writes(stand: Stand): void {
  const shape = shapeOf({ _id: 'text', sku: 'text', n: 'integer' });
  const stock = [
    { _id: '1', sku: 'tea', n: 1 },
    { _id: '2', sku: 'mug', n: 2 },
    { _id: '3', sku: 'pot', n: 3 },
    { _id: '4', sku: 'cup', n: 4 },
  ];
  const content = async (store: OpenStand['store'], over: Shape = shape): Promise<unknown[]> =>
    shown(await readAll(store, { collection: 'stock', shape: over }), over);

  it('inserts, and refuses an _id that is there', async (t) => {
    const { store } = await stand.open(t);
    assert.deepEqual(await writeAll(store, { collection: 'stock', shape, records: stock }), {
      inserted: 4,
      updated: 0,
      deleted: 0,
    });
    const failures: { record: DataRecord; error: MillraceError }[] = [];
    const more = [...stock.slice(0, 2), { _id: '9', sku: 'jar', n: 9 }];
    const counts = await writeAll(store, { collection: 'stock', shape, records: more }, { failures });
    assert.equal(counts.inserted, 1);
    assert.deepEqual(
      failures.map(({ error }) => error.code),
      ['constraint', 'constraint'],
    );
    assert.deepEqual(failures.map(({ record }) => record['_id']).sort(), ['1', '2']);
    assert.deepEqual(await content(store), [...stock, { _id: '9', sku: 'jar', n: 9 }]);
  });

  it('adds nothing when an insert without _id is done again', async (t) => {
    const { store } = await stand.open(t);
    const bare = shapeOf({ sku: 'text', n: 'integer' });
    const lines = [
      { sku: 'tea', n: 1 },
      { sku: 'tea', n: 1 },
      { sku: 'mug', n: 2 },
      { sku: 'pot', n: 2 },
    ];
    for (const attempt of ['run', 'run', 'next'])
      await writeAll(store, { collection: 'stock', shape: bare, records: lines }, { attempt });
    assert.equal((await content(store, bare)).length, 8);
    const ids = await readAll(store, { collection: 'stock', shape: shapeOf({ _id: 'text' }) });
    for (const { _id } of ids) assert.match(String(_id), /^[0-9a-f]{24}/);
  });

  it('upserts: changes the given fields and leaves the others', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    const part = shapeOf({ _id: 'text', n: 'integer' });
    const counts = await writeAll(
      store,
      {
        collection: 'stock',
        shape: part,
        records: [
          { _id: '1', n: 10 },
          { _id: '5', n: 5 },
          { _id: '1', n: 11 },
        ],
      },
      { mode: 'upsert' },
    );
    assert.deepEqual(counts, { inserted: 1, updated: 1, deleted: 0 });
    assert.deepEqual(await content(store), [
      { _id: '1', sku: 'tea', n: 11 },
      ...stock.slice(1),
      { _id: '5', sku: null, n: 5 },
    ]);
  });

  it('replaces: what the record does not have is gone', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    const part = shapeOf({ _id: 'text', n: 'integer' });
    const counts = await writeAll(
      store,
      {
        collection: 'stock',
        shape: part,
        records: [
          { _id: '1', n: 10 },
          { _id: '5', n: 5 },
        ],
      },
      { mode: 'replace' },
    );
    assert.deepEqual(counts, { inserted: 1, updated: 1, deleted: 0 });
    assert.deepEqual(await content(store), [
      { _id: '1', sku: null, n: 10 },
      ...stock.slice(1),
      { _id: '5', sku: null, n: 5 },
    ]);
  });

  it('mirrors: what was not written is deleted, up to maxDelete', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    const fewer = {
      collection: 'stock',
      shape,
      records: [
        { _id: '2', sku: 'mug', n: 20 },
        { _id: '7', sku: 'jar', n: 7 },
      ],
    };
    await assert.rejects(writeAll(store, fewer, { mode: 'mirror', maxDelete: 2 }), (error) => {
      assert.ok(error instanceof MillraceError);
      assert.equal(error.code, 'at_most');
      assert.match(error.message, /would delete 3 documents of stock, but maxDelete is 2/);
      return true;
    });
    assert.ok((await content(store)).length >= 4);
    const counts = await writeAll(store, fewer, { mode: 'mirror', maxDelete: 3 });
    assert.equal(counts.deleted, 3);
    assert.deepEqual(await content(store), fewer.records);
  });

  it('writes by a key of other fields and keeps the _id', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    const bySku = shapeOf({ sku: 'text', n: 'integer' });
    for (const mode of ['upsert', 'replace', 'mirror'] as const) {
      const counts = await writeAll(
        store,
        {
          collection: 'stock',
          shape: bySku,
          records: [
            { sku: 'tea', n: 100 },
            { sku: 'jar', n: 1 },
          ],
        },
        { mode, key: ['sku'], maxDelete: 10, attempt: mode },
      );
      assert.equal(counts.inserted + counts.updated, 2, mode);
    }
    const found = await readAll(store, { collection: 'stock', shape });
    assert.deepEqual(found.map((record) => [record['sku'], record['n']]).sort(), [
      ['jar', 1],
      ['tea', 100],
    ]);
    assert.equal(found.find((record) => record['sku'] === 'tea')?.['_id'], '1');
  });

  it('refuses what a unique key refuses, and records without the key', async (t) => {
    const { store, makeUnique } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    await makeUnique('stock', ['sku']);
    const failures: { record: DataRecord; error: MillraceError }[] = [];
    const records = [
      { _id: '8', sku: 'tea', n: 8 },
      { _id: '9', sku: 'jar', n: 9 },
    ];
    await writeAll(store, { collection: 'stock', shape, records }, { failures });
    await writeAll(
      store,
      { collection: 'stock', shape, records: [{ _id: 'x', sku: null, n: 1 }] },
      { mode: 'upsert', key: ['sku'], failures },
    );
    assert.deepEqual(
      failures.map(({ error }) => error.code),
      ['constraint', 'constraint'],
    );
    assert.deepEqual(
      failures.map(({ record }) => record['_id']),
      ['8', 'x'],
    );
    assert.equal((await content(store)).length, 5);
  });

  it('deletes what it is told to', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    const ids = [];
    const signal = new AbortController().signal;
    for await (const found of store.identify({
      collection: 'stock',
      shape,
      batch: 2,
      signal,
      failed: () => undefined,
    })) {
      ids.push(...found.filter(({ record }) => Number(record['n']) > 2).map(({ id }) => id));
    }
    assert.equal(await store.remove({ collection: 'stock', ids, signal }), 2);
    assert.equal(await store.remove({ collection: 'stock', ids, signal }), 0);
    assert.deepEqual(await content(store), stock.slice(0, 2));
  });
}

describe('writing documents', () => {
  after(closeStands);
  for (const stand of stands) describe(`over ${stand.title}`, () => writes(stand));
});
