import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { instantFromLocal, isZone, localFromInstant, startOfDay } from './zone.ts';

const zones = [
  'UTC',
  'Asia/Singapore',
  'America/New_York',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'America/Havana',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Casablanca',
];

/** Microseconds from 1950 to 2040, often close to an hour that clocks change at. */
const micros = fc.bigInt({ min: -631_152_000_000_000n, max: 2_208_988_800_000_000n });
const nearHours = micros.map((value) => value - (value % 1_800_000_000n));
const anyMicros = fc.oneof(micros, nearHours);

function localMicros(at: Temporal.PlainDateTime): bigint {
  return at.toZonedDateTime('UTC').epochNanoseconds / 1000n;
}

function zonedAt(value: bigint, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochNanoseconds(value * 1000n).toZonedDateTimeISO(zone);
}

describe('time zones', () => {
  for (const zone of zones) {
    it(`show in ${zone} what Temporal shows`, () => {
      fc.assert(
        fc.property(anyMicros, (value) => {
          assert.equal(localFromInstant(value, zone), localMicros(zonedAt(value, zone).toPlainDateTime()));
        }),
        { numRuns: 200 },
      );
    });

    it(`place local times in ${zone} where Temporal's compatible way does`, () => {
      fc.assert(
        fc.property(anyMicros, (local) => {
          const plain = zonedAt(local, 'UTC').toPlainDateTime();
          const wanted = plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochNanoseconds / 1000n;
          assert.equal(instantFromLocal(local, zone), wanted);
        }),
        { numRuns: 200 },
      );
    });

    it(`begin days in ${zone} where Temporal does`, () => {
      fc.assert(
        fc.property(fc.integer({ min: -7000, max: 25_000 }), (days) => {
          const date = Temporal.PlainDate.from('1970-01-01').add({ days });
          assert.equal(startOfDay(days, zone), date.toZonedDateTime(zone).epochNanoseconds / 1000n);
        }),
        { numRuns: 200 },
      );
    });
  }

  const changes: readonly (readonly [name: string, local: string, zone: string, instant: string])[] = [
    ['twice: the first', '2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['skipped: later by the gap', '2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00Z'],
    ['a gap of half an hour', '2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00Z'],
    ['a day that never was', '2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T22:00:00Z'],
  ];
  for (const [name, local, zone, instant] of changes) {
    it(`take ${local} in ${zone} as ${instant} (${name})`, () => {
      const found = instantFromLocal(localMicros(Temporal.PlainDateTime.from(local)), zone);
      assert.equal(found, Temporal.Instant.from(instant).epochNanoseconds / 1000n);
    });
  }

  it('are known by their names', () => {
    assert.equal(isZone('Asia/Singapore'), true);
    assert.equal(isZone('Asia/Atlantis'), false);
    assert.throws(() => localFromInstant(0n, 'Asia/Atlantis'), {
      code: 'evaluation_failed',
      message: /Asia\/Atlantis/,
    });
  });
});
