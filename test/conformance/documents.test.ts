/** Every document store reads the same: one table of cases over real servers. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { MillraceError } from '../../src/core/errors.ts';
import { readAll, readWhere, reading, shapeOf, shown, typedOver, writeAll } from './document-actions.ts';
import { filled, orders, records } from './document-orders.ts';
import { closeStands, type Stand, stands } from './document-stands.ts';

/** Conditions with the orders that they keep. */
const conditions: readonly (readonly [string, string])[] = [
  ["status = 'open'", 'a'],
  ["status <> 'open'", 'bce'],
  ["not (status = 'open')", 'bce'],
  ["status < 'closed'", 'c'],
  ["status >= 'open'", 'ae'],
  ["status > 'ｙ'", 'e'],
  ["status in ('open', 'closed')", 'ab'],
  ["status not in ('open', 'closed')", 'ce'],
  ["status between 'a' and 'd'", 'b'],
  ['status is null', 'd'],
  ['status is not null', 'abce'],
  ["status like 'op%'", 'a'],
  ["lower(status) = 'open'", 'ac'],
  ["upper(status) = 'OPEN' and quantity > 0", 'a'],
  ['quantity = 5', 'b'],
  ['quantity > 1', 'be'],
  ['quantity >= 1 and quantity < 9007199254740991', 'ab'],
  ['quantity = 9007199254740991', 'e'],
  ['quantity < 9007199254740993', 'abce'],
  ['quantity + 1 = 2', 'a'],
  ['5 = quantity', 'b'],
  ['5 > quantity', 'ac'],
  ['quantity <= 4.5', 'ac'],
  ['quantity not between 0 and 10', 'ce'],
  ['weight < 0.5', 'c'],
  ['weight = 1.25', 'b'],
  ['weight >= 1e300', 'e'],
  ['total = 0.1', 'b'],
  ['total > 0 and total <= 10', 'ab'],
  ['total <> 10', 'bce'],
  ['total in (10, 0.10)', 'ab'],
  ['paid', 'ae'],
  ['not paid', 'b'],
  ['paid = false', 'b'],
  ['paid is null', 'cd'],
  ["orderedAt >= timestamp '2026-03-01T00:00:00Z' and orderedAt < timestamp '2026-03-02T00:00:00Z'", 'ab'],
  ["orderedAt < timestamp '1970-01-01T00:00:00Z'", 'c'],
  ["orderedAt = timestamp '2026-03-01T23:59:59.999Z'", 'b'],
  ["orderedAt > timestamp '2026-03-01T23:59:59.998500Z'", 'be'],
  ["orderedAt <= timestamp '2026-03-01T23:59:59.998500Z'", 'ac'],
  ["orderedAt = timestamp '2026-03-01T23:59:59.998500Z'", ''],
  ["orderedAt <> timestamp '2026-03-01T23:59:59.998500Z'", 'abce'],
  ["orderedAt in (timestamp '2026-03-01T00:00:00Z', timestamp '9999-12-31T23:59:59.999Z')", 'ae'],
  ["day >= date '2026-03-02'", 'be'],
  ["day = date '0001-01-01'", 'c'],
  ["customer.name = 'Ann'", 'a'],
  ["customer.address.city = 'Zürich'", 'b'],
  ['customer.address.zip > 8001', 'a'],
  ['customer.address.zip is null', 'cde'],
  ['customer.address.city is not null', 'ab'],
  ["customer.name >= '\u{1F600}'", 'c'],
  ["customer.name < '\u{1F600}'", 'abe'],
  ['list_length(items) = 1', 'ae'],
  ["_id = 'c'", 'c'],
  ["_id in ('a', 'e', 'x')", 'ae'],
  ["_id > 'c'", 'de'],
  ["status = 'open' or quantity = 5 or total < 0", 'abc'],
  ["not (status = 'open' or quantity = 5)", 'ce'],
  ["not (status = 'open' and quantity = 1)", 'bce'],
  ["status = 'open' and paid is null", ''],
  ["case when quantity > 3 then paid else status = 'open' end", 'ae'],
  ['coalesce(paid, quantity < 0)', 'ace'],
];

