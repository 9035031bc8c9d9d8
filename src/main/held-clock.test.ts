import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { openTestStore } from '../store/test-store.ts';
import { HeldClock } from './held-clock.ts';

/** A machine whose clock is wrong by `by` milliseconds, and can be set. */
class WrongClock implements Clock {
  by: number;

  constructor(by: number) {
    this.by = by;
  }

  now(): number {
    return systemClock.now() + this.by;
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  after(milliseconds: number, action: () => void): () => void {
    return systemClock.after(milliseconds, action);
  }
}

const hour = 3_600_000;
const near = (one: number, other: number): boolean => Math.abs(one - other) < 1_000;

for (const by of [-hour, -700, 700, 26 * hour]) {
  test(`a clock that is wrong by ${by} ms keeps to the time of the database`, async (t) => {
    const store = await openTestStore(t);
    const machine = new WrongClock(by);
    const clock = new HeldClock(machine);
    assert.equal(clock.now() - machine.now(), 0, 'until it has asked, it has only its own');
    await clock.hold(store, silentLogger);
    assert.ok(near(clock.now(), systemClock.now()), `${clock.now() - systemClock.now()} ms apart`);
    assert.ok(Number.isInteger(clock.now()));
    machine.by -= 3 * hour;
    assert.ok(near(clock.now(), systemClock.now()), 'setting the clock of the machine changes nothing');
  });
}
