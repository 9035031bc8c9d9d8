/** Random patterns over random texts, taken apart in both engines; and checksums of random texts. */
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { types } from '../../model/value-type.ts';
import { assertAgree } from './differential.fixture.ts';
import { openDuckDb, type TestDuckDb } from './duckdb.fixture.ts';

const letters = [...'aabbé🍎 .-\n', '\ufdd0'];
const text = fc.string({
  unit: fc.oneof(
    { arbitrary: fc.constantFrom(...letters.slice(0, -1)), weight: 60 },
    { arbitrary: fc.constant('\ufdd0'), weight: 1 },
  ),
  maxLength: 9,
});
const atom = fc.constantFrom(
  'a',
  'b',
  'é',
  '.',
  '[ab]',
  '[^a]',
  '(a|b)',
  '(b)',
  '^',
  '$',
  '\\b',
  '\\w',
  '\\s',
  '\\pL',
  '🍎',
  'a|ab',
);
const times = fc.constantFrom('', '', '*', '+?', '{0,2}', '?');
const written = fc
  .array(fc.tuple(atom, times), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map(([one, many]) => (/^(?:\^|\$|\\b|a\|ab)$/.test(one) ? one : one + many)).join(''));
const patterns = [...new Set(fc.sample(written, { numRuns: 40, seed: 5 }))];

describe('parts of regular expressions in both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  for (const name of ['regexp_split', 'regexp_count', 'regexp_position', 'regexp_full_match']) {
    it(name, async () => {
      for (const pattern of patterns) {
        await assertAgree(duck, {
          expression: `${name}(t, '${pattern}')`,
          fields: { t: [types.text, text] },
          cases: 25,
        });
      }
    });
  }

  it('regexp_escape', () =>
    assertAgree(duck, {
      expression: 'regexp_escape(t)',
      fields: { t: [types.text, fc.string({ unit: 'binary-ascii' }).map((one) => one.replaceAll('\0', ''))] },
    }));
  it('crc32', () => assertAgree(duck, { expression: 'crc32(t)', fields: { t: [types.text, text] } }));
  it('uuid_v5', () =>
    assertAgree(duck, {
      expression: "uuid_v5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', t)",
      fields: { t: [types.text, text] },
    }));
});
