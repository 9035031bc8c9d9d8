import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { castValue } from '../model/cast.ts';
import { integer } from '../model/integer.ts';
import { parseType } from '../model/type-parser.ts';
import { ExactDecimal, type Value } from '../model/value.ts';
import { environment } from './closure.ts';
import { compileCast } from './closure-cast.ts';

const integers = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(integer));
const numbers = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(-0));
const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.integer({ min: 0, max: 38 }), fc.nat(37))
  .map(([digits, scale, less]) => new ExactDecimal(`${digits / 10n ** BigInt(less)}e-${scale}`));

const casts: readonly { readonly from: string; readonly to: string; readonly values: fc.Arbitrary<Value> }[] = [
  { from: 'integer', to: 'text', values: integers },
  { from: 'number', to: 'text', values: numbers },
  { from: 'boolean', to: 'text', values: fc.boolean() },
  { from: 'integer', to: 'number', values: integers },
  { from: 'integer', to: 'decimal(19,0)', values: integers },
  { from: 'integer', to: 'decimal(38,19)', values: integers },
  { from: 'integer', to: 'decimal', values: integers },
  { from: 'decimal', to: 'number', values: decimals },
  { from: 'text', to: 'text', values: fc.string() },
];

function typeOf(text: string) {
  const { type } = parseType(text);
  assert.ok(type, text);
  return type;
}

describe('a cast that is compiled for its types gives what the general one gives', () => {
  for (const { from, to, values } of casts) {
    it(`${from} to ${to}`, () => {
      const [source, type] = [typeOf(from), typeOf(to)];
      const at = { start: 0, end: 0 };
      const operand = { kind: 'field', name: 'x', type: source, at } as const;
      const closure = compileCast({ kind: 'cast', operand, type, lenient: false, at }, (record) => record['x'] ?? null);
      const law = fc.property(fc.option(values), (x) =>
        assert.deepEqual(closure({ x }, environment()), castValue(x, source, type)),
      );
      fc.assert(law, { numRuns: 300 });
    });
  }
});
