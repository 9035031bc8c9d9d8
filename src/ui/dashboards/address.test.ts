import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pagePath, parametersOf, withParameters } from './address.ts';

const fields = [
  { name: 'warehouse', kind: 'text' },
  { name: 'least', kind: 'integer' },
  { name: 'low', kind: 'boolean' },
  { name: 'tags', kind: 'list', item: 'text' },
];

const cases: readonly [string, string, Record<string, unknown>][] = [
  ['nothing leaves the defaults', '', {}],
  ['a text', 'warehouse=SIN', { warehouse: 'SIN' }],
  ['a name with nothing is no value', 'warehouse=', { warehouse: null }],
  ['numbers and truths by type', 'least=5&low=true', { least: 5, low: true }],
  ['an integer beyond what JavaScript holds stays exact', 'least=9007199254740993', { least: '9007199254740993' }],
  ['what is no number goes to the server, which says so', 'least=five', { least: 'five' }],
  ['a list', 'tags=a&tags=b', { tags: ['a', 'b'] }],
  ['what is no parameter is left alone', 'utm=1', {}],
];
for (const [name, search, wanted] of cases) {
  test(`the address: ${name}`, () => assert.deepEqual(parametersOf(new URLSearchParams(search), fields), wanted));
}

test('what is written into the address is read from it again', () => {
  const given = { warehouse: 'A & B', least: -3, low: false, tags: ['x', 'y'] };
  assert.deepEqual(parametersOf(withParameters(new URLSearchParams('other=1'), given), fields), given);
});

test('names of pages may hold anything but a slash', () => {
  assert.equal(pagePath('stock', 'Levels & more'), '/dashboards/stock/Levels%20%26%20more');
});
