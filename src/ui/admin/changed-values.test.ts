import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedValues, lineOf, wordsFor } from './changed-values.ts';

const lines: readonly [string, unknown, string][] = [
  ['nothing', null, 'nothing'],
  ['a text', 'ada', 'ada'],
  ['a list', ['a', 'b'], 'a, b'],
  ['an empty list', [], 'none'],
  ['a record', { city: 'Jakarta', shops: ['a'] }, 'city: Jakarta · shops: a'],
  ['an empty record', {}, 'nothing'],
  ['zero', 0, '0'],
  ['false', false, 'false'],
];
for (const [name, value, line] of lines) test(`${name} on one line`, () => assert.equal(lineOf(value), line));

test('before and after stand together, and of records only what differs', () => {
  const from = { roles: ['clerk'], displayName: 'Ada', attributes: { city: 'Jakarta', shop: 'a' } };
  const to = { roles: [], displayName: 'Ada Tan', attributes: { city: 'Jakarta', level: 2 } };
  assert.deepEqual(changedValues({ from, to }), [
    { name: 'roles', before: 'clerk', after: 'none' },
    { name: 'display name', before: 'Ada', after: 'Ada Tan' },
    { name: 'shop', before: 'a', after: 'nothing' },
    { name: 'level', before: 'nothing', after: '2' },
  ]);
});

test('an entry that says no before and after has no changed values', () => {
  assert.deepEqual(changedValues({ version: 2 }), []);
  assert.deepEqual(changedValues({ from: 'a', to: 'b' }), []);
});

test('names read as words', () => assert.equal(wordsFor('createdByUser'), 'created by user'));
