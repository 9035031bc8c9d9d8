import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stalePages } from './reference.mjs';

const cases = [
  ['the same', { 'a.md': 'A', 'b/c.md': 'C' }, { 'b/c.md': 'C', 'a.md': 'A' }, []],
  ['a missing page', { 'a.md': 'A' }, {}, ['a.md is missing']],
  ['a changed page', { 'a.md': 'A' }, { 'a.md': 'B' }, ['a.md does not say what the code says']],
  ['an empty page', { 'a.md': 'A' }, { 'a.md': '' }, ['a.md does not say what the code says']],
  ['a page too many', {}, { 'a.md': 'A' }, ['a.md describes nothing any more']],
];

describe('stale reference pages', () => {
  for (const [name, wanted, found, said] of cases) {
    it(name, () => {
      assert.deepEqual(stalePages(new Map(Object.entries(wanted)), new Map(Object.entries(found))), said);
    });
  }
});
