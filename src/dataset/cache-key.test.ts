import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cacheKey, canonical, dayIn, type KeyParts } from './cache-key.ts';

const parts: KeyParts = {
  dataset: 'stock',
  fingerprint: 'f1',
  definitions: canonical({ 'chainset stock': 'a', 'connection shop': 'b' }),
  parameters: { warehouse: 'SIN', least: 3 },
  zone: 'UTC',
  today: undefined,
  limit: 100,
};

const differing: readonly [string, Partial<KeyParts>][] = [
  ['dataset', { dataset: 'stocks' }],
  ['fingerprint', { fingerprint: 'f2' }],
  ['a definition', { definitions: canonical({ 'chainset stock': 'a', 'connection shop': 'c' }) }],
  ['one definition less', { definitions: canonical({ 'chainset stock': 'a' }) }],
  ['a parameter', { parameters: { warehouse: 'HKG', least: 3 } }],
  ['a parameter of another type', { parameters: { warehouse: 'SIN', least: '3' } }],
  ['a parameter that is null and one that is not given', { parameters: { ...parts.parameters, day: null } }],
  ['zone', { zone: 'Asia/Singapore' }],
  ['today', { today: '19000' }],
  ['limit', { limit: 101 }],
];
for (const [name, change] of differing) {
  test(`another key for another ${name}`, () => {
    assert.notEqual(cacheKey(parts), cacheKey({ ...parts, ...change }));
  });
}

test('the same key whatever order names were given in', () => {
  const turned = { least: 3, warehouse: 'SIN' };
  assert.equal(cacheKey(parts), cacheKey({ ...parts, parameters: turned }));
});

test('no two different values have one text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
      const [a, b] = [plain(one), plain(other)];
      assert.deepEqual(JSON.parse(canonical(a)), a);
      assert.equal(canonical(a) === canonical(b), isSame(a, b));
    }),
  );
});

function isSame(a: unknown, b: unknown): boolean {
  try {
    assert.deepStrictEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

test('a day begins where the zone says', () => {
  const before = Date.parse('2026-03-01T15:59:59Z');
  assert.equal(dayIn(before, 'UTC'), dayIn(before + 1000, 'UTC'));
  assert.notEqual(dayIn(before, 'Asia/Singapore'), dayIn(before + 1000, 'Asia/Singapore'));
});
