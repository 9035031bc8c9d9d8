import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { didYouMean, nearestName } from './did-you-mean.ts';

const cases: { name: string; wrong: string; known: string[]; nearest: string | undefined }[] = [
  { name: 'a letter too many', wrong: 'quantitty', known: ['price', 'quantity'], nearest: 'quantity' },
  { name: 'two letters swapped', wrong: 'pirce', known: ['pence', 'price'], nearest: 'price' },
  { name: 'other case', wrong: 'ORDEREDAT', known: ['orderedAt'], nearest: 'orderedAt' },
  { name: 'nothing alike', wrong: 'colour', known: ['price', 'quantity'], nearest: undefined },
  { name: 'a short name needs to be near', wrong: 'ab', known: ['xyz', 'cd'], nearest: undefined },
  { name: 'an empty list', wrong: 'a', known: [], nearest: undefined },
  { name: 'a huge name is not compared', wrong: 'a'.repeat(100_000), known: ['a'.repeat(100_001)], nearest: undefined },
];

describe('nearestName', () => {
  for (const { name, wrong, known, nearest } of cases) {
    it(name, () => assert.equal(nearestName(wrong, known), nearest));
  }
});

describe('didYouMean', () => {
  it('suggests the nearest', () => assert.equal(didYouMean('pric', ['price']), "Did you mean 'price'?"));
  it('lists what there is', () => assert.equal(didYouMean('colour', ['a', 'b']), 'Known here: a, b.'));
  it('says how many more', () => {
    const names = Array.from({ length: 15 }, (_, index) => `f${index}`);
    assert.match(didYouMean('something', names) ?? '', /f11 and 3 more\.$/);
  });
  it('says nothing when nothing is known', () => assert.equal(didYouMean('a', []), undefined));
});
