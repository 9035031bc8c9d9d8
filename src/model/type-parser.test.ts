import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseType, parseTypeAt } from './type-parser.ts';
import { formatType, scalarKinds, type ValueType } from './value-type.ts';

const right: { name: string; text: string; written?: string }[] = [
  { name: 'a scalar', text: 'text' },
  { name: 'any case of letters and blanks', text: '  Integer ', written: 'integer' },
  { name: 'a bare decimal', text: 'decimal' },
  { name: 'a decimal with precision', text: 'decimal(5)', written: 'decimal(5,0)' },
  { name: 'a decimal with scale', text: 'decimal( 12 , 2 )', written: 'decimal(12,2)' },
  { name: 'a list', text: 'list(text)' },
  { name: 'an empty record', text: 'record{}' },
  {
    name: 'a record',
    text: 'record { a: text, b:list(decimal(4,1)) }',
    written: 'record{a: text, b: list(decimal(4,1))}',
  },
  { name: 'odd names', text: 'record{"odd name": text, ünï: any}', written: 'record{"odd name": text, "ünï": any}' },
];

const wrong: { name: string; text: string; at: number; message: RegExp; hint?: RegExp }[] = [
  { name: 'nothing', text: '', at: 0, message: /expected a type/ },
  { name: 'a foreign name', text: 'varchar', at: 0, message: /'varchar' is not a type/, hint: /called text/ },
  { name: 'a slip', text: 'list(txet)', at: 5, message: /'txet' is not a type/, hint: /Did you mean 'text'/ },
  { name: 'an open list', text: 'list(text', at: 9, message: /expected '\)' after the type of the items/ },
  { name: 'a field without type', text: 'record{a}', at: 8, message: /expected ':' after the field 'a', not '}'/ },
  { name: 'a field twice', text: 'record{a: text, a: text}', at: 15, message: /two fields 'a'/ },
  { name: 'too many digits', text: 'decimal(39,2)', at: 7, message: /1 to 38 digits, not 39/ },
  { name: 'a scale beyond the precision', text: 'decimal(3,4)', at: 7, message: /scale 4 is larger/ },
  { name: 'something after it', text: 'text?', at: 4, message: /unexpected '\?' after the type text/ },
  { name: 'an open quote', text: 'record{"a: text}', at: 7, message: /no closing "/ },
  { name: 'ten thousand lists', text: 'list('.repeat(10_000), at: 165, message: /more than 32 levels/ },
];

describe('parseType', () => {
  for (const { name, text, written = text } of right) {
    it(name, () => {
      const { type, problem } = parseType(text);
      assert.equal(problem, undefined);
      assert.equal(formatType(type), written);
    });
  }

  for (const { name, text, at, message, hint } of wrong) {
    it(`refuses ${name}`, () => {
      const { problem } = parseType(text);
      assert.ok(problem);
      assert.match(problem.message, message);
      assert.equal(problem.at, at);
      if (hint !== undefined) assert.match(problem.hint ?? '', hint);
    });
  }

  it('reads from the middle of a text and says where the type ends', () => {
    const result = parseTypeAt('x::decimal (4, 1) + 2', 3);
    assert.deepEqual(result, { type: { kind: 'decimal', precision: 4, scale: 1 }, end: 17 });
  });

  const scalar = fc.constantFrom(...scalarKinds).map((kind): ValueType => ({ kind }));
  const decimal = fc
    .tuple(fc.integer({ min: 1, max: 38 }), fc.nat(38))
    .map(([precision, scale]): ValueType => ({ kind: 'decimal', precision, scale: Math.min(scale, precision) }));
  const { type: anyType } = fc.letrec<{ type: ValueType }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 4 },
      scalar,
      decimal,
      tie('type').map((item): ValueType => ({ kind: 'list', item })),
      fc
        .uniqueArray(fc.tuple(fc.string(), tie('type')), { maxLength: 3, selector: ([name]) => name })
        .map((fields): ValueType => ({ kind: 'record', fields: fields.map(([name, type]) => ({ name, type })) })),
    ),
  }));

  it('reads what formatType writes', () => {
    fc.assert(
      fc.property(anyType, (type) => {
        const result = parseType(formatType(type));
        assert.deepEqual(result.type, type, result.problem?.message);
      }),
    );
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'list',
      'record',
      'decimal',
      'text',
      '(',
      ')',
      '{',
      '}',
      ':',
      ',',
      '"',
      ' ',
      '1',
      '99999999999',
      'a',
    );
    fc.assert(fc.property(fc.array(piece), (pieces) => void parseType(pieces.join(''))));
  });
});
