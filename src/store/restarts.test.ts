import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { Restarts } from './restarts.ts';

const minute = 60_000;

test('it is started again five times, later and later, and then no more', () => {
  const restarts = new Restarts(new SimulatedClock(0));
  const waits = [1, 2, 3, 4, 5, 6].map(() => restarts.next()?.wait);
  assert.deepEqual(waits, [250, 1_000, 4_000, 16_000, 64_000, undefined]);
});

test('what was more than ten minutes ago does not count any more', () => {
  const clock = new SimulatedClock(0);
  const restarts = new Restarts(clock);
  for (const attempt of [1, 2, 3, 4, 5]) {
    assert.equal(restarts.next()?.attempt, attempt);
    clock.advance(minute);
  }
  assert.equal(restarts.next(), undefined);
  clock.advance(5 * minute);
  assert.deepEqual(restarts.next(), { attempt: 5, wait: 64_000 });
  clock.advance(10 * minute);
  assert.deepEqual(restarts.next(), { attempt: 1, wait: 250 });
});
