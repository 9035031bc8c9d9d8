import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { integer } from '../model/integer.ts';
import type { Value } from '../model/value.ts';
import { types, type ValueType } from '../model/value-type.ts';
import { checkExpression } from './checker.ts';
import { compileClosure, environment } from './closure.ts';
import { compileComparison } from './closure-comparison.ts';
import { formatLiteral } from './format-typed.ts';
import { functionRegistry } from './functions/registry.ts';
import type { Typed } from './typed.ts';

type Call = Typed & { readonly kind: 'call' };

const bits = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const kinds: readonly { readonly type: ValueType; readonly values: fc.Arbitrary<Value> }[] = [
  { type: types.integer, values: fc.oneof(fc.integer(), bits.map(integer)) },
  { type: types.number, values: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(-0)) },
  { type: types.text, values: fc.string({ unit: 'binary' }) },
  { type: types.boolean, values: fc.boolean() },
];
const operators = ['=', '<>', '<', '<=', '>', '>='];

function comparison(type: ValueType, operator: string, right = 'b'): Call {
  const fields = ['a', 'b'].map((name) => ({ name, type }));
  const nothing = { parameters: [], context: [], aggregates: 'none', windows: false } as const;
  const { typed, problems } = checkExpression(`a ${operator} ${right}`, {
    ...nothing,
    fields,
    functions: functionRegistry(),
  });
  assert.equal(typed?.kind, 'call', JSON.stringify(problems));
  return typed;
}

/** What the function itself says; null if either side is null. */
function meant(call: Call, a: Value, b: Value): Value {
  const run = call.overload.js(call.args.map((arg) => arg.type)) as (...args: Value[]) => Value;
  return a === null || b === null ? null : run(a, b);
}

describe('a comparison of values that JavaScript compares itself says what the function says', () => {
  for (const { type, values } of kinds) {
    for (const operator of operators) {
      it(`${type.kind} ${operator} ${type.kind}`, () => {
        const call = comparison(type, operator);
        const either = fc.option(values);
        const both = fc.oneof(
          fc.tuple(either, either),
          either.map((value) => [value, value] as const),
        );
        const closure = compileClosure(call);
        fc.assert(fc.property(both, ([a, b]) => assert.equal(closure({ a, b }, environment()), meant(call, a, b))));
      });

      it(`${type.kind} ${operator} a constant`, () => {
        const law = fc.property(fc.option(values), values, (a, b) => {
          const call = comparison(type, operator, formatLiteral(b, type));
          assert.equal(compileClosure(call)({ a }, environment()), meant(call, a, b));
        });
        fc.assert(law, { numRuns: 30 });
      });
    }
  }

  it('and leaves to the function what needs a look at the values', () => {
    const sides = [() => null, () => null];
    assert.equal(compileComparison(comparison(types.text, '<'), sides), undefined);
    assert.equal(compileComparison(comparison(types.decimal, '='), sides), undefined);
    assert.equal(compileComparison(comparison(types.date, '='), sides), undefined);
    assert.ok(compileComparison(comparison(types.text, '='), sides));
  });
});
