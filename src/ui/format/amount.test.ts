import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, count, countOf } from './amount.ts';

test('counts are grouped as the locale does', () => {
  assert.equal(count(20_000, 'en'), '20,000');
  assert.equal(count(20_000, 'de-DE'), '20.000');
});

test('one is not many', () => {
  assert.equal(countOf(1, 'record', 'en'), '1 record');
  assert.equal(countOf(0, 'record', 'en'), '0 records');
});

const sizes: readonly [number, string][] = [
  [0, '0 B'],
  [999, '999 B'],
  [9123, '9.12 kB'],
  [1_500_000, '1.5 MB'],
  [3.2e15, '3,200 TB'],
];
for (const [size, words] of sizes) test(`${size} bytes are ${words}`, () => assert.equal(bytes(size, 'en'), words));
