import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MillraceError } from '../core/errors.ts';
import { parseType } from '../model/type-parser.ts';
import { SourceNumber } from '../model/source-number.ts';
import { toJson } from '../model/value-codec.ts';
import { formatType } from '../model/value-type.ts';
import { createAccumulator } from './aggregates.ts';
import { env, records, scope } from './records.fixture.ts';
import { parseTemplate } from './template-parser.ts';
import { checkValue } from './template.ts';

const [ordinary] = records;
const hole = (text: string): string => `\${${text}}`;

function typeOf(text: string | undefined) {
  return text === undefined ? undefined : parseType(text).type;
}

const right: { name: string; value: unknown; expects?: string; type: string; json: unknown; constant?: true }[] = [
  { name: 'plain text', value: 'a = b', type: 'text', json: 'a = b', constant: true },
  { name: 'an expression', value: '=a + 1', type: 'integer', json: 6 },
  { name: 'a constant expression', value: '=1 + 1', type: 'integer', json: 2, constant: true },
  { name: 'a template', value: `sales-${hole('day')}.xlsx`, type: 'text', json: 'sales-2026-03-01.xlsx' },
  { name: 'one hole keeps its type', value: hole('a'), type: 'integer', json: 5 },
  { name: 'one hole and a blank is text', value: `${hole('a')} `, type: 'text', json: '5 ' },
  { name: 'null gives nothing', value: `[${hole('$nothing')}]`, type: 'text', json: '[]' },
  {
    name: 'holes of every sort',
    value: hole('price') + hole("' '") + hole('n') + hole("' '") + hole('at'),
    type: 'text',
    json: '12.50 1.5 2026-03-01T08:30:00Z',
  },
  { name: 'braces in holes', value: `${hole("{a: '}'}.a")}}`, type: 'text', json: '}}' },
  { name: 'quotes in holes', value: `it's ${hole("'${'")}`, type: 'text', json: "it's ${", constant: true },
  { name: 'a literal ${', value: '$${a}', type: 'text', json: '${a}', constant: true },
  { name: 'money is not a hole', value: 'costs $5 {net}', type: 'text', json: 'costs $5 {net}', constant: true },
  { name: 'a date', value: '2026-03-01', expects: 'date', type: 'date', json: '2026-03-01', constant: true },
  { name: 'an expression of a wanted type', value: '=day - 1', expects: 'date', type: 'date', json: '2026-02-28' },
  { name: 'an integer where a number is wanted', value: '=a', expects: 'number', type: 'number', json: 5 },
  {
    name: 'a template cast to the wanted type',
    value: `2026-03-0${hole('a')}`,
    expects: 'date',
    type: 'date',
    json: '2026-03-05',
  },
  {
    name: 'a decimal as written',
    value: new SourceNumber('1.10'),
    expects: 'decimal(5,2)',
    type: 'decimal(5,2)',
    json: '1.10',
    constant: true,
  },
  {
    name: 'a big integer as written',
    value: new SourceNumber('9007199254740993'),
    type: 'integer',
    json: '9007199254740993',
    constant: true,
  },
  { name: 'a list', value: ['x', '=name'], expects: 'list(text)', type: 'list(text)', json: ['x', 'Tea'] },
  { name: 'a list of unlike numbers', value: [1, '=n'], type: 'list(number)', json: [1, 1.5] },
  {
    name: 'an object',
    value: { a: 1, b: { c: '=ok' } },
    type: 'record{a: integer, b: record{c: boolean}}',
    json: { a: 1, b: { c: true } },
  },
  {
    name: 'an object of a wanted shape',
    value: { b: '=a' },
    expects: 'record{a: text, b: number}',
    type: 'record{a: text, b: number}',
    json: { a: null, b: 5 },
  },
  { name: 'null', value: null, expects: 'date', type: 'date', json: null, constant: true },
  {
    name: 'anything where any is wanted',
    value: ['=a', { x: true }],
    expects: 'any',
    type: 'list(any)',
    json: [5, { x: true }],
  },
];

