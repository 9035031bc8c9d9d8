import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultWords, emptyForm, faultOf, type FormField as Field, toInput } from './form-values.ts';

const field = (kind: string, more: Partial<Field> = {}): Field => ({
  name: 'p',
  type: kind,
  kind,
  optional: true,
  ...more,
});
const texts = field('list', { item: 'text', type: 'list(text)' });
const whole = field('list', { item: 'integer', type: 'list(integer)' });

const good: readonly [string, Field, string | string[], unknown][] = [
  ['text, blanks and all', field('text'), ' a ', ' a '],
  ['an integer', field('integer'), '-42', -42],
  ['an integer beyond what JavaScript counts', field('integer'), '9007199254740993', '9007199254740993'],
  ['a number', field('number'), '3.5', 3.5],
  ['a decimal, every digit of it', field('decimal'), '12.10', '12.10'],
  ['a date', field('date'), '2026-03-01', '2026-03-01'],
  ['an instant', field('timestamp'), '2026-03-01T08:30:00Z', '2026-03-01T08:30:00Z'],
  ['a truth', field('boolean'), 'false', false],
  ['texts', texts, ['a', 'b'], ['a', 'b']],
  ['integers', whole, ['1', '2'], [1, 2]],
  ['a record', field('record', { type: 'record{a: integer}' }), '{"a": 1}', { a: 1 }],
  ['a list of records', field('list', { item: 'record' }), '[{"a": 1}]', [{ a: 1 }]],
];
for (const [name, one, typed, value] of good) {
  test(`${name} goes to the server as it was meant`, () => {
    assert.equal(faultOf(one, typed), undefined);
    assert.deepEqual(toInput([one], { p: typed }), { p: value });
  });
}

const wrong: readonly [string, Field, string | string[]][] = [
  ['a fraction for an integer', field('integer'), '1.5'],
  ['words for a number', field('number'), 'many'],
  ['a day that is written otherwise', field('date'), '1.3.2026'],
  ['an instant without a zone', field('timestamp'), '2026-03-01T08:30:00'],
  ['a word among integers', whole, ['1', 'two']],
  ['half of a record', field('record'), '{"a":'],
  ['too small a number', field('integer', { min: 3 }), '2'],
  ['too large a decimal', field('decimal', { max: '12.5' }), '12.51'],
  ['too short a text', field('text', { min: 3 }), 'ab'],
  ['too long a list', { ...texts, max: 1 }, ['a', 'b']],
  ['a day before the first', field('date', { min: '2026-03-01' }), '2026-02-28'],
  ['a day after the last', field('date', { max: '2026-03-01' }), '2026-03-02'],
  ['a text beside its pattern', field('text', { pattern: '[A-Z]{2}' }), 'ABC'],
];
for (const [name, one, typed] of wrong) {
  test(`${name} is refused while typing`, () => assert.ok((faultOf(one, typed) ?? '').length > 5));
}

const fitting: readonly [string, Field, string | string[]][] = [
  ['the least number', field('integer', { min: 3 }), '3'],
  ['a text of characters that JavaScript counts twice', field('text', { max: 2 }), '🍵🍵'],
  ['the last day', field('date', { max: '2026-03-01' }), '2026-03-01'],
  ['a text of its pattern', field('text', { pattern: '[A-Z]{2}' }), 'AB'],
  ['a pattern that only the server can read', field('text', { pattern: '(?i)ab' }), 'x'],
];
for (const [name, one, typed] of fitting) test(`${name} fits`, () => assert.equal(faultOf(one, typed), undefined));

test('what the server knows stands in the form and goes back as it was', () => {
  const fields = [
    field('date'),
    { ...whole, name: 'n' },
    field('record', { name: 'r' }),
    field('boolean', { name: 'b' }),
  ];
  const known = { p: '2026-03-01', n: [1, 2], r: { a: [1] }, b: false };
  assert.deepEqual(toInput(fields, emptyForm(fields, known), known), known);
});

test('what was emptied goes as null, so that it is gone', () => {
  const fields = [field('date'), field('text', { name: 't' })];
  assert.deepEqual(toInput(fields, emptyForm(fields), { p: '2026-03-01' }), { p: null });
});

test('what is left empty is left out, so that its default holds', () => {
  const fields = [field('date'), { ...texts, name: 'q' }];
  assert.deepEqual(toInput(fields, emptyForm(fields)), {});
});

test('a field without a default is asked for, but not before somebody tried', () => {
  const required = field('text', { optional: false });
  assert.equal(faultOf(required, '', false), undefined);
  assert.ok(faultOf(required, '', true));
});

const defaults: readonly [Partial<Field>, string][] = [
  [{ default: '=@today - 1', defaultNow: '2026-02-28' }, '2026-02-28'],
  [{ default: '=@today - 1' }, '=@today - 1'],
  [{ default: ['a', 'b'] }, 'a, b'],
  [{ default: 5 }, '5'],
  [{ default: false }, 'no'],
  [{}, ''],
];
for (const [more, words] of defaults) {
  test(`the default of ${JSON.stringify(more)} reads ${words}`, () =>
    assert.equal(defaultWords(field('text', more)), words));
}
