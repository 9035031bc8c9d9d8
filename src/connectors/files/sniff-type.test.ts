import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseExactJson } from '../../model/exact-json.ts';
import { fromJson, toJson } from '../../model/value-codec.ts';
import { formatType, types, type ValueType } from '../../model/value-type.ts';
import { jsonEvidence, mergeEvidence, type MixedType, settleEvidence, textEvidence } from './sniff-type.ts';
import { textReader } from './typed-text.ts';

function settled(evidence: readonly ValueType[], mixed: MixedType): ValueType {
  return settleEvidence(
    evidence.reduce((all, one) => mergeEvidence(all, one), types.null),
    mixed,
  );
}

const ofTexts = (texts: readonly string[]): ValueType => settled(texts.map(textEvidence), 'text');
const ofJson = (written: string): ValueType => settled((parseExactJson(written) as unknown[]).map(jsonEvidence), 'any');

describe('the type of a column of texts', () => {
  const cases: readonly (readonly [name: string, texts: readonly string[], type: string])[] = [
    ['nothing', [], 'text'],
    ['whole numbers', ['1', '-20', '0'], 'integer'],
    ['whole numbers with blanks around', [' 1', '2 '], 'integer'],
    ['15 digits', ['123456789012345'], 'integer'],
    ['16 digits: a card', ['1', '1234567890123456'], 'text'],
    ['leading zeros: a code', ['1234', '0123'], 'text'],
    ['leading zeros behind a sign', ['-07'], 'text'],
    ['leading zeros before a point', ['00.5'], 'text'],
    ['a plus: a telephone', ['+6512345'], 'text'],
    ['decimals', ['4.50', '12'], 'decimal(12,2)'],
    ['the most places count', ['4.5', '0.125'], 'decimal(12,3)'],
    ['decimals without a zero', ['.5', '-.25'], 'decimal(12,2)'],
    ['digits before and after the point come from different values', ['12345678901', '0.1234'], 'decimal(18,4)'],
    ['very many digits', ['1234567890123456789012345678.12'], 'decimal(38,2)'],
    ['more digits than a decimal has', [`1.${'1'.repeat(40)}`], 'text'],
    ['together more digits than a decimal has', [`${'1'.repeat(30)}.5`, `0.${'1'.repeat(20)}`], 'text'],
    ['a comma for the point', ['4,50'], 'text'],
    ['thousands', ['1,234'], 'text'],
    ['scientific', ['1.5e3', '2E-7', '3', '0.25'], 'number'],
    ['what only looks scientific', ['12E4'], 'text'],
    ['beyond all numbers', ['1.5e999'], 'text'],
    ['a point alone', ['.'], 'text'],
    ['a sign alone', ['-'], 'text'],
    ['not a number', ['NaN', '1'], 'text'],
    ['dates', ['2026-03-01', '2024-02-29'], 'date'],
    ['days that there are not', ['2026-02-29'], 'text'],
    ['dates in another order', ['01-03-2026', '3/1/2026'], 'text'],
    ['dates without dashes', ['20260301'], 'integer'],
    ['instants', ['2026-03-01T08:00:00Z', '2026-03-01 08:00:00.5+08:00'], 'timestamp'],
    ['local times', ['2026-03-01T08:00:00'], 'datetime'],
    ['dates and local times', ['2026-03-01', '2026-03-01 08:00'], 'datetime'],
    ['local times and instants', ['2026-03-01T08:00:00', '2026-03-01T08:00:00Z'], 'text'],
    ['dates and instants', ['2026-03-01', '2026-03-01T08:00:00Z'], 'text'],
    ['times of day', ['08:30'], 'text'],
    ['booleans', ['true', 'FALSE'], 'boolean'],
    ['yes and no may be words', ['yes', 'no'], 'text'],
    ['zero and one', ['0', '1'], 'integer'],
    ['booleans and numbers', ['true', '1'], 'text'],
    ['one that differs', ['1', '2', 'n/a'], 'text'],
    ['a date among numbers', ['1', '2026-03-01'], 'text'],
  ];
  for (const [name, texts, type] of cases) it(name, () => assert.equal(formatType(ofTexts(texts)), type));
});

