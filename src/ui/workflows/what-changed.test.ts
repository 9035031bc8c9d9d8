import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Difference, type Sight, whatChanged } from './what-changed.ts';

const wording = {
  locale: 'en-GB',
  zone: 'UTC',
  fields: [
    { name: 'from', label: 'From', kind: 'date' },
    { name: 'comment', kind: 'text' },
  ],
};
const seen: Sight = { state: 'Waiting', holder: 'Bob', data: { from: '2026-03-01', comment: null } };

const cases: readonly [string, Partial<Sight>, readonly Difference[]][] = [
  ['nothing', {}, []],
  ['the state', { state: 'Approved' }, [{ about: 'State', before: 'Waiting', now: 'Approved' }]],
  ['who has to act', { holder: undefined }, [{ about: 'Waits for', before: 'Bob', now: 'nobody' }]],
  [
    'a field that has a label',
    { data: { from: '2026-03-02', comment: null } },
    [{ about: 'From', before: 'Sun, 1 Mar 2026', now: 'Mon, 2 Mar 2026' }],
  ],
  [
    'a field that was empty',
    { data: { from: '2026-03-01', comment: 'No' } },
    [{ about: 'comment', before: 'nothing', now: 'No' }],
  ],
  ['null that is missing now: nothing', { data: { from: '2026-03-01' } }, []],
  [
    'a field that is not declared',
    { data: { ...seen.data, days: 3 } },
    [{ about: 'days', before: 'nothing', now: '3' }],
  ],
  [
    'state and data, the state first',
    { state: 'Approved', data: { from: '2026-03-01', comment: 'x' } },
    [
      { about: 'State', before: 'Waiting', now: 'Approved' },
      { about: 'comment', before: 'nothing', now: 'x' },
    ],
  ],
];
for (const [name, more, differences] of cases) {
  test(`what changed: ${name}`, () => assert.deepEqual(whatChanged(seen, { ...seen, ...more }, wording), differences));
}
