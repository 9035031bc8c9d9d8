/** Changes of JSON: merge patches as RFC 7386 shows them, and the laws of setting and removing. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MillraceError } from '../../core/errors.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { toJson, valueFromUnknown } from '../../model/value-codec.ts';
import { types } from '../../model/value-type.ts';
import { checkExpression } from '../checker.ts';
import { compileClosure, environment } from '../closure.ts';
import { functionRegistry } from './registry.ts';

const fields = [
  { name: 'v', type: types.any },
  { name: 'w', type: types.any },
  { name: 'p', type: types.text },
];

function running(expression: string): (record: DataRecord) => Value {
  const { typed, problems } = checkExpression(expression, {
    fields,
    parameters: [],
    context: [],
    aggregates: 'none',
    windows: false,
    functions: functionRegistry(),
  });
  assert.ok(typed, JSON.stringify(problems));
  const run = compileClosure(typed);
  return (record) => run(record, environment());
}

const patches: readonly (readonly [string, string, string])[] = [
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', 'null', 'null'],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
];

describe('a merge patch', () => {
  const merge = running('json_merge(v, w)');
  for (const [target, patch, result] of patches) {
    it(`${target} by ${patch}`, () => {
      const merged = merge({ v: valueFromUnknown(JSON.parse(target)), w: valueFromUnknown(JSON.parse(patch)) });
      assert.equal(JSON.stringify(toJson(merged)), result);
    });
  }
});

describe('a path into JSON', () => {
  const [set, get, remove, exists] = [
    'json_set(v, p, w)',
    'json_get(v, p)',
    'json_remove(v, p)',
    'json_exists(v, p)',
  ].map(running);
  assert.ok(set && get && remove && exists);
  const json = fc.jsonValue({ maxDepth: 3 }).map((value) => valueFromUnknown(value));
  const path = fc
    .array(fc.constantFrom('a', 'b', '1', '2', '-1', '__proto__'), { minLength: 1, maxLength: 4 })
    .map((keys) => keys.join('.'));

  it('gives back what was set, where it can be set', () => {
    fc.assert(
      fc.property(json, path, json, (v, p, w) => {
        try {
          assert.deepEqual(get({ v: set({ v, p, w }), p }), w);
        } catch (thrown) {
          assert.ok(thrown instanceof MillraceError && thrown.code === 'evaluation_failed', String(thrown));
        }
      }),
    );
  });

  it('leads nowhere after a member was removed, and changes nothing where it led nowhere', () => {
    fc.assert(
      fc.property(json, fc.constantFrom('a', 'b', 'a.b', 'c.a', '__proto__'), (v, p) => {
        if (v === null) return;
        const removed = remove({ v, p });
        if (exists({ v, p }) === false) assert.deepEqual(removed, v);
        else assert.equal(exists({ v: removed, p }), false);
      }),
    );
  });

  it('has no more than 100 parts', () => {
    assert.throws(() => set({ v: {}, w: 1, p: 'a.'.repeat(100) }), { code: 'evaluation_failed' });
  });
});
