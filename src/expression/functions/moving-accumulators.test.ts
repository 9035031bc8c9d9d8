/** What moves along gives what adding up anew gives. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { integer } from '../../model/integer.ts';
import type { Value } from '../../model/value.ts';
import { bareComparator, equalValues } from '../../model/value-compare.ts';
import { types } from '../../model/value-type.ts';
import type { Accumulator, MovingAccumulator } from '../function-declaration.ts';
import * as keep from './aggregate-accumulators.ts';
import * as moving from './moving-accumulators.ts';

const whole = fc
  .oneof(fc.integer(), fc.constantFrom(2n ** 62n, -(2n ** 63n), 2 ** 53 - 1))
  .map((value) => integer(BigInt(value)));
const compare = bareComparator(types.integer);
const verdict = (a: boolean, b: boolean): boolean => a && b;

const pairs: readonly (readonly [
  name: string,
  values: fc.Arbitrary<Value>,
  moving: () => MovingAccumulator,
  anew: () => Accumulator,
])[] = [
  ['avg of integers', whole, moving.movingIntegerAverage, keep.integerAverage],
  ['min', whole, () => moving.movingBest((o) => o < 0, compare), () => keep.best((o) => o < 0, compare, 0)],
  ['max', whole, () => moving.movingBest((o) => o > 0, compare), () => keep.best((o) => o > 0, compare, 0)],
  ['bool_and', fc.boolean(), () => moving.movingVerdict(false), () => keep.judging(verdict)],
  ['bool_or', fc.boolean(), () => moving.movingVerdict(true), () => keep.judging((a, b) => a || b)],
  ['count_if', fc.boolean(), () => moving.movingCount((v) => v === true), () => keep.counting((v) => v === true)],
];

/** True: one more comes in; false: the first goes out. */
const moves = fc.array(fc.boolean(), { maxLength: 60 });

describe('accumulators of frames that move along', () => {
  for (const [name, values, start, anew] of pairs) {
    it(name, () => {
      fc.assert(
        fc.property(fc.array(values, { minLength: 60, maxLength: 60 }), moves, (all, steps) => {
          const running = start();
          let [from, to] = [0, 0];
          for (const comes of steps) {
            if (comes) running.add(all[to++]!);
            else if (from < to) running.remove(all[from++]!);
            const fresh = anew();
            for (const value of all.slice(from, to)) fresh.add(value);
            assert.ok(equalValues(running.result(), fresh.result()), `${String(running.result())} of ${from} to ${to}`);
          }
        }),
      );
    });
  }

  it('sum of numbers keeps what large ones would cover, also past the largest', () => {
    const running = moving.movingNumbers((total) => total);
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
    const running = moving.movingIntegerSum();
    running.add(2n ** 62n);
    running.add(2n ** 62n);
    assert.throws(() => running.result(), /range|overflow/i);
    running.remove(2n ** 62n);
    assert.equal(running.result(), 2n ** 62n);
  });
});