describe('the type of a field of JSON', () => {
  const cases: readonly (readonly [name: string, written: string, type: string])[] = [
    ['only null', '[null, null]', 'text'],
    ['null among others', '[null, 1]', 'integer'],
    ['text of digits stays text', '["12", "0.5", "true"]', 'text'],
    ['dates in text', '["2026-03-01"]', 'date'],
    ['instants in text', '["2026-03-01T08:00:00Z"]', 'timestamp'],
    ['booleans', '[true, false]', 'boolean'],
    ['long integers', '[1, 9223372036854775807]', 'integer'],
    ['longer than integers', '[1, 9223372036854775808]', 'decimal(28,0)'],
    ['longer than decimals', `[${'9'.repeat(40)}]`, 'any'],
    ['decimals', '[1.25, 300]', 'decimal(12,2)'],
    ['every digit', '[1234567890.12345678901234567890]', 'decimal(38,19)'],
    ['the result of a division', '[0.3333333333333333, 1]', 'number'],
    ['very large and very small', '[1e30, 1e-30]', 'number'],
    ['text and numbers', '["a", 1]', 'any'],
    ['lists', '[[1, 2], [], [2.5]]', 'list(decimal(12,1))'],
    ['empty lists', '[[]]', 'list(any)'],
    ['lists and others', '[[1], 1]', 'any'],
    ['records', '[{"a": 1}, {"b": "x", "a": null}]', 'record{a: integer, b: text}'],
    ['a field that is always null', '[{"a": null}]', 'record{a: any}'],
    ['empty objects', '[{}]', 'any'],
    ['lists of records', '[[{"a": {"b": true}}], [{"a": {"b": null}}]]', 'list(record{a: record{b: boolean}})'],
    [
      'a map with a key for everything',
      JSON.stringify([Object.fromEntries(Array.from({ length: 101 }, (_, at) => [at, 1]))]),
      'any',
    ],
  ];
  for (const [name, written, type] of cases) it(name, () => assert.equal(formatType(ofJson(written)), type));
});

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 });
const cell = fc.oneof(
  fc.integer().map(String),
  digits,
  fc.tuple(digits, digits).map(([whole, places]) => `${whole}.${places}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString()),
  fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  fc.constantFrom('true', 'false', 'yes', '-', '.', '+1', '-0', '1e5', ' 7 '),
  fc.string(),
);

describe('laws', () => {
  it('a column is read by its type, every value as it stands', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (texts) => {
        const type = ofTexts(texts);
        const read = textReader(type, []);
        for (const text of texts) {
          const value = read(text);
          assert.notEqual(value, undefined, `${text} as ${formatType(type)}`);
          if (type.kind === 'text') assert.equal(value, text);
          if (type.kind === 'integer') assert.equal(BigInt(String(value)), BigInt(text.trim()));
          if (type.kind === 'decimal')
            assert.equal(withoutZeros(String(toJson(value, type))), withoutZeros(text.trim()));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('the order of values does not matter', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 6 }), (texts) => {
        assert.equal(formatType(ofTexts(texts)), formatType(ofTexts([...texts].reverse())));
      }),
    );
  });

  it('JSON is read by its type', () => {
    const scalar = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string(),
      fc.boolean(),
    );
    const value = fc.oneof(
      scalar,
      fc.constant(null),
      fc.array(scalar, { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), scalar, { maxKeys: 3 }),
      fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (values) => {
        const written = `[${values.map(jsonText).join(',')}]`;
        const type = ofJson(written);
        for (const one of parseExactJson(written) as unknown[]) {
          // What is null alone is called text, and may turn out to be anything.
          if (one !== null) assert.doesNotThrow(() => fromJson(one, type), `${written} as ${formatType(type)}`);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function jsonText(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

/** `-0.50` and `-.5` are the same number; zero has no sign. */
function withoutZeros(text: string): string {
  const [, sign = '', whole = '', places = ''] = /^(-?)0*(\d*?)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  return whole === '' && places === '' ? '0' : `${sign}${whole}.${places}`;
}
