/** Random dates and times, counted and cut in both engines. */
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { dayRange } from '../../model/date-arithmetic.ts';
import { DateValue, Interval, LocalDateTime, Timestamp, type Value } from '../../model/value.ts';
import { types } from '../../model/value-type.ts';
import { units } from './date-parts.ts';
import { assertAgree, type Law } from './differential.fixture.ts';
import { openDuckDb, type TestDuckDb } from './duckdb.fixture.ts';

const microsPerDay = 86_400_000_000n;
const days = fc.oneof(
  fc.integer({ min: 20_000, max: 21_000 }),
  fc.integer(dayRange),
  fc.constantFrom(dayRange.min, dayRange.max, 0, -1, 20_512, 20_513, 19_782),
);
const micros = fc
  .tuple(days, fc.oneof(fc.constantFrom(0, 1, 86_399_999_999), fc.integer({ min: 0, max: 86_399_999_999 })))
  .map(([day, within]) => BigInt(day) * microsPerDay + BigInt(within));
const near = fc.integer({ min: 20_400, max: 20_600 });
const span = fc.tuple(
  fc.constantFrom(0, 0, 0, 1, -14),
  fc.integer({ min: -3, max: 40 }),
  fc.constantFrom(0n, 1n, 900_000_000n, 3_600_000_000n, -5n),
);

const [d, e] = [days, days].map((day) => [types.date, day.map((value): Value => new DateValue(value))] as const) as [
  readonly [typeof types.date, fc.Arbitrary<Value>],
  readonly [typeof types.date, fc.Arbitrary<Value>],
];
const close = [types.date, near.map((value): Value => new DateValue(value))] as const;
const t = [types.datetime, micros.map((value): Value => new LocalDateTime(value))] as const;
const s = [types.timestamp, micros.map((value): Value => new Timestamp(value))] as const;
const w = [types.interval, span.map(([months, day, rest]): Value => new Interval(months, day, rest))] as const;
const n = [types.integer, fc.integer({ min: -1, max: 14 })] as const;

const laws: readonly Law[] = [
  ...units.flatMap((unit): Law[] => [
    { expression: `elapsed('${unit}', d, e)`, fields: { d, e } },
    { expression: `elapsed('${unit}', t, u)`, fields: { t, u: t } },
    { expression: `elapsed('${unit}', s, u, 'Asia/Singapore')`, fields: { s, u: s } },
  ]),
  ...['day', 'week', 'month', 'quarter', 'year'].map((unit) => ({
    expression: `date_range(d, e, '${unit}')`,
    fields: { d: close, e: close },
  })),
  { expression: 'age(d, e)', fields: { d, e } },
  { expression: 'date_bin(w, t)', fields: { w, t } },
  { expression: 'date_bin(w, t, u)', fields: { w, t, u: t } },
  { expression: 'date_bin(w, s)', fields: { w, s } },
  { expression: 'make_interval(n, m, m)', fields: { n, m: n } },
  ...['interval_months', 'interval_days', 'interval_seconds'].map((name) => ({
    expression: `${name}(w)`,
    fields: { w },
  })),
  ...['day_name', 'month_name', 'is_weekend', 'is_leap_year', 'days_in_month'].map((name) => ({
    expression: `${name}(d)`,
    fields: { d },
  })),
  ...['fiscal_year', 'fiscal_quarter', 'next_weekday'].map((name) => ({
    expression: `${name}(d, n)`,
    fields: { d, n },
  })),
  { expression: 'make_time(n, m * 6, m * 5)', fields: { n, m: n } },
];

describe('dates in both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  for (const law of laws) it(law.expression, () => assertAgree(duck, law));
});
