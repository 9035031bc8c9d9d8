/** What counts as the same, and what does not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DateValue, ExactDecimal, Interval, Timestamp, type Value } from '../../src/model/value.ts';
import { types } from '../../src/model/value-type.ts';
import { sameRecords, sameValue } from './same.ts';

const cases: readonly (readonly [name: string, a: Value, b: Value, same: boolean])[] = [
  ['doubles within a thousand millionth', 0.1 + 0.2, 0.3, true],
  ['doubles further apart', 1, 1.00000001, false],
  ['a zero and a small number', 0, 1e-300, false],
  ['zero and minus zero', 0, -0, true],
  ['null and zero', null, 0, false],
  ['null and false', null, false, false],
  ['empty text and null', '', null, false],
  ['integers beyond 53 bits', 9007199254740993n, 9007199254740992n, false],
  ['decimals by value, not by form', new ExactDecimal('1.0'), new ExactDecimal('1'), true],
  ['a decimal and a number', new ExactDecimal('1'), 1, false],
  ['texts that look alike', 'é', 'e\u0301', false],
  ['a date and an instant', new DateValue(0), new Timestamp(0n), false],
  ['intervals that compare as equal', new Interval(0, 30, 0n), new Interval(1, 0, 0n), false],
  ['bytes', new Uint8Array([1, 2]), new Uint8Array([1, 2]), true],
  ['lists in another order', [1, 2], [2, 1], false],
  ['lists with doubles', [0.1 + 0.2, null], [0.3, null], true],
  ['records without a field and with null', { a: 1 }, { a: 1, b: null }, true],
  ['records', { a: 1 }, { a: 2 }, false],
];

describe('sameValue', () => {
  for (const [name, a, b, same] of cases) {
    it(name, () => {
      assert.equal(sameValue(a, b), same);
      assert.equal(sameValue(b, a), same);
    });
  }
});

describe('sameRecords', () => {
  const shape = [{ name: 'n', type: types.number }];
  const [some, turned] = [
    [{ n: 0.1 + 0.2 }, { n: 2 }],
    [{ n: 2 }, { n: 0.3 }],
  ];
  it('compares in any order, or in this one', () => {
    assert.equal(sameRecords(some, turned, { shape, ordered: false }), true);
    assert.equal(sameRecords(some, turned, { shape, ordered: true }), false);
  });
  it('counts how often a record comes', () => {
    assert.equal(
      sameRecords([{ n: 1 }, { n: 1 }, { n: 2 }], [{ n: 1 }, { n: 2 }, { n: 2 }], { shape, ordered: false }),
      false,
    );
  });
});
