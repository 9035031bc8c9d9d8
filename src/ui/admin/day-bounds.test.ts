import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayAfter, startOfDay } from './day-bounds.ts';

const days: readonly [string, string, string][] = [
  ['2026-03-01', 'UTC', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01', 'Asia/Singapore', '2026-02-28T16:00:00.000Z'],
  ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
];
for (const [day, zone, instant] of days)
  test(`${day} begins in ${zone} at ${instant}`, () => assert.equal(startOfDay(day, zone), instant));

test('the day after', () => {
  assert.equal(dayAfter('2026-02-28'), '2026-03-01');
  assert.equal(dayAfter('2026-12-31'), '2027-01-01');
});
