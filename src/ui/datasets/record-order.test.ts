import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderedRows } from './record-order.ts';

const writing = { locale: 'en', zone: 'UTC' };
const columns = [
  { name: 'name', type: 'text' },
  { name: 'amount', type: 'decimal' },
  { name: 'low', type: 'boolean' },
];
const rows = [
  ['b10', '9.50', true],
  ['b9', '10.00', false],
  [null, null, null],
  ['a', '9007199254740993', true],
  ['c', '9007199254740992', false],
];
const by = (column: number, descending = false) =>
  orderedRows(rows, columns, { sort: { column, descending }, words: '', writing });

test('texts sort as people count, nulls last both ways', () => {
  assert.deepEqual(by(0), [3, 1, 0, 4, 2]);
  assert.deepEqual(by(0, true), [4, 0, 1, 3, 2]);
});
test('decimals sort as numbers, and exactly', () => assert.deepEqual(by(1), [0, 1, 4, 3, 2]));
test('truths sort', () => assert.deepEqual(by(2), [1, 4, 0, 3, 2]));
test('words are found in what is shown', () => {
  assert.deepEqual(orderedRows(rows, columns, { sort: undefined, words: ' 10.0', writing }), [1]);
  assert.deepEqual(orderedRows(rows, columns, { sort: undefined, words: 'B', writing }), [0, 1]);
});
