import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { nudgesBy } from './nudges.ts';

test('the first is told at once, many together, and the last of them is never lost', () => {
  const clock = new SimulatedClock(0);
  let told = 0;
  const nudge = nudgesBy(clock, () => (told += 1));
  nudge();
  assert.equal(told, 1);
  for (let count = 0; count < 300; count += 1) nudge();
  assert.equal(told, 1);
  clock.advance(200);
  assert.equal(told, 2);
  clock.advance(1000);
  assert.equal(told, 2, 'and then it is quiet');
  nudge();
  assert.equal(told, 3);
});

test('under steady load it is told again and again, not more often than the pause allows', () => {
  const clock = new SimulatedClock(0);
  let told = 0;
  const nudge = nudgesBy(clock, () => (told += 1));
  for (let at = 0; at < 2000; at += 10) {
    nudge();
    clock.advance(10);
  }
  assert.ok(told >= 9 && told <= 11, `${told}`);
});