function reads(stand: Stand): void {
  it('gives back what was written', async (t) => {
    const { store } = await filled(stand, t);
    const found = await readAll(store, { collection: 'orders', shape: orders }, { batch: 2 });
    assert.deepEqual(shown(found, orders), shown(records, orders));
    assert.equal(await store.count('orders', new AbortController().signal), 5);
  });

  it('keeps what a condition keeps', async (t) => {
    const { store } = await filled(stand, t);
    for (const [source, expected] of conditions) {
      const typed = typedOver(orders, source);
      const found = await readWhere(store, { collection: 'orders', shape: orders }, { typed, kind: stand.name });
      assert.equal(
        found
          .map((record) => record['_id'])
          .sort()
          .join(''),
        expected,
        source,
      );
    }
  });

  it('sorts, with nulls last in both directions', async (t) => {
    const { store } = await filled(stand, t);
    const order = async (name: string, descending: boolean): Promise<string> => {
      const sort = [{ path: [name], type: orders.find((field) => field.name === name)!.type, descending }];
      const found = await readAll(store, { collection: 'orders', shape: orders }, { sort });
      return found.map((record) => record['_id']).join('');
    };
    assert.equal(await order('orderedAt', true), 'ebacd');
    assert.equal(await order('quantity', true), 'ebacd');
    if (stand.name === 'mongodb') return;
    assert.equal(await order('orderedAt', false), 'cabed');
    assert.equal(await order('status', false), 'cbaed');
    assert.equal(await order('total', false), 'cbaed');
    assert.equal(await order('weight', true), 'ebacd');
  });

  it('gives null for fields that are missing, whatever they are called', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'few', shape: shapeOf({ _id: 'text' }), records: [{ _id: 'a' }] });
    const shape = shapeOf({ _id: 'text', nothing: 'text', constructor: 'text', nested: 'record{toString: text}' });
    assert.deepEqual(shown(await readAll(store, { collection: 'few', shape }), shape), [
      { _id: 'a', nothing: null, constructor: null, nested: null },
    ]);
  });

  it('reads nothing from a collection that does not exist', async (t) => {
    const { store } = await stand.open(t);
    assert.deepEqual(await readAll(store, { collection: 'nowhere', shape: orders }), []);
  });

  it('reads only what it is asked for', async (t) => {
    const { store } = await filled(stand, t);
    const found = await readAll(store, { collection: 'orders', shape: shapeOf({ status: 'text' }) });
    assert.deepEqual(
      found.map((record) => Object.keys(record)),
      Array.from({ length: 5 }, () => ['status']),
    );
  });

  it('stops when the reader does, and when the run is aborted', async (t) => {
    const { store } = await filled(stand, t);
    for await (const batch of reading(store, { collection: 'orders', shape: orders }, { batch: 1 })) {
      assert.ok(batch.length > 0);
      break;
    }
    const abort = new AbortController();
    const aborted = async (): Promise<void> => {
      for await (const _ of reading(
        store,
        { collection: 'orders', shape: orders },
        { batch: 1, signal: abort.signal },
      )) {
        abort.abort(new MillraceError('cancelled', 'stopped'));
      }
    };
    await assert.rejects(aborted, { code: 'cancelled' });
    assert.equal((await readAll(store, { collection: 'orders', shape: orders })).length, 5);
  });
}

function faults(stand: Stand): void {
  it('ends in connection_failed when the server goes away in mid-read', async (t) => {
    if (stand.title.includes('MILLRACE_TEST')) return t.skip('that server is not ours to kill');
    const { store, breakOff } = await stand.open(t, true);
    const shape = shapeOf({ _id: 'integer', text: 'text' });
    const many = Array.from({ length: 3000 }, (_, at) => ({ _id: at, text: 'x'.repeat(100) }));
    await writeAll(store, { collection: 'many', shape, records: many }, { batch: 1000 });
    const read = async (): Promise<void> => {
      let seen = 0;
      for await (const batch of reading(store, { collection: 'many', shape }, { batch: 10 })) {
        if (seen === 0) await breakOff();
        seen += batch.length;
      }
    };
    await assert.rejects(read, (error) => {
      assert.ok(error instanceof MillraceError, String(error));
      assert.equal(error.code, 'connection_failed', error.message);
      assert.equal(error.outcome, 'upstream');
      return true;
    });
  });
}

describe('documents', () => {
  after(closeStands);
  for (const stand of stands) {
    describe(`over ${stand.title}`, () => {
      describe('reading', () => reads(stand));
      describe('faults', () => faults(stand));
    });
  }
});
