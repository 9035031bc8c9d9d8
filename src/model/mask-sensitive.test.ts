import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskSensitive } from './mask-sensitive.ts';

const fields = [{ name: 'pin', sensitive: true }, { name: 'day' }, { name: 'open', sensitive: false }];
const values = { pin: 'canary', day: '2026-03-01', open: 1, other: [2] };

test('values of sensitive fields are masked, others are not', () => {
  assert.deepEqual(maskSensitive(values, fields), { ...values, pin: '•••' });
});
test('nothing is not masked: it says only that there is nothing', () => {
  assert.deepEqual(maskSensitive({ pin: null }, fields), { pin: null });
});
test('without the fields all is masked', () => {
  assert.deepEqual(maskSensitive({ a: 1, b: null }, undefined), { a: '•••', b: null });
});
