import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maybeSameTable, tableNameParts } from './table-name.ts';

const cases = [
  ['stock', 'stock', true],
  ['stock', 'public.stock', true],
  ['"stock"', 'public."stock"', true],
  ['sales.stock', 'stock', true],
  ['sales.stock', 'public.stock', false],
  ['db.sales.stock', 'sales.stock', true],
  ['stock', 'Stock', false],
  ['stock', 'stocks', false],
  ['"a.b"', 'a.b', false],
  ['"a.b".c', 'c', true],
] as const;

for (const [one, other, same] of cases) {
  test(`${one} and ${other} ${same ? 'may be' : 'are not'} one table`, () => {
    assert.equal(maybeSameTable(one, other), same);
    assert.equal(maybeSameTable(other, one), same);
  });
}

test('quotes are no part of a name', () => {
  assert.deepEqual(tableNameParts('"Odd.Schema"."a""b"'), ['Odd.Schema', 'a"b']);
});
