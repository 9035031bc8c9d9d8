import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExactJson } from './exact-json.ts';
import { jsonForm } from './json-form.ts';
import { parseType } from './type-parser.ts';
import { fromJson } from './value-codec.ts';

for (const [text, type, form] of [
  ['9007199254740993', 'integer', '9007199254740993'],
  ['0.12345678901234567890', 'decimal(30,20)', '0.1234567890123456789'],
  ['0.12345678901234567890', 'number', 0.12345678901234568],
  ['[9007199254740993, 5]', 'list(integer)', ['9007199254740993', 5]],
  [
    '{"a": {"b": 9007199254740993}, "c": null}',
    'record{a: record{b: integer}, c: text}',
    { a: { b: '9007199254740993' }, c: null },
  ],
  ['{"a": 9007199254740993}', 'any', { a: '9007199254740993' }],
] as const) {
  test(`${text} as ${type} is plain JSON that its type reads exactly`, () => {
    const parsed = parseType(type);
    assert.ok(parsed.type);
    const plain = jsonForm(parseExactJson(text), parsed.type);
    assert.deepEqual(plain, form);
    assert.doesNotThrow(() => fromJson(JSON.parse(JSON.stringify(plain)), parsed.type));
  });
}
