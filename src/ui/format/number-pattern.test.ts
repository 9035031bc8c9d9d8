import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberByPattern } from './number-pattern.ts';

const cases: readonly [number | string, string, string, string][] = [
  [1234.5, '#,##0', 'en', '1,235'],
  [1234.5, '#,##0.00', 'en', '1,234.50'],
  [1234.5, '#,##0.00', 'de', '1.234,50'],
  [1234.5, '0.0#', 'en', '1234.5'],
  [0.256, '0.0%', 'en', '25.6%'],
  [12, '#,##0 "kg"', 'en', '12 kg'],
  [12, '"SGD "0.00', 'en', 'SGD 12.00'],
  [-3, '0;[Red]-0', 'en', '-3'],
  ['12345678901234567890.12', '#,##0.00', 'en', '12,345,678,901,234,567,890.12'],
];
for (const [value, pattern, locale, text] of cases) {
  test(`${value} as ${pattern} in ${locale} is ${text}`, () =>
    assert.equal(numberByPattern(value, pattern, locale), text));
}
