import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseShape } from './parse-shape.ts';
import { SourceNumber } from './source-number.ts';
import { validateDeclared } from './validate-declared.ts';
import { toJson } from './value-codec.ts';

const { fields, faults } = parseShape({
  id: 'integer',
  code: { type: 'text', pattern: '[A-Z]{2}-\\d+', optional: true },
  price: { type: 'decimal(12,2)', min: 0, max: new SourceNumber('99.90'), optional: true },
  size: { type: 'text', options: ['S', 'M'], default: 'S' },
  tags: { type: 'list(text)', max: 2, required: false },
  day: { type: 'date', min: '2026-01-01', optional: true },
  ratio: { type: 'number', min: 0.5, optional: true },
});

test('the shape itself is in order', () => {
  assert.deepEqual(faults, []);
  assert.deepEqual(
    fields.map(({ name, optional }) => `${name}${optional ? '?' : ''}`),
    ['id', 'code?', 'price?', 'size?', 'tags?', 'day?', 'ratio?'],
  );
});

const cases: readonly { name: string; given: unknown; issues: readonly string[] }[] = [
  {
    name: 'all is well',
    given: { id: 1, code: 'AB-12', price: '9.90', size: 'M', tags: ['x'], day: '2026-03-01', ratio: 0.5 },
    issues: [],
  },
  { name: 'the least', given: { id: 1 }, issues: [] },
  { name: 'null where it may be missing', given: { id: 1, code: null }, issues: [] },
  { name: 'no object', given: [1], issues: ['params: Names with values are wanted.'] },
  { name: 'missing', given: {}, issues: ["params.id: 'id' is missing."] },
  { name: 'null', given: { id: null }, issues: ["params.id: 'id' may not be null."] },
  {
    name: 'of another type',
    given: { id: 'one' },
    issues: ['params.id: Expected a whole number of 64 bits, but got "one".'],
  },
  {
    name: 'undeclared',
    given: { id: 1, pric: 2 },
    issues: ["params.pric: 'pric' is not declared. Did you mean 'price'?"],
  },
  {
    name: 'no match',
    given: { id: 1, code: 'AB-12x' },
    issues: ['params.code: It must match the pattern [A-Z]{2}-\\d+.'],
  },
  {
    name: 'too small and too large',
    given: { id: 1, price: '-1', ratio: 0.49 },
    issues: ['params.price: At least 0 wanted.', 'params.ratio: At least 0.5 wanted.'],
  },
  { name: 'a cent too much', given: { id: 1, price: '99.91' }, issues: ['params.price: At most 99.90 wanted.'] },
  { name: 'none of the options', given: { id: 1, size: 'L' }, issues: ['params.size: It must be one of S, M.'] },
  {
    name: 'too long a list',
    given: { id: 1, tags: ['a', 'b', 'c'] },
    issues: ['params.tags: At most 2 items wanted.'],
  },
  {
    name: 'an item of another type',
    given: { id: 1, tags: ['a', {}] },
    issues: ['params.tags[1]: Expected text, but got an object.'],
  },
  { name: 'too early', given: { id: 1, day: '2025-12-31' }, issues: ['params.day: At least 2026-01-01 wanted.'] },
  {
    name: 'a name that every object has',
    given: { id: 1, constructor: 1 },
    issues: ["params.constructor: 'constructor' is not declared. Known here: id, code, price, size, tags, day, ratio."],
  },
];

for (const { name, given, issues } of cases) {
  test(`checks given values: ${name}`, () => {
    const result = validateDeclared(given, fields, { path: ['params'] });
    assert.deepEqual(
      result.issues.map(({ path, message }) => `${path}: ${message}`),
      issues,
    );
    assert.ok(result.issues.every(({ code }) => code === 'invalid_input'));
  });
}

test('numbers of definitions keep what was written', () => {
  const shape = parseShape({ a: 'text', b: 'decimal(5,2)', c: 'integer', d: 'number', e: 'any' }).fields;
  const number = (text: string): SourceNumber => new SourceNumber(text);
  const { values, issues } = validateDeclared(
    {
      a: number('0042'),
      b: number('1.10'),
      c: number('9007199254740993'),
      d: number('1.10'),
      e: { x: number('1.10'), y: number('9007199254740993') },
    },
    shape,
  );
  assert.deepEqual(issues, []);
  assert.deepEqual(
    [values['a'], toJson(values['b'], shape[1]!.type), values['c'], values['d'], values['e']],
    ['0042', '1.10', 9007199254740993n, 1.1, { x: 1.1, y: 9007199254740993n }],
  );
});

test('undeclared names pass where the caller says so', () => {
  assert.deepEqual(validateDeclared({ id: 1, more: 2 }, fields, { unknown: 'pass' }), {
    values: { id: 1 },
    issues: [],
  });
});
