import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CountedTries, countTry, lockRules } from './lock-out.ts';

const MINUTE = 60_000;
const rule = lockRules.user;

/** Tries one after the other at these instants; for each, whether it was let through. */
function tryAt(instants: readonly number[]): boolean[] {
  let counted: CountedTries | undefined;
  return instants.map((now) => {
    const verdict = countTry(rule, counted, now);
    if (verdict.allowed) counted = verdict.counted;
    return verdict.allowed;
  });
}

const cases: readonly [string, readonly number[], readonly boolean[]][] = [
  ['five are free, the sixth is refused', [0, 0, 0, 0, 0, 0], [true, true, true, true, true, false]],
  [
    'after a minute there is one more',
    [0, 0, 0, 0, 0, MINUTE - 1, MINUTE, MINUTE + 1],
    [true, true, true, true, true, false, true, false],
  ],
  [
    'then it takes two',
    [0, 0, 0, 0, 0, MINUTE, 2 * MINUTE, 3 * MINUTE],
    [true, true, true, true, true, true, false, true],
  ],
  [
    'after a day without a try they are free again',
    [0, 0, 0, 0, 0, rule.window, rule.window],
    [true, true, true, true, true, true, true],
  ],
];
for (const [name, instants, expected] of cases) {
  test(name, () => assert.deepEqual(tryAt(instants), expected));
}

test('however tries are spread over a day, few get through', () => {
  const instants = fc.array(fc.integer({ min: 0, max: rule.window - 1 }), { maxLength: 400 });
  fc.assert(
    fc.property(instants, (given) => {
      const through = tryAt(given.toSorted((a, b) => a - b)).filter(Boolean).length;
      // Five free ones, six while the lock doubles from one minute to an hour, and one for each hour.
      assert.ok(through <= 5 + 6 + 24, `${through} got through`);
    }),
  );
});

test('a lock never lasts longer than the rule says, whatever was counted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (count) => {
      const verdict = countTry(rule, { count, lastAt: 0 }, 1);
      assert.ok(verdict.allowed && (verdict.counted.lockedUntil ?? 0) <= 1 + rule.longest);
    }),
  );
});
