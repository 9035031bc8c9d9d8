import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  DateValue,
  ExactDecimal,
  Interval,
  LocalDateTime,
  TimeValue,
  Timestamp,
  type Value,
} from '../../model/value.ts';
import { groupKey } from '../../model/value-compare.ts';
import { readUntyped, writeUntyped } from './untyped-json.ts';

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string({ unit: 'grapheme' }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((digits) => new ExactDecimal(`${digits}e-7`)),
  fc.integer({ min: -700_000, max: 700_000 }).map((days) => new DateValue(days)),
  fc.nat().map((micros) => new TimeValue(micros)),
  fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }).map((micros) => new Timestamp(micros)),
  fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }).map((micros) => new LocalDateTime(micros)),
  fc
    .tuple(fc.integer(), fc.integer(), fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }))
    .map((parts) => new Interval(...parts)),
  fc.uint8Array({ maxLength: 20 }),
);

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<Value>,
    fc.dictionary(fc.constantFrom('a', 'b', '$millrace', 'value'), tie('value'), {
      noNullPrototype: true,
    }) as fc.Arbitrary<Value>,
  ),
})).value;

describe('values of unknown shape as JSON', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(value, (given) => {
        const back = readUntyped(writeUntyped(given));
        assert.equal(groupKey(back), groupKey(given));
        assert.equal(back?.constructor?.name, given?.constructor?.name);
      }),
      { numRuns: 500 },
    );
  });

  it('a file can hold what looks like ours and is not', () => {
    for (const text of ['{"$millrace":"date","value":"x"}', '{"$millrace":"toString"}', '{"$millrace":["date"]}']) {
      assert.deepEqual(readUntyped(text), JSON.parse(text));
    }
  });

  it('long numbers of a file keep their digits', () => {
    assert.equal(readUntyped('[9007199254740993]')?.toString(), '9007199254740993');
  });
});
