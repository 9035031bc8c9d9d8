import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellWords } from './cell-words.ts';

const writing = { locale: 'en-GB', zone: 'Asia/Singapore' };
const cases: readonly [string, unknown, string, string | undefined, string][] = [
  ['nothing', null, 'text', undefined, ''],
  ['text', 'tea', 'text', undefined, 'tea'],
  ['a whole number', 1234567, 'integer', undefined, '1,234,567'],
  ['an integer beyond what JavaScript holds', '9007199254740993', 'integer', undefined, '9,007,199,254,740,993'],
  ['a decimal keeps its places', '1234.50', 'decimal', undefined, '1,234.50'],
  ['a number by its format', 0.5, 'number', '0.0%', '50.0%'],
  ['a date', '2026-03-01', 'date', undefined, '1 Mar 2026'],
  ['an instant, in the zone of the workspace', '2026-03-01T20:00:00Z', 'timestamp', undefined, '2 Mar 2026, 04:00'],
  ['a local time, as it stands', '2026-03-01T20:00:00', 'datetime', undefined, '1 Mar 2026, 20:00'],
  ['a truth', true, 'boolean', undefined, 'yes'],
  ['a list', ['a', 'b'], 'list', undefined, '["a","b"]'],
];
for (const [name, value, type, format, words] of cases) {
  test(`${name} reads ${words || 'as nothing'}`, () =>
    assert.equal(cellWords(value, { type, format }, writing), words));
}