describe('values', () => {
  for (const { name, value, expects, type, json, constant } of right) {
    it(name, () => {
      const { value: checked, problems } = checkValue(value, scope, typeOf(expects));
      assert.deepEqual(problems, []);
      assert.ok(checked);
      assert.equal(formatType(checked.type), type);
      assert.deepEqual(toJson(checked.evaluate(ordinary!, env), checked.type), json);
      assert.equal(checked.constant !== undefined, constant === true);
    });
  }

  it('holds aggregates, whose results it wants as slots', () => {
    const { value } = checkValue(
      { subject: `${hole('count()')} rows`, total: '=sum(price)', again: '=count()' },
      { ...scope, aggregates: 'allowed' },
    );
    assert.ok(value);
    assert.equal(value.aggregates.length, 2);
    const running = value.aggregates.map(createAccumulator);
    for (const record of records) for (const each of running) each.add(record, env);
    const result = value.evaluate({}, { ...env, slots: running.map((each) => each.result()) });
    assert.deepEqual(toJson(result, value.type), { subject: '4 rows', total: '10000000012.44', again: 4 });
  });

  it('of unknown shape cannot stand in a text unless it is a scalar', () => {
    const { value } = checkValue(`<${hole('body.a')}>`, scope);
    assert.throws(
      () => value?.evaluate(ordinary!, env),
      (error: unknown) => error instanceof MillraceError && error.code === 'evaluation_failed',
    );
    assert.equal(checkValue(`<${hole('body.a.b')}>`, scope).value?.evaluate(ordinary!, env), '<1>');
  });
});

const wrong: {
  name: string;
  value: unknown;
  expects?: string;
  path?: (string | number)[];
  at: [number, number];
  code: string;
  message: RegExp;
  hint?: RegExp;
}[] = [
  {
    name: 'an open hole',
    value: 'ab ${a',
    at: [3, 5],
    code: 'syntax',
    message: /'\$\{' at column 4 has no closing '}'/,
    hint: /\$\$\{/,
  },
  { name: 'an empty hole', value: 'x${}', at: [3, 3], code: 'syntax', message: /empty/ },
  { name: 'a fault in a hole', value: 'x${a +}', at: [6, 6], code: 'syntax', message: /expected a value/ },
  {
    name: 'an unknown field in a hole',
    value: 'x${ pirce }',
    at: [4, 9],
    code: 'unknown_field',
    message: /'pirce'/,
    hint: /'price'/,
  },
  { name: 'a fault after =', value: '=a b', at: [3, 4], code: 'syntax', message: /not 'b'/ },
  {
    name: 'a list in a text',
    value: 'x${tags}',
    at: [3, 7],
    code: 'type_mismatch',
    message: /a list cannot stand in a text/,
    hint: /list_join/,
  },
  {
    name: 'a date that is none',
    value: '2026-02-30',
    expects: 'date',
    at: [0, 10],
    code: 'invalid_value',
    message: /2026-02-30/,
  },
  {
    name: 'a number where text is wanted',
    value: 5,
    expects: 'text',
    at: [0, 1],
    code: 'invalid_value',
    message: /Expected text, but got 5/,
    hint: /"5"/,
  },
  {
    name: 'a list where none is wanted',
    value: [1],
    expects: 'integer',
    at: [0, 1],
    code: 'invalid_value',
    message: /must be integer, not a list/,
  },
  {
    name: 'an object where none is wanted',
    value: { a: 1 },
    expects: 'list(text)',
    at: [0, 1],
    code: 'invalid_value',
    message: /must be list\(text\), not an object/,
  },
  {
    name: 'a fault deep inside',
    value: { a: [1, { b: '=nmae' }] },
    path: ['a', 1, 'b'],
    at: [1, 5],
    code: 'unknown_field',
    message: /'nmae'/,
    hint: /'name'/,
  },
  {
    name: 'an unknown key',
    value: { ctiy: 'x' },
    expects: 'record{city: text}',
    path: ['ctiy'],
    at: [0, 4],
    code: 'unknown_key',
    message: /no field 'ctiy'/,
    hint: /'city'/,
  },
  {
    name: 'a template where a list is wanted',
    value: 'x${a}',
    expects: 'list(text)',
    at: [0, 5],
    code: 'type_mismatch',
    message: /must be list\(text\)/,
  },
  {
    name: 'an expression of the wrong type',
    value: '=name',
    expects: 'date',
    at: [1, 5],
    code: 'type_mismatch',
    message: /must be date, but is text/,
  },
];

describe('values that are wrong', () => {
  for (const { name, value, expects, path = [], at, code, message, hint } of wrong) {
    it(name, () => {
      const { value: checked, problems } = checkValue(value, scope, typeOf(expects));
      assert.equal(checked, undefined);
      const [problem] = problems;
      assert.ok(problem);
      assert.match(problem.message, message);
      if (hint !== undefined) assert.match(problem.hint ?? '', hint);
      assert.deepEqual([problem.path, problem.at.start, problem.at.end, problem.code], [path, ...at, code]);
    });
  }
});

describe('parseTemplate', () => {
  it('gives back text without holes as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('${') && !text.startsWith('='));
        assert.deepEqual(parseTemplate(text), { template: { kind: 'literal', text } });
      }),
    );
  });

  it('never throws', () => {
    const piece = fc.constantFrom('${', '}', '$', '{', "'", '"', 'a', ' + ', '=', '$${', '1', '--', '\n');
    fc.assert(fc.property(fc.array(piece), (pieces) => void parseTemplate(pieces.join(''))));
  });
});
