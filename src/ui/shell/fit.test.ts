import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fit } from './fit.ts';

const cases: readonly [string, string, number | undefined][] = [
  ['daily-sales', 'daily', 0],
  ['daily-sales', 'DAILY', 0],
  ['daily-sales', 'sales', 1],
  ['sales.GenerateDailySalesReport', 'daily', 2],
  ['sales.GenerateDailySalesReport', 'sales report', 0],
  ['sales.GenerateDailySalesReport', 'report sales', 2],
  ['daily-sales', 'weekly', undefined],
  ['daily-sales', 'daily weekly', undefined],
  ['a.b(c', 'b(', 2],
  ['anything', '', 0],
];
for (const [name, text, wanted] of cases) {
  test(`'${text}' fits ${name}: ${wanted}`, () => assert.equal(fit(name, text), wanted));
}
