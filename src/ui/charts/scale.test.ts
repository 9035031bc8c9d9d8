import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linearScale, measuredRange, roundTicks, timeTicks, timeUnit } from './scale.ts';

const ticks: readonly [string, Parameters<typeof roundTicks>, readonly number[]][] = [
  ['whole numbers', [0, 9, 5], [0, 2, 4, 6, 8, 10]],
  ['fractions stay short', [0, 0.3, 3], [0, 0.1, 0.2, 0.3]],
  ['below zero', [-7, 12, 4], [-10, -5, 0, 5, 10, 15]],
  ['large', [0, 1_234_567, 5], [0, 500_000, 1_000_000, 1_500_000]],
  ['one value', [5, 5, 4], [0, 2, 4, 6]],
  ['nothing but zero', [0, 0, 4], [0, 1]],
];
for (const [name, given, wanted] of ticks) {
  test(`marks of an axis: ${name}`, () => assert.deepEqual(roundTicks(...given), wanted));
}

test('marks cover what is drawn, rise, and are not many more than asked for', () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(value, value, fc.integer({ min: 2, max: 12 }), (a, b, most) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      fc.pre(high - low > 1e-3);
      const marks = roundTicks(low, high, most);
      const hair = (high - low) * 1e-6 + Math.abs(high) * 1e-12;
      assert.ok((marks[0] ?? 0) <= low + hair && (marks.at(-1) ?? 0) >= high - hair);
      assert.ok(marks.length <= most + 3, `${marks.length} for ${most}`);
      assert.ok(marks.every((mark, at) => at === 0 || mark > (marks[at - 1] ?? 0)));
    }),
  );
});

const ranges: readonly [string, readonly number[], boolean, readonly [number, number]][] = [
  ['bars begin at zero', [900, 910], true, [0, 910]],
  ['a line close together and far from zero need not', [900, 910], false, [900, 910]],
  ['a line near zero does', [3, 10], false, [0, 10]],
  ['values below zero end there', [-5, -1], true, [-5, 0]],
  ['nothing', [], false, [0, 1]],
  ['one value', [4], false, [0, 4]],
];
for (const [name, values, zero, wanted] of ranges) {
  test(`range of an axis: ${name}`, () => assert.deepEqual(measuredRange(values, zero), wanted));
}

const at = (text: string): number => Date.parse(`${text}Z`);
const times: readonly [string, string, string, number, number, string, string][] = [
  ['hours', '2026-03-01T00:10', '2026-03-01T09:50', 6, 4, '2026-03-01T02:00', 'minute'],
  ['days', '2026-03-01T12:00', '2026-03-06T12:00', 6, 5, '2026-03-02T00:00', 'day'],
  ['months', '2026-01-15T00:00', '2026-06-15T00:00', 6, 5, '2026-02-01T00:00', 'month'],
  ['years', '2000-03-01T00:00', '2020-03-01T00:00', 5, 4, '2005-01-01T00:00', 'year'],
];
for (const [name, low, high, most, count, first, unit] of times) {
  test(`marks of a time axis: ${name}`, () => {
    const marks = timeTicks(at(low), at(high), most);
    assert.deepEqual([marks.length, marks[0], timeUnit(marks)], [count, at(first), unit]);
  });
}

test('a domain without length lies in the middle', () => {
  assert.equal(linearScale([3, 3], [0, 100])(3), 50);
  assert.equal(linearScale([0, 10], [100, 0])(10), 0);
});
