/** Random texts, compared in both engines. */
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { types } from '../../model/value-type.ts';
import { assertAgree } from './differential.fixture.ts';
import { openDuckDb, type TestDuckDb } from './duckdb.fixture.ts';

describe('similarity of texts in both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  const letters = [...'aaabbcdé🍎 '];
  const words = fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 });
  const many = fc.string({
    unit: fc.integer({ min: 0x4e00, max: 0x4e90 }).map((code) => String.fromCodePoint(code)),
    minLength: 60,
    maxLength: 90,
  });
  const long = fc.constantFrom('x'.repeat(1000), 'y'.repeat(1001), 'é'.repeat(1000));
  const text = fc.oneof(
    { arbitrary: words, weight: 20 },
    { arbitrary: many, weight: 1 },
    { arbitrary: long, weight: 1 },
  );

  for (const name of ['levenshtein', 'damerau_levenshtein', 'jaro_similarity', 'jaro_winkler_similarity']) {
    it(name, () =>
      assertAgree(duck, {
        expression: `${name}(a, b)`,
        fields: { a: [types.text, text], b: [types.text, text] },
        cases: 300,
      }),
    );
  }
});
