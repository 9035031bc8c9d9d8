import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { statusOf } from '../http/problem-document.ts';
import { parseExactJson } from '../model/exact-json.ts';
import { readBody } from './body.ts';

const json = { 'content-type': 'application/json' };
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

const good: readonly [string, string | Uint8Array, Record<string, string>, unknown][] = [
  ['an object', '{"a":1}', json, { a: 1 }],
  ['nothing', '', {}, null],
  ['a vendor type', '[1]', { 'content-type': 'application/vnd.shop.v1+json; charset=UTF-8' }, [1]],
  ['a number that JavaScript would round', '{"n":9007199254740993}', json, { n: 9007199254740993n }],
  ['brackets in a text', JSON.stringify({ a: '['.repeat(100), b: '\\"[[' }), json, { a: '['.repeat(100), b: '\\"[[' }],
  ['a mark of the byte order', '\uFEFF{"a":1}', json, { a: 1 }],
  ['as deep as allowed', nested(64), json, JSON.parse(nested(64))],
];
for (const [name, text, headers, value] of good) {
  test(`a body is read: ${name}`, () => {
    const result = readBody(Buffer.from(text as string), headers);
    assert.deepEqual(result, { value });
  });
}

const bad: readonly [string, string | Uint8Array, Record<string, string>, number, RegExp][] = [
  ['no type', '{}', {}, 415, /must be JSON/],
  ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, /must be JSON/],
  ['JSON by another name', '{}', { 'content-type': 'text/json' }, 415, /must be JSON/],
  ['another charset', '{}', { 'content-type': 'application/json; charset=latin1' }, 415, /UTF-8/],
  ['compressed', '{}', { ...json, 'content-encoding': 'gzip' }, 415, /compressed/],
  ['cut off', '{"a":', json, 400, /not JSON/],
  ['two values', '{} {}', json, 400, /not JSON/],
  ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), json, 400, /not UTF-8/],
  ['too deep', nested(65), json, 400, /64 levels/],
  ['far too deep', nested(1_000_000), json, 400, /64 levels/],
];
for (const [name, text, headers, status, message] of bad) {
  test(`a body is refused: ${name}`, () => {
    const { fault } = readBody(typeof text === 'string' ? Buffer.from(text) : text, headers);
    assert.ok(fault);
    assert.equal(fault.status ?? statusOf(fault.code), status);
    assert.match(fault.message, message);
  });
}

test('whatever comes is read as JSON does or refused, and never throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
      const { fault } = readBody(bytes, json);
      assert.ok(fault === undefined || fault.status === 400);
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => {
      const text = JSON.stringify(value);
      assert.deepEqual(readBody(Buffer.from(text), json), { value: parseExactJson(text) });
    }),
  );
});
