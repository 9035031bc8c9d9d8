/** Working days against a search day by day, and in both engines. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { isoDayOfWeek } from '../../model/date-arithmetic.ts';
import { DateValue, type Value } from '../../model/value.ts';
import { formatDate } from '../../model/value-text.ts';
import { types } from '../../model/value-type.ts';
import { businessCalendar, dayOfCount, workingBefore, writtenCalendar } from './business-calendar.ts';
import { assertAgree, type Law } from './differential.fixture.ts';
import { openDuckDb, type TestDuckDb } from './duckdb.fixture.ts';

const near = fc.integer({ min: 20_400, max: 20_460 });
const days = fc.array(near, { maxLength: 8 });
const weekdays = fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 });

function written(days: readonly number[]): string {
  return days.map((day) => formatDate(new DateValue(day))).join(',');
}

describe('a calendar of working days', () => {
  it('counts and finds days as a search does', () => {
    fc.assert(
      fc.property(
        fc.tuple(weekdays, days, days),
        fc.tuple(near, fc.integer({ min: 0, max: 40 })),
        ([week, off, extra], [from, length]) => {
          const calendar = businessCalendar(`${week.join('')}/${written(off)}/${written(extra)}`);
          const works = (day: number): boolean =>
            extra.includes(day) || (week.includes(isoDayOfWeek(day)) && !off.includes(day));
          const working = Array.from({ length }, (_, index) => from + index).filter(works);
          const start = workingBefore(calendar, from);
          assert.equal(workingBefore(calendar, from + length) - start, working.length);
          assert.deepEqual(
            working.map((_, index) => dayOfCount(calendar, start + index + 1)),
            working,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('writes out what a workspace says', () => {
    assert.equal(writtenCalendar({}), '1234567');
    assert.equal(writtenCalendar({ weekdays: ['fri', 'mon'] }), '15');
    assert.equal(writtenCalendar({ weekdays: ['mon'], extra: ['2026-03-07'] }), '1//2026-03-07');
    assert.equal(writtenCalendar({ weekdays: [] }), undefined);
  });

  for (const text of ['', 'office', '8', '12345/soon', '12345///', '12345/2026-02-30']) {
    it(`is not "${text}"`, () => assert.throws(() => businessCalendar(text), { code: 'evaluation_failed' }));
  }
});

const date = [
  types.date,
  fc
    .oneof(near, fc.integer({ min: 20_000, max: 21_000 }), fc.constantFrom(-719_162, 2_932_896, -3, -4, 0))
    .map((day): Value => new DateValue(day)),
] as const;
const n = [
  types.integer,
  fc.oneof(fc.integer({ min: -30, max: 30 }), fc.constantFrom(10_000_000, -3_000_000)),
] as const;

const calendars = ['12345', '7', '1234567/2026-01-01', '135/2026-01-05,2025-12-26,2026-01-07/2026-01-06,2026-01-04'];

const laws: readonly Law[] = calendars.flatMap((calendar): Law[] => [
  { expression: `business_days(d, e, '${calendar}')`, fields: { d: date, e: date } },
  { expression: `add_business_days(d, n, '${calendar}')`, fields: { d: date, n } },
  { expression: `is_business_day(d, '${calendar}')`, fields: { d: date } },
  { expression: `add_business_days(add_business_days(d, 1), n % 7, '${calendar}')`, fields: { d: date, n } },
]);

describe('working days in both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  for (const law of laws) it(law.expression, () => assertAgree(duck, law));
});
