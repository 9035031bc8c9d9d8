/** Random texts, reshaped in both engines. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { types } from '../../model/value-type.ts';
import { assertAgree, type Law } from './differential.fixture.ts';
import { openDuckDb, type TestDuckDb } from './duckdb.fixture.ts';
import { unaccent, urlDecode } from './text-shape.ts';

const letters = [..."aaAbB1éßİ🍎 \n\t-/'%+{}\u00a0", 'e\u0301', 'ᄀ', 'ᅡ', '%41', '%C3%A9', '%ff', ', '];
const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 });
const part = fc.string({ unit: fc.constantFrom(...'aAb1é🍎 -%'), maxLength: 2 });
const small = fc.oneof(fc.integer({ min: -3, max: 9 }), fc.constantFrom(2 ** 40, -(2 ** 40), 2_147_483_648));
const [a, b, c] = [
  [types.text, text],
  [types.text, part],
  [types.text, part],
] as const;
const [i, j] = [
  [types.integer, small],
  [types.integer, small],
] as const;

const laws: readonly Law[] = [
  ...[
    'initcap',
    'capitalize',
    'unaccent',
    'normalize_space',
    'blank_to_null',
    'url_encode',
    'url_decode',
    'is_blank',
    'unicode',
  ].map((name) => ({ expression: `${name}(a)`, fields: { a } })),
  ...['substring_before', 'substring_after', 'remove_prefix', 'remove_suffix', 'text_count', 'last_position'].map(
    (name) => ({
      expression: `${name}(a, b)`,
      fields: { a, b },
    }),
  ),
  { expression: 'initcap(initcap(a || b) || b)', fields: { a, b } },
  { expression: 'translate(a, b, c)', fields: { a, b, c } },
  { expression: 'overlay(a, b, i)', fields: { a, b, i } },
  { expression: 'overlay(a, b, i, j)', fields: { a, b, i, j } },
  { expression: 'shorten(a, i)', fields: { a, i } },
  { expression: 'shorten(a, i, b)', fields: { a, i, b } },
  { expression: "format('{2} {{{1}}} é{3}', a, i, b)", fields: { a, i, b } },
];

describe('reshaped texts in both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  for (const law of laws) it(law.expression, () => assertAgree(duck, law));

  for (const [name, long, decoded] of [
    ['no code', '🍎 '.repeat(200_000), '🍎 '.repeat(200_000)],
    ['many codes', 'a%C3%A9%'.repeat(100_000), 'aé%'.repeat(100_000)],
  ] as const)
    it(`decodes a long text with ${name}`, () => assert.equal(urlDecode(long), decoded));

  it('loses the same marks of every character', async () => {
    const rows = await duck.connection.runAndReadAll(
      `SELECT c, s FROM (SELECT c, '-' || chr(c::INTEGER) || '-' AS x, strip_accents(x) AS s FROM (SELECT unnest(range(1, 55296)) AS c UNION ALL SELECT unnest(range(57344, 1114112)))) WHERE s <> x`,
    );
    const changed = new Map(rows.getRowsJson().map(([code, stripped]) => [Number(code), stripped]));
    assert.ok(changed.size > 2000);
    const wrong: string[] = [];
    for (let code = 1; code < 0x110000; code++) {
      const text = `-${String.fromCodePoint(code)}-`;
      if ((code < 0xd800 || code > 0xdfff) && unaccent(text) !== (changed.get(code) ?? text)) wrong.push(text);
    }
    assert.deepEqual(wrong.slice(0, 10), []);
  });
});
