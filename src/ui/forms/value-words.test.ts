import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNothing, isStructured, type ValueKind, valueWords } from './value-words.ts';

const reader = { locale: 'en-GB', zone: 'Asia/Singapore' };

const words: readonly [string, unknown, ValueKind, string][] = [
  ['nothing', null, {}, ''],
  ['a text', 'a b', { kind: 'text' }, 'a b'],
  ['a text that looks like a day', '2026-03-01', { kind: 'text' }, '2026-03-01'],
  ['a day', '2026-03-01', { kind: 'date' }, 'Sun, 1 Mar 2026'],
  ['a day that is none', 'soon', { kind: 'date' }, 'soon'],
  ['an instant', '2026-03-01T12:00:00Z', { kind: 'timestamp' }, 'Sun, 1 Mar 2026, 20:00:00'],
  ['a truth', true, { kind: 'boolean' }, 'yes'],
  ['a lie', false, { kind: 'boolean' }, 'no'],
  ['zero', 0, { kind: 'integer' }, '0'],
  ['a number', 12345.678, { kind: 'number' }, '12,345.678'],
  ['an integer beyond what JavaScript counts', '9007199254740993', { kind: 'integer' }, '9,007,199,254,740,993'],
  ['a decimal, every digit of it', '12.10', { kind: 'decimal' }, '12.10'],
  ['a list', ['a', 'b'], { kind: 'list', item: 'text' }, 'a, b'],
  ['days', ['2026-03-01'], { kind: 'list', item: 'date' }, 'Sun, 1 Mar 2026'],
  ['a record', { a: 1 }, { kind: 'record' }, '{\n  "a": 1\n}'],
];
for (const [name, value, kind, text] of words) {
  test(`${name} reads ${JSON.stringify(text)}`, () => assert.equal(valueWords(value, kind, reader), text));
}

test('only what has parts is structured', () => {
  assert.deepEqual([{ a: 1 }, [{ a: 1 }], [1, 2], 'x', null].map(isStructured), [true, true, false, false, false]);
});

test('false and zero are something', () => {
  assert.deepEqual([undefined, null, '', 0, false].map(isNothing), [true, true, true, false, false]);
});
