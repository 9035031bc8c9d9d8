import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fateOf } from './fate.ts';
import { daysOfMonth, layOutMonth, layOutTimeline, type ScheduleData } from './lay-out-schedule.ts';

const at = (time: string): string => `2026-03-01T${time}:00.000Z`;
const one = (id: string, planned: string, more: Partial<ScheduleData['occurrences'][number]> = {}) => ({
  ...{ id, job: 'daily', planned, state: 'succeeded' as const, late: 0, origin: 'schedule' },
  ...more,
});

describe('what became of an instant', () => {
  const cases: readonly (readonly [string, Parameters<typeof fateOf>[0], string])[] = [
    ['one in time', { state: 'succeeded', late: 59_999 }, 'good'],
    ['one that began late', { state: 'succeeded', late: 60_000 }, 'late'],
    ['one that failed late', { state: 'failed', late: 90_000 }, 'bad'],
    ['one that waits for a retry', { state: 'waiting', late: 0 }, 'underway'],
    ['one that was not run', { state: 'missed', late: 0 }, 'missed'],
    ['one that another stood for', { state: 'merged', late: 0 }, 'left-out'],
  ];
  for (const [name, occurrence, fate] of cases) test(name, () => assert.equal(fateOf(occurrence), fate));
});

test('a day is a line for each job, with instants where they belong and stretches as long as they are', () => {
  const data: ScheduleData = {
    occurrences: [
      one('1', at('06:00'), { run: 'r1' }),
      one('2', at('12:00'), { state: 'missed', until: at('18:00') }),
      one('3', at('00:00'), { job: 'b', state: 'failed' }),
    ],
    coming: [{ job: 'daily', planned: at('21:00') }],
  };
  const bounds = { from: Date.parse(at('00:00')), to: Date.parse(at('00:00')) + 86_400_000 };
  const rows = layOutTimeline(data, bounds);
  assert.deepEqual(
    rows.map(({ job, marks }) => [job, marks.map(({ left, width, fate, to }) => [left, width, fate, to])]),
    [
      ['b', [[0, 0, 'bad', '/jobs/b']]],
      [
        'daily',
        [
          [25, 0, 'good', '/runs/r1'],
          [50, 25, 'missed', '/jobs/daily'],
          [87.5, 0, 'coming', '/jobs/daily'],
        ],
      ],
    ],
  );
});

test('what began before the day is cut where the day begins', () => {
  const data: ScheduleData = {
    occurrences: [one('1', '2026-02-27T00:00:00.000Z', { state: 'missed', until: at('06:00') })],
    coming: [],
  };
  const bounds = { from: Date.parse(at('00:00')), to: Date.parse(at('00:00')) + 86_400_000 };
  const [row] = layOutTimeline(data, bounds);
  assert.deepEqual([row?.marks[0]?.left, row?.marks[0]?.width], [0, 25]);
});

test('a month is whole weeks from Monday, and an instant is on the day that the clocks of the zone show', () => {
  const days = daysOfMonth('2026-03');
  assert.deepEqual([days[0], days.at(-1), days.length], ['2026-02-23', '2026-04-05', 42]);
  assert.deepEqual([daysOfMonth('2027-02')[0], daysOfMonth('2027-02').length], ['2027-02-01', 28]);
  const data: ScheduleData = {
    occurrences: [one('1', at('20:00'), { late: 120_000 }), one('2', at('20:30'))],
    coming: [{ job: 'daily', planned: at('01:00') }],
  };
  const found = layOutMonth(data, '2026-03', 'Asia/Singapore').filter(({ counts }) => Object.keys(counts).length > 0);
  assert.deepEqual(found, [
    { day: '2026-03-01', isOfMonth: true, counts: { coming: 1 } },
    { day: '2026-03-02', isOfMonth: true, counts: { late: 1, good: 1 } },
  ]);
});
