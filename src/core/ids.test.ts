import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isId, newId } from './ids.ts';

test('ids are UUIDs of version 7, all different, in the order in which they were made', () => {
  const ids = Array.from({ length: 10_000 }, newId);
  assert.ok(ids.every((id) => isId(id) && /^.{14}7.{4}[89ab]/.test(id)));
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids, ids.toSorted());
  // What is not counted on is random.
  assert.equal(new Set(ids.map((id) => id.slice(-8))).size > 9990, true);
});

test('an id tells when it was made', () => {
  const before = Date.now();
  const made = Number.parseInt(newId().replace('-', '').slice(0, 12), 16);
  assert.ok(made >= before && made <= Date.now() + 1);
});
