import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatArray, parseArray } from './postgresql-array.ts';

describe('arrays of PostgreSQL as text', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['{}', []],
    ['{1,NULL,"NULL"}', ['1', null, 'NULL']],
    ['{"a b","\\"","\\\\",""}', ['a b', '"', '\\', '']],
    [
      '{{1,2},{3,4}}',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['[0:1]={5,6}', ['5', '6']],
  ];
  for (const [text, items] of cases) {
    it(`reads ${text}`, () => assert.deepEqual(parseArray(text), items));
  }

  it('reads what it writes', () => {
    const item = fc.option(fc.string({ unit: 'binary' }), { nil: null });
    fc.assert(fc.property(fc.array(item), (items) => assert.deepEqual(parseArray(formatArray(items)), items)));
  });
});
