import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import { inferType } from './common-type.ts';
import { parseType } from './type-parser.ts';
import { ExactDecimal, Timestamp } from './value.ts';
import { formatValue, fromJson, toJson, valueFromUnknown } from './value-codec.ts';
import { formatType, types, type ValueType } from './value-type.ts';

function typeOf(text: string): ValueType {
  const { type } = parseType(text);
  assert.ok(type, text);
  return type;
}

const refused: readonly (readonly [json: unknown, type: string, message: RegExp])[] = [
  [1.5, 'integer', /a whole number of 64 bits, but got 1\.5/],
  ['x', 'integer', /but got "x"/],
  [1e19, 'integer', /64 bits/],
  ['1', 'number', /a number, but got "1"/],
  [Number.POSITIVE_INFINITY, 'number', /a number/],
  ['12345.6', 'decimal(5,2)', /decimal\(5,2\)/],
  ['true', 'boolean', /true or false/],
  [5, 'text', /text, but got 5/],
  ['2026-02-30', 'date', /"2026-03-01"/],
  ['2026-03-01T08:30:00', 'timestamp', /Z or an offset/],
  ['2026-03-01T08:30:00Z', 'datetime', /without zone/],
  [{}, 'list(text)', /list\(text\), but got an object/],
  [[], 'record{a: text}', /an object, but got a list/],
  ['?', 'binary', /base64/],
];

describe('values from JSON', () => {
  for (const [json, type, message] of refused) {
    it(`refuse ${JSON.stringify(json) ?? 'undefined'} as ${type}`, () => {
      assert.throws(() => fromJson(json, typeOf(type)), { code: 'invalid_input', message });
    });
  }

  it('report every fault with its path', () => {
    const type = typeOf('record{items: list(record{sku: text, quantity: integer}), "due date": date}');
    const json = {
      items: [
        { sku: 'a', quantity: 1 },
        { sku: 2, quantity: 'x' },
      ],
      'due date': 'soon',
    };
    assert.throws(
      () => fromJson(json, type, ['body']),
      (thrown) => {
        assert.ok(thrown instanceof MillraceError);
        assert.deepEqual(
          thrown.issues?.map(({ path }) => path),
          ['body.items[1].sku', 'body.items[1].quantity', 'body."due date"'],
        );
        assert.match(thrown.message, /^body\.items\[1\]\.sku: .* \(and 2 more\)$/);
        return true;
      },
    );
  });

  it('keep numbers exact that a reader kept exact', () => {
    assert.equal(fromJson(9007199254740993n, types.integer), 9007199254740993n);
    assert.equal(fromJson('9007199254740993', types.integer), 9007199254740993n);
    assert.equal(String(fromJson(new ExactDecimal('1.10'), typeOf('decimal(5,2)'))), '1.1');
    assert.equal(String(fromJson(0.1, typeOf('decimal(5,2)'))), '0.1');
  });

  it('give a record all its fields and nothing else, and no prototype a way in', () => {
    const json: unknown = JSON.parse('{"a": 1, "other": 2, "__proto__": {"b": 3}}');
    assert.deepEqual(fromJson(json, typeOf('record{a: integer, b: integer}')), { a: 1, b: null });
    assert.equal(fromJson({}, typeOf('record{toString: text}'))?.toString, null);
  });

  it('take anything as any', () => {
    assert.deepEqual(valueFromUnknown({ a: [1, undefined, Number.NaN], at: new Date(5) }), {
      a: [1, null, null],
      at: new Timestamp(5000n),
    });
    let deep: unknown = 1;
    for (let level = 0; level < 200; level++) deep = [deep];
    assert.throws(() => valueFromUnknown(deep), { code: 'too_complex' });
  });
});

describe('values as JSON and text', () => {
  it('write a record by its type', () => {
    const type = typeOf('record{price: decimal(12,2), big: integer, missing: text}');
    assert.deepEqual(toJson({ price: new ExactDecimal('4.5'), big: 2n ** 60n, extra: 1 }, type), {
      price: '4.50',
      big: '1152921504606846976',
      missing: null,
    });
  });

  it('write lists and records as JSON text', () => {
    assert.equal(formatValue({ a: [true, null], b: -0 }), '{"a":[true,null],"b":0}');
  });
});

describe('the type of a value', () => {
  const inferred: readonly (readonly [value: unknown, type: string])[] = [
    [null, 'null'],
    [1, 'integer'],
    [1.5, 'number'],
    [[1, 2.5], 'list(number)'],
    [[1, 'a'], 'list(any)'],
    [[], 'list(null)'],
    [{ a: [{ b: 1 }, { b: null, c: 'x' }] }, 'record{a: list(record{b: integer, c: text})}'],
  ];
  for (const [value, type] of inferred) {
    it(`is ${type} for ${JSON.stringify(value)}`, () =>
      assert.equal(formatType(inferType(valueFromUnknown(value))), type));
  }
});
