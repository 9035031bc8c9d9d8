import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EntryCache, type Evaluation } from './entry-cache.ts';

const evaluation = (sequence: number): Evaluation => ({
  ...{ sequence, records: [], truncated: false, rejected: 0, fingerprint: 'f', run: 'r', views: new Map() },
  basis: { at: sequence, tags: new Map(), poll: undefined },
});
const kept = (sequence: number, bytes: number, dataset = 'd') => ({ dataset, evaluation: evaluation(sequence), bytes });

test('what was not used for longest goes first', () => {
  const cache = new EntryCache(30);
  for (const key of ['a', 'b', 'c']) cache.set(key, kept(1, 10));
  cache.get('a');
  cache.set('d', kept(1, 10));
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((key) => cache.get(key) !== undefined),
    [true, false, true, true],
  );
});

test('one that began earlier does not take the place of a later one', () => {
  const cache = new EntryCache(100);
  cache.set('a', kept(2, 10));
  cache.set('a', kept(1, 10));
  assert.equal(cache.get('a')?.evaluation.sequence, 2);
});

test('one that is too large by itself is not kept, and drives nothing out but what it replaces', () => {
  const cache = new EntryCache(30);
  cache.set('a', kept(1, 10));
  cache.set('b', kept(1, 10));
  cache.set('b', kept(2, 31));
  assert.deepEqual([cache.get('a')?.evaluation.sequence, cache.get('b'), cache.bytes], [1, undefined, 10]);
});

test('what is made of an evaluation counts, as long as it is that which is kept', () => {
  const cache = new EntryCache(100);
  const first = kept(1, 10);
  cache.set('a', first);
  cache.grow('a', first.evaluation, 50);
  cache.set('a', kept(2, 10));
  cache.grow('a', first.evaluation, 50);
  assert.deepEqual([cache.bytes, cache.bytesOf('d'), cache.of('d').length], [10, 10, 1]);
});

test('never more bytes than allowed, and always as many as its entries have', () => {
  const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), bytes: fc.nat(60), grows: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const cache = new EntryCache(100);
      steps.forEach(({ key, bytes, grows }, sequence) => {
        const found = cache.get(key);
        if (grows && found) cache.grow(key, found.evaluation, bytes);
        else cache.set(key, kept(sequence, bytes));
        assert.ok(cache.bytes <= 100 && cache.bytes === cache.bytesOf('d'));
      });
      cache.forget(() => true);
      assert.equal(cache.bytes, 0);
    }),
  );
});
