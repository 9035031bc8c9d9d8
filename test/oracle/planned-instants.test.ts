/** The calendar arithmetic against brute force over minutes; `npm run oracle` does the same over every zone and ten years. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareInstants } from './compare-instants.ts';
import { choices, expressions, workingDays } from './expressions.ts';
import { windowsOf } from './windows.ts';
import { readZone } from './zone-oracle.ts';

/** Zones whose clocks do something that others' do not. */
const zones: readonly (readonly [string, string, string])[] = [
  ['UTC', '2024-01-01', '2025-01-01'],
  ['Asia/Singapore', '2024-01-01', '2024-07-01'],
  ['Europe/Berlin', '2023-10-01', '2025-11-01'],
  ['America/New_York', '2024-01-01', '2025-01-01'],
  ['Australia/Lord_Howe', '2024-01-01', '2025-01-01'],
  ['Antarctica/Troll', '2024-01-01', '2025-01-01'],
  ['America/Havana', '2024-01-01', '2025-01-01'],
  ['America/Nuuk', '2023-01-01', '2024-06-01'],
  ['Africa/Casablanca', '2024-01-01', '2025-01-01'],
  ['Africa/Cairo', '2023-01-01', '2024-01-01'],
  ['Asia/Kolkata', '2024-01-01', '2024-07-01'],
  ['Pacific/Chatham', '2024-01-01', '2025-01-01'],
  ['Pacific/Apia', '2011-09-01', '2012-05-01'],
  ['America/Caracas', '2016-04-01', '2016-09-30'],
  ['Asia/Pyongyang', '2018-04-01', '2018-06-30'],
];

for (const [name, first, last] of zones) {
  test(`every minute in ${name} from ${first} to ${last}`, () => {
    const zone = readZone(name, Date.parse(first), Date.parse(last));
    let instants = 0;
    expressions.forEach(({ cron, dense = false }, index) => {
      // Each expression meets other choices in other zones; all of them where the clocks change.
      const some = zone.changes.length > 0 && dense ? choices : [choices[index % choices.length]!];
      for (const choice of some) {
        const calendar = index % 3 === 0 && !dense ? workingDays : undefined;
        for (const [from, to] of windowsOf(zone, dense)) {
          const compared = compareInstants({ cron, zone, choice, calendar, from, to });
          assert.equal(compared.difference, undefined);
          instants += compared.instants;
        }
      }
    });
    assert.ok(instants > 3_000, `only ${instants} instants were compared`);
  });
}

test('the oracle would see a difference: an expression that is read as another one', () => {
  const zone = readZone('Europe/Berlin', Date.parse('2026-03-01'), Date.parse('2026-04-01'));
  const { changes } = zone;
  assert.deepEqual(
    changes.map(({ at, before, after }) => [new Date(at).toISOString(), before / 3_600_000, after / 3_600_000]),
    [['2026-03-29T01:00:00.000Z', 1, 2]],
  );
  const wrong = { ...zone, changes: [] };
  const choice = { gap: 'shift', fold: 'first' } as const;
  const { difference } = compareInstants({ cron: '0 8 * * *', zone: wrong, choice, from: zone.from, to: zone.to });
  assert.match(difference ?? '', /planned 2026-03-29T06:00:00.000Z, found 2026-03-29T07:00:00.000Z/);
});
