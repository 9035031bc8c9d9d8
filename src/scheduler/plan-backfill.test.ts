import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import type { BackfillOrder } from '../model/backfill.ts';
import type { OccurrenceState } from '../model/occurrence.ts';
import { checkBackfillOrder, planBackfill, requireWorkable } from './plan-backfill.ts';
import type { Schedule } from './schedule.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);
const hourly: Schedule = { cron: '0 * * * *', zone: 'UTC', gap: 'shift', fold: 'first' };
const now = at('12:30');
const order = (parts: Partial<BackfillOrder> = {}): BackfillOrder => ({
  from: at('08:00'),
  to: at('11:00'),
  limit: 10,
  again: false,
  ...parts,
});
const states: readonly (readonly [number, OccurrenceState])[] = [
  [at('08:00'), 'succeeded'],
  [at('09:00'), 'failed'],
  [at('10:00'), 'running'],
];
const held: ReadonlyMap<number, OccurrenceState> = new Map(states);

/** What would run: `09 11`. */
const running = (parts: Partial<BackfillOrder>, known = held): string =>
  planBackfill(hourly, order(parts), { held: known, now })
    .instants.filter(({ runs }) => runs)
    .map(({ planned }) => new Date(planned).toISOString().slice(11, 13))
    .join(' ');

describe('which instants a backfill runs', () => {
  const cases: readonly (readonly [string, Partial<BackfillOrder>, string])[] = [
    ['those that have no result yet, both ends with them', {}, '09 11'],
    ['also those that succeeded, but never what is under way', { again: true }, '08 09 11'],
    ['nothing that has not passed', { from: at('12:00'), to: at('20:00') }, '12'],
    ['an end between two instants', { from: at('08:01'), to: at('10:59') }, '09'],
  ];
  for (const [name, parts, expected] of cases) test(name, () => assert.equal(running(parts), expected));

  test('those that exist are counted, and do not count against the limit', () => {
    const plan = planBackfill(hourly, order({ limit: 2 }), { held, now });
    assert.deepEqual([plan.count, plan.existing, plan.tooMany], [2, 2, false]);
    const less = planBackfill(hourly, order({ limit: 1 }), { held, now });
    assert.deepEqual([less.count, less.tooMany], [1, true]);
  });
});

describe('what is refused', () => {
  const refusal = (work: () => void): string => {
    try {
      work();
    } catch (error) {
      assert.ok(error instanceof MillraceError);
      return `${error.message} ${error.hint ?? ''}`;
    }
    return 'nothing';
  };
  const plan = (parts: Partial<BackfillOrder>, known = held) =>
    requireWorkable(planBackfill(hourly, order(parts), { held: known, now }), parts.limit ?? 10);
  const cases: readonly (readonly [string, () => void, RegExp])[] = [
    ['an end before the beginning', () => checkBackfillOrder(order({ to: at('07:00') }), now), /ends before it begins/],
    ['the future', () => checkBackfillOrder(order({ from: now + 1, to: now + 2 }), now), /lies in the future/],
    ['a limit that is none', () => checkBackfillOrder(order({ limit: 0 }), now), /from 1 to 10000/],
    ['too many', () => plan({ limit: 1 }), /more than 1 instants.*raise the limit \(up to 10000\)/],
    ['none', () => plan({ from: at('08:10'), to: at('08:20') }), /no instants in this range/],
    ['none that is left', () => plan({ to: at('08:00') }), /All 1 instants.*`again`/],
  ];
  for (const [name, work, expected] of cases) test(name, () => assert.match(refusal(work), expected));
});
