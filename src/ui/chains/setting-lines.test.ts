import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingLines } from './setting-lines.ts';

const settings: readonly [string, unknown, string][] = [
  ['an expression', 'qty > 0', 'qty > 0'],
  ['a text of several lines', 'one\ntwo\n', 'one\ntwo'],
  ['a list of names', ['a', 'b'], 'a, b'],
  ['a map of expressions', { a: 'sum(x)', b: 'count()' }, 'a: sum(x)\nb: count()'],
  ['a map of maps', { share: { format: '0.0%' } }, 'share: { format: 0.0% }'],
  ['a list of records', [{ a: 1 }, { a: 2 }], '{ a: 1 }\n{ a: 2 }'],
  ['a number', 12, '12'],
  ['nothing', null, 'null'],
];
for (const [name, value, text] of settings) {
  test(`${name} is shown as it is written`, () =>
    assert.deepEqual(settingLines({ it: value }), [{ name: 'it', text }]));
}

test('what is not a map of settings has no lines', () => {
  for (const none of [undefined, null, 'x']) assert.deepEqual(settingLines(none), []);
});

test('a setting of many pages is cut, and says so', () => {
  const [line] = settingLines({ body: 'x'.repeat(5000) });
  assert.ok(line !== undefined && line.text.length < 700 && line.text.endsWith('…'));
});
