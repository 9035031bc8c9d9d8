import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellText } from './cell-text.ts';

const cells: readonly [string, unknown, string | undefined, string | null, boolean][] = [
  ['nothing', null, undefined, null, false],
  ['text', 'tea', undefined, 'tea', false],
  ['a text that looks like a number', '00123', '@', '00123', false],
  ['a number without a format', 12.5, undefined, '12.5', true],
  ['a number of the general format', 1234.5, 'General', '1234.5', true],
  ['thousands and decimals', 1234567.891, '#,##0.00', '1,234,567.89', true],
  ['thousands alone', 20000, '#,##0', '20,000', true],
  ['a percentage', 0.2949, '0.0%', '29.5%', true],
  ['a percentage without decimals', 0.5, '0%', '50%', true],
  ['negative in a format with two parts', -12, '#,##0.00;[Red]-#,##0.00', '-12.00', true],
  ['a formula by its result', { formula: 'SUM(A1:A2)', result: 12 }, '0.00', '12.00', true],
  ['a formula without a result', { formula: 'SUM(A1:A2)', result: undefined }, '0.00', null, false],
  ['a fault of a formula', { error: '#DIV/0!' }, undefined, '#DIV/0!', false],
  ['a date', new Date('2026-03-01T00:00:00Z'), 'yyyy-mm-dd', '2026-03-01', false],
  ['a date with a time', new Date('2026-03-01T08:30:00Z'), 'yyyy-mm-dd hh:mm', '2026-03-01 08:30:00', false],
  ['a link', { text: 'Millrace', hyperlink: 'https://example.com' }, undefined, 'Millrace', false],
  ['rich text', { richText: [{ text: 'a' }, { text: 'b' }] }, undefined, 'ab', false],
  ['a truth', true, undefined, 'true', false],
];
for (const [name, value, format, text, isNumber] of cells) {
  test(`a cell of ${name} is shown as ${text}`, () => assert.deepEqual(cellText(value, format), { text, isNumber }));
}
