import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, exactTime, plannedTime, relativeTime } from './time.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const distances: readonly [number, string][] = [
  [0, 'just now'],
  [-44 * SECOND, 'just now'],
  [9 * SECOND, 'just now'],
  [30 * SECOND, 'in a moment'],
  [-50 * SECOND, '1 minute ago'],
  [-3 * MINUTE, '3 minutes ago'],
  [2 * HOUR, 'in 2 hours'],
  [-26 * HOUR, 'yesterday'],
  [5 * DAY, 'in 5 days'],
  [-40 * DAY, 'Jan 20, 2026'],
];
for (const [distance, words] of distances) {
  test(`${distance} ms from now is ${words}`, () => assert.equal(relativeTime(now + distance, now, 'en'), words));
}

const durations: readonly [number, string][] = [
  [0, '0 ms'],
  [0.4, '<1 ms'],
  [340, '340 ms'],
  [999, '999 ms'],
  [3240, '3.2 s'],
  [42_400, '42 s'],
  [MINUTE, '1 min'],
  [250 * SECOND, '4 min 10 s'],
  [119.6 * SECOND, '2 min'],
  [HOUR + 5 * MINUTE, '1 h 5 min'],
  [3 * DAY + 4 * HOUR, '3 d 4 h'],
];
for (const [milliseconds, words] of durations) {
  test(`${milliseconds} ms last ${words}`, () => assert.equal(duration(milliseconds), words));
}

test('an exact instant is in the zone that is asked for', () => {
  assert.match(exactTime(now, 'Asia/Singapore', 'en-SG'), /^Sun, 1 Mar 2026, 20:00:00$/);
  assert.match(plannedTime(now, 'America/New_York', 'en-GB'), /^Sun,? 1 Mar,? 07:00$/);
});
