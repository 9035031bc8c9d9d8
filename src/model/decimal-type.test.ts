import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as decimalType from './decimal-type.ts';
import { formatType, types, type ValueType } from './value-type.ts';

function decimal(precision: number, scale: number): ValueType {
  return { kind: 'decimal', precision, scale };
}

const rules: readonly (readonly [
  rule: (a: ValueType, b: ValueType) => ValueType,
  a: ValueType,
  b: ValueType,
  result: string,
])[] = [
  [decimalType.sumOfDecimals, decimal(12, 2), decimal(5, 3), 'decimal(14,3)'],
  [decimalType.sumOfDecimals, decimal(38, 2), decimal(38, 2), 'decimal(38,2)'],
  [decimalType.sumOfDecimals, decimal(12, 2), types.integer, 'decimal(22,2)'],
  [decimalType.productOfDecimals, decimal(12, 2), types.integer, 'decimal(31,2)'],
  [decimalType.productOfDecimals, decimal(30, 10), decimal(30, 10), 'decimal(38,20)'],
  [decimalType.quotientOfDecimals, decimal(12, 2), decimal(12, 2), 'decimal(18,6)'],
  [decimalType.quotientOfDecimals, decimal(38, 8), decimal(5, 2), 'decimal(38,8)'],
  [decimalType.remainderOfDecimals, decimal(12, 2), decimal(5, 3), 'decimal(13,3)'],
  [decimalType.sumOfDecimals, types.decimal, decimal(5, 2), 'decimal'],
  [decimalType.productOfDecimals, types.integer, types.decimal, 'decimal'],
];

describe('the types of decimal results', () => {
  for (const [rule, a, b, result] of rules) {
    it(`${rule.name}: ${formatType(a)} and ${formatType(b)} give ${result}`, () =>
      assert.equal(formatType(rule(a, b)), result));
  }

  it('refuse a product with more than 38 places', () => {
    assert.throws(() => decimalType.productOfDecimals(decimal(38, 20), decimal(38, 20)), {
      code: 'type_mismatch',
      message: /40 decimal places/,
    });
  });

  it('give totals 38 digits and means six more places', () => {
    assert.equal(formatType(decimalType.sumTypeOfDecimal(decimal(12, 2))), 'decimal(38,2)');
    assert.equal(formatType(decimalType.averageTypeOfDecimal(decimal(12, 2))), 'decimal(38,8)');
    assert.equal(formatType(decimalType.averageTypeOfDecimal(decimal(38, 35))), 'decimal(38,38)');
    assert.equal(formatType(decimalType.sumTypeOfDecimal(types.decimal)), 'decimal');
  });
});
