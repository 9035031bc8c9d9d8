import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import type { MillraceError } from '../core/errors.ts';
import { largestSize, watchSize } from './size-watch.ts';

const megabyte = 2 ** 20;

describe('the watch over the size of a process', () => {
  const cases: readonly (readonly [what: string, memory: number, most: number])[] = [
    ['a small run may take what DuckDB takes at least', 1, 100 + 768 + 512],
    ['a large one more', 1000, 100 + 3000 + 512],
  ];
  for (const [what, memory, most] of cases) {
    test(what, () => assert.equal(largestSize(memory * megabyte, 100 * megabyte) / megabyte, most));
  }

  const watched = () => {
    const clock = new SimulatedClock(0);
    const problems: MillraceError[] = [];
    const process = { megabytes: 100 };
    const unwatch = watchSize({
      clock,
      memory: 64 * megabyte,
      resident: () => process.megabytes * megabyte,
      over: (problem) => problems.push(problem),
    });
    return { clock, problems, process, unwatch };
  };

  test('ends a run once that outgrows its memory, with a limit', () => {
    const { clock, problems, process } = watched();
    process.megabytes = 1300;
    clock.advance(10_000);
    assert.equal(problems.length, 0);
    process.megabytes = 1500;
    clock.advance(10_000);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['limit'],
    );
    assert.match(problems[0]?.message ?? '', /far larger than its memory of 64\.0 MB/);
  });

  test('looks no more once the run has ended', () => {
    const { clock, problems, process, unwatch } = watched();
    unwatch();
    process.megabytes = 5000;
    clock.advance(10_000);
    assert.equal(problems.length, 0);
  });
});
