import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { castable, castCanFail, castValue, tryCastValue } from './cast.ts';
import { parseType } from './type-parser.ts';
import { ExactDecimal, type Value } from './value.ts';
import { toJson, valueFromUnknown } from './value-codec.ts';
import { listOf, recordOf, types, type ValueType } from './value-type.ts';

function typeOf(text: string): ValueType {
  const { type } = parseType(text);
  assert.ok(type, text);
  return type;
}

/** From text to one type and on to another, as JSON. */
const chains: readonly (readonly [text: string, from: string, to: string, wanted: unknown])[] = [
  ['2.5', 'number', 'integer', 3],
  ['-2.5', 'number', 'integer', -3],
  ['0.49999999999999994', 'number', 'integer', 0],
  ['0.285', 'number', 'decimal(10,2)', '0.29'],
  ['1e20', 'number', 'text', '100000000000000000000'],
  ['1e21', 'number', 'text', '1e+21'],
  ['1e-7', 'number', 'text', '1e-7'],
  ['0.1', 'number', 'text', '0.1'],
  ['4.5', 'decimal(12,2)', 'text', '4.50'],
  ['4.5', 'decimal', 'text', '4.5'],
  ['2.345', 'decimal(10,3)', 'decimal(10,2)', '2.35'],
  ['-2.345', 'decimal(10,3)', 'decimal(10,2)', '-2.35'],
  ['2.5', 'decimal(2,1)', 'integer', 3],
  ['0.1', 'decimal(2,1)', 'number', 0.1],
  ['9007199254740993', 'integer', 'decimal(19,0)', '9007199254740993'],
  ['9007199254740993', 'integer', 'text', '9007199254740993'],
  ['9007199254740993', 'integer', 'number', 9007199254740992],
  ['yes', 'boolean', 'integer', 1],
  ['3', 'integer', 'boolean', true],
  ['2026-03-01', 'date', 'datetime', '2026-03-01T00:00:00'],
  ['2026-03-01T23:59:59.5', 'datetime', 'date', '2026-03-01'],
  ['2026-03-01T23:59:59.5', 'datetime', 'time', '23:59:59.5'],
  ['1969-12-31T23:59:59.5', 'datetime', 'date', '1969-12-31'],
  ['2026-03-01T08:30:00+08:00', 'timestamp', 'text', '2026-03-01T00:30:00Z'],
  ['1 year 2 months', 'interval', 'text', 'P1Y2M'],
  [' 12 ', 'text', 'integer', 12],
  ['+1.50', 'text', 'decimal(5,2)', '1.50'],
];

/** Text that is not of the type. */
const failing: readonly (readonly [text: string, to: string])[] = [
  ['', 'integer'],
  ['1.5', 'integer'],
  ['1e3', 'integer'],
  ['0x10', 'integer'],
  ['9223372036854775808', 'integer'],
  ['Infinity', 'number'],
  ['1e999', 'number'],
  ['NaN', 'number'],
  ['1000', 'decimal(5,2)'],
  ['999.995', 'decimal(5,2)'],
  ['maybe', 'boolean'],
  ['2026-02-30', 'date'],
  ['2026-3-1', 'date'],
  ['0000-01-01', 'date'],
  ['2026-03-01', 'timestamp'],
  ['2026-03-01T08:30:00', 'timestamp'],
  ['2026-03-01T25:00:00Z', 'timestamp'],
  ['2026-03-01T00:00:00.1234567Z', 'timestamp'],
  ['9999-12-31T23:00:00-05:00', 'timestamp'],
  ['2026-03-01T08:30:00Z', 'datetime'],
  ['24:00', 'time'],
  ['90', 'interval'],
  ['0.5 months', 'interval'],
  ['P', 'interval'],
  ['a===', 'binary'],
];

const impossible: readonly (readonly [from: string, to: string])[] = [
  ['timestamp', 'date'],
  ['timestamp', 'datetime'],
  ['date', 'timestamp'],
  ['datetime', 'timestamp'],
  ['number', 'boolean'],
  ['interval', 'integer'],
  ['text', 'list(text)'],
  ['list(timestamp)', 'list(date)'],
  ['record{a: date}', 'record{a: timestamp}'],
];

describe('casts', () => {
  for (const [text, from, to, wanted] of chains) {
    it(`turn ${from} ${text} into ${to} ${String(wanted)}`, () => {
      const value = castValue(text, types.text, typeOf(from));
      assert.equal(castable(typeOf(from), typeOf(to)), true);
      assert.deepEqual(toJson(castValue(value, typeOf(from), typeOf(to)), typeOf(to)), wanted);
    });
  }

  for (const [text, to] of failing) {
    it(`refuse "${text}" as ${to}`, () => {
      assert.throws(() => castValue(text, types.text, typeOf(to)), { code: 'cast_failed' });
      assert.equal(tryCastValue(text, types.text, typeOf(to)), null);
      assert.equal(castCanFail(types.text, typeOf(to)), true);
    });
  }

  for (const [from, to] of impossible) {
    it(`do not exist from ${from} to ${to}`, () => assert.equal(castable(typeOf(from), typeOf(to)), false));
  }

  it('fail where a number is no 64-bit integer', () => {
    assert.throws(() => castValue(1e19, types.number, types.integer), { code: 'cast_failed' });
    assert.equal(castValue(9.2e18, types.number, types.integer), 9200000000000000000n);
  });

  it('give null for null, whatever the types', () => assert.equal(castValue(null, types.date, types.integer), null));

  it('go through lists and records, which get all fields of their type', () => {
    const from = recordOf([
      { name: 'a', type: listOf(types.text) },
      { name: 'b', type: types.integer },
    ]);
    const to = recordOf([
      { name: 'a', type: listOf(types.integer) },
      { name: 'c', type: types.text },
    ]);
    assert.deepEqual(castValue({ a: ['1', null], b: 2 }, from, to), { a: [1, null], c: null });
    assert.throws(() => castValue({ a: ['x'] }, from, to), { code: 'cast_failed', message: /"x"/ });
  });

  it('take values of unknown shape for what they turn out to be', () => {
    const value = valueFromUnknown({ n: 5, t: '2026-03-01', list: [1, '2'], d: 1.1, flag: true });
    const to = typeOf('record{n: decimal(5,2), t: date, list: list(integer), d: decimal(3,1), flag: text}');
    assert.deepEqual(toJson(castValue(value, types.any, to), to), {
      n: '5.00',
      t: '2026-03-01',
      list: [1, 2],
      d: '1.1',
      flag: 'true',
    });
    assert.throws(() => castValue([1], types.any, types.integer), { code: 'cast_failed' });
  });

  it('keep in any what JSON would keep', () => {
    const price: ValueType = { kind: 'decimal', precision: 5, scale: 2 };
    const cast = (value: Value, type: ValueType): Value => castValue(value, type, types.any);
    assert.equal(cast(new ExactDecimal('1.1'), price), '1.10');
    assert.deepEqual(cast([1, null], listOf(types.integer)), [1, null]);
  });

  it('have a sentence of their own to say what is wrong', () => {
    assert.throws(() => castValue('1.3.2026', types.text, types.date), {
      message: '"1.3.2026" (text) is not a date.',
      hint: /2026-03-01/,
    });
  });
});
