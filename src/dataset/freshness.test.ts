import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Basis, freshnessOf, type Present } from './freshness.ts';
import type { DatasetDefinition } from '../model/definitions/definition.ts';

type Cache = DatasetDefinition['cache'];

const basis: Basis = { at: 1000, tags: new Map([['stock', 3]]), poll: 'v1' };
const present: Present = { now: 1000, tags: new Map([['stock', 3]]), poll: 'v1' };
const timed: Cache = { ttl: 60, stale: 300 };

const cases: readonly [name: string, cache: Cache, change: Partial<Present>, expected: string][] = [
  ['nothing is kept without cache', undefined, {}, 'over'],
  ['just read', timed, {}, 'good'],
  ['a moment before its time is up', timed, { now: 1059 }, 'good'],
  ['when its time is up', timed, { now: 1060 }, 'aged'],
  ['a moment before nobody may have it', timed, { now: 1359 }, 'aged'],
  ['when nobody may have it', timed, { now: 1360 }, 'over'],
  ['without stale it is over when its time is up', { ttl: 60 }, { now: 1060 }, 'over'],
  ['without ttl age does not matter', { tags: ['stock'] }, { now: 1e12 }, 'good'],
  ['a clock that was set back', timed, { now: 0 }, 'good'],
  ['a write to its tag, however young it is', timed, { tags: new Map([['stock', 4]]) }, 'over'],
  ['a write to its tag while stale would be served', timed, { now: 1100, tags: new Map([['stock', 4]]) }, 'over'],
  ['a tag that it did not know', timed, { tags: new Map([['prices', 1]]) }, 'over'],
  ['a tag that nobody ever wrote to', timed, { tags: new Map([['prices', 0]]) }, 'good'],
  ['a tag that went back, as after a restore', timed, { tags: new Map([['stock', 2]]) }, 'over'],
  ['another version', timed, { poll: 'v2' }, 'over'],
  ['a version that is not known any more', timed, { poll: undefined }, 'over'],
];
for (const [name, cache, change, expected] of cases) {
  test(`${name}: ${expected}`, () => {
    assert.equal(freshnessOf(basis, cache, { ...present, ...change }), expected);
  });
}
