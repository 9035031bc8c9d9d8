/** What moves along gives what adding up anew gives. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MillraceError } from '../../core/errors.ts';
import { integer } from '../../model/integer.ts';
import { ExactDecimal, type Value } from '../../model/value.ts';
import { equalValues } from '../../model/value-compare.ts';
import { formatType, types, type ValueType } from '../../model/value-type.ts';
import type { Accumulator } from '../function-declaration.ts';
import { resolveOverload } from '../overload-resolution.ts';
import { movingAccumulator } from './moving-accumulators.ts';
import { functionRegistry } from './registry.ts';

const whole = fc
  .oneof(fc.integer(), fc.constantFrom(2n ** 62n, -(2n ** 63n), 2 ** 53 - 1))
  .map((value) => integer(BigInt(value)));

const exact = fc.integer({ min: -9999, max: 9999 }).map((cents): Value => new ExactDecimal(cents).div(100));
const money: ValueType = { kind: 'decimal', precision: 9, scale: 2 };
const names = ['count', 'count_if', 'sum', 'avg', 'min', 'max', 'bool_and', 'bool_or'] as const;
const inputs: readonly (readonly [type: ValueType, values: fc.Arbitrary<Value>])[] = [
  [types.integer, whole],
  [money, exact],
  [types.boolean, fc.boolean()],
];

/** Every aggregate that moves, with each type that it takes. */
const pairs = inputs.flatMap(([type, values]) =>
  names.flatMap((name) => {
    const declaration = functionRegistry().find(name);
    const overload = declaration?.kind === 'aggregate' ? resolveOverload(declaration.overloads, [type]) : undefined;
    return overload === undefined ? [] : [{ name, type, values, anew: overload.js([type]) }];
  }),
);

/** What an accumulator gives, or the code that it ends in. */
function outcomeOf({ result }: Pick<Accumulator, 'result'>): Value {
  try {
    return result();
  } catch (error) {
    assert.ok(error instanceof MillraceError);
    return error.code;
  }
}

/** True: one more comes in; false: the first goes out. */
const moves = fc.array(fc.boolean(), { maxLength: 60 });

describe('accumulators of frames that move along', () => {
  for (const { name, type, values, anew } of pairs) {
    it(`${name} of ${formatType(type)}`, () => {
      const start = movingAccumulator(name, type);
      assert.ok(start);
      fc.assert(
        fc.property(fc.array(values, { minLength: 60, maxLength: 60 }), moves, (all, steps) => {
          const running = start();
          let [from, to] = [0, 0];
          for (const comes of steps) {
            if (comes) running.add(all[to++]!);
            else if (from < to) running.remove(all[from++]!);
            const fresh = anew();
            for (const value of all.slice(from, to)) fresh.add(value);
            const [found, expected] = [outcomeOf(running), outcomeOf(fresh)];
            assert.ok(equalValues(found, expected), `${String(found)}, not ${String(expected)}, of ${from} to ${to}`);
          }
        }),
      );
    });
  }

  it('sum of numbers keeps what large ones would cover, also past the largest', () => {
    const running = movingAccumulator('sum', types.number)!();
    const steps: [add: number | undefined, result: number | null][] = [
      [0.1, 0.1],
      [1e300, 1e300],
      [0.2, 1e300],
      [-1e300, 0.30000000000000004],
      [undefined, 0.2],
      [undefined, -1e300],
      [1.5e308, 1.49999999e308],
      [1.5e308, null],
      [undefined, null],
      [undefined, null],
      [undefined, 1.5e308],
    ];
    const kept: number[] = [];
    for (const [add, result] of steps) {
      if (add === undefined) running.remove(kept.shift()!);
      else {
        running.add(add);
        kept.push(add);
      }
      assert.equal(running.result(), result, JSON.stringify(kept));
    }
  });

  it('sum of integers is a problem only while it is too large', () => {
    const running = movingAccumulator('sum', types.integer)!();
    running.add(2n ** 62n);
    running.add(2n ** 62n);
    assert.throws(() => running.result(), /range|overflow/i);
    running.remove(2n ** 62n);
    assert.equal(running.result(), 2n ** 62n);
  });
});
