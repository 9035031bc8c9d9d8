import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatType, type ValueType } from '../model/value-type.ts';
import { parseType } from '../model/type-parser.ts';
import { checkExpression } from './checker.ts';
import { check, scope, shapeOf } from './records.fixture.ts';
import type { Scope } from './scope.ts';

const typesOf: { expression: string; type: string }[] = [
  { expression: 'a + b', type: 'integer' },
  { expression: 'a / b', type: 'number' },
  { expression: 'a + n', type: 'number' },
  { expression: 'price * 1.1', type: 'decimal(14,3)' },
  { expression: 'price * 2', type: 'decimal(13,2)' },
  { expression: 'price * a', type: 'decimal(31,2)' },
  { expression: 'price * n', type: 'number' },
  { expression: 'case when ok then 1 else 2.50 end', type: 'decimal(3,2)' },
  { expression: 'case when ok then a end', type: 'integer' },
  { expression: '[a, n]', type: 'list(number)' },
  { expression: '[]', type: 'list(null)' },
  { expression: '{a: a, b: [price]}', type: 'record{a: integer, b: list(decimal(12,2))}' },
  { expression: 'coalesce(null, a, 1.5)', type: 'decimal(20,1)' },
  { expression: 'body.a', type: 'any' },
  { expression: 'null', type: 'null' },
  { expression: 'null + a', type: 'integer' },
  { expression: 'day + 1', type: 'date' },
  { expression: 'day - day', type: 'integer' },
  { expression: 'at - at', type: 'interval' },
  { expression: 'items[1]', type: 'record{sku: text, quantity: integer}' },
];

describe('types', () => {
  for (const { expression, type } of typesOf) {
    it(`${expression} is ${type}`, () => assert.equal(formatType(check(expression).type), type));
  }
});

const faults: {
  expression: string;
  at: [number, number];
  code: string;
  message: RegExp;
  hint?: RegExp;
  over?: Partial<Scope>;
}[] = [
  {
    expression: 'a + pirce',
    at: [4, 9],
    code: 'unknown_field',
    message: /no field 'pirce'/,
    hint: /Did you mean 'price'/,
  },
  {
    expression: 'city',
    at: [0, 4],
    code: 'unknown_field',
    message: /no field 'city'/,
    hint: /Did you mean 'customer.city'/,
  },
  {
    expression: 'customer.ctiy',
    at: [0, 13],
    code: 'unknown_field',
    message: /record has no field 'ctiy'/,
    hint: /'city'/,
  },
  { expression: 'p + 1', at: [0, 1], code: 'unknown_field', message: /no field 'p'/, hint: /written \$p/ },
  {
    expression: 'name = "Tea"',
    at: [7, 12],
    code: 'unknown_field',
    message: /no field 'Tea'/,
    hint: /text is written 'Tea'/,
  },
  { expression: 'a', over: { fields: undefined }, at: [0, 1], code: 'unknown_field', message: /no record here/ },
  {
    expression: '$q',
    at: [0, 2],
    code: 'unknown_parameter',
    message: /no parameter \$q/,
    hint: /p, town, nothing|'p'/,
  },
  {
    expression: '@nwo',
    over: { context: shapeOf({ now: 'timestamp' }) },
    at: [0, 4],
    code: 'unknown_context',
    message: /@nwo/,
    hint: /'now'/,
  },
  { expression: 'now()', at: [0, 5], code: 'unknown_function', message: /no function 'now'/, hint: /Write @now/ },
  { expression: 'uper(name)', at: [0, 10], code: 'unknown_function', message: /no function 'uper'/, hint: /'upper'/ },
  {
    expression: 'upper(a)',
    at: [0, 8],
    code: 'type_mismatch',
    message: /argument 1 \('text'\) of upper must be text, not integer/,
    hint: /upper\(text\) -> text/,
  },
  { expression: 'upper()', at: [0, 7], code: 'type_mismatch', message: /upper does not take 0 arguments/ },
  {
    expression: 'coalesce()',
    at: [0, 10],
    code: 'type_mismatch',
    message: /coalesce does not take 0 arguments/,
    hint: /coalesce\(x, y, ..\)/,
  },
  {
    expression: "name + '!'",
    at: [0, 10],
    code: 'type_mismatch',
    message: /'\+' does not take text and text/,
    hint: /joined with \|\|/,
  },
  { expression: '-name', at: [0, 5], code: 'type_mismatch', message: /'-' does not take text/ },
  {
    expression: 'day = at',
    at: [6, 8],
    code: 'type_mismatch',
    message: /not date and timestamp/,
    hint: /start_of\(date, zone\).*date_in\(timestamp, zone\)/,
  },
  {
    expression: "day >= '2026-01-01'",
    at: [7, 19],
    code: 'type_mismatch',
    message: /not date and text/,
    hint: /date '..'/,
  },
  {
    expression: "a in (1, 'x')",
    at: [9, 12],
    code: 'type_mismatch',
    message: /'in' compares values of one type, not integer and text/,
  },
  { expression: 'a in b', at: [5, 6], code: 'type_mismatch', message: /'in' needs a list, not integer/ },
  {
    expression: 'body = 1',
    at: [0, 4],
    code: 'type_mismatch',
    message: /unknown shape \(any\) cannot be compared/,
    hint: /columns.*cast/,
  },
  {
    expression: 'body.a + 1',
    at: [0, 10],
    code: 'type_mismatch',
    message: /'\+' does not take any and integer/,
    hint: /cast/,
  },
  { expression: 'upper(body)', at: [0, 11], code: 'type_mismatch', message: /must be text, not any/, hint: /cast it/ },
  { expression: 'items.sku', at: [0, 9], code: 'type_mismatch', message: /has no field 'sku'/, hint: /unnest/ },
  { expression: 'a.b', at: [0, 3], code: 'type_mismatch', message: /integer has no field 'b'/ },
  { expression: 'customer[1]', at: [9, 10], code: 'type_mismatch', message: /chosen by a text/ },
  {
    expression: 'a and ok',
    at: [0, 1],
    code: 'type_mismatch',
    message: /left side of 'and' must be boolean, not integer/,
  },
  { expression: 'not a', at: [0, 5], code: 'type_mismatch', message: /'not' does not take integer/ },
  {
    expression: 'case when a then 1 end',
    at: [10, 11],
    code: 'type_mismatch',
    message: /condition after 'when' must be boolean/,
  },
  {
    expression: "case when ok then 1 else 'x' end",
    at: [25, 28],
    code: 'type_mismatch',
    message: /all results of 'case'/,
  },
  { expression: "[1, 'x']", at: [4, 7], code: 'type_mismatch', message: /items of a list/ },
  {
    expression: 'a::list(text)',
    at: [0, 13],
    code: 'type_mismatch',
    message: /integer cannot be cast to list\(text\)/,
  },
  {
    expression: 'at::date',
    at: [0, 8],
    code: 'type_mismatch',
    message: /timestamp cannot be cast to date/,
    hint: /date_in/,
  },
  { expression: "date '2026-02-30'", at: [0, 17], code: 'cast_failed', message: /2026-02-30/ },
  { expression: 'x -> x', at: [0, 6], code: 'type_mismatch', message: /a lambda can only be an argument/ },
  {
    expression: 'sum(a)',
    at: [0, 6],
    code: 'type_mismatch',
    message: /sum is an aggregate, and there is no group/,
    hint: /over \(\)/,
  },
  {
    expression: 'sum(a) over ()',
    over: { windows: false },
    at: [0, 14],
    code: 'type_mismatch',
    message: /not allowed here/,
    hint: /derive/,
  },
  {
    expression: 'sum(max(a))',
    over: { aggregates: 'allowed' },
    at: [4, 10],
    code: 'type_mismatch',
    message: /max stands inside sum/,
  },
  {
    expression: 'sum(a) + b',
    over: { aggregates: 'allowed', keys: [] },
    at: [9, 10],
    code: 'unknown_field',
    message: /'b' has many values in a group/,
    hint: /max\(b\)/,
  },
  {
    expression: 'count(distinct body)',
    over: { aggregates: 'allowed' },
    at: [15, 19],
    code: 'type_mismatch',
    message: /unknown shape/,
  },
  {
    expression: 'sum(a) filter (where a)',
    over: { aggregates: 'allowed' },
    at: [21, 22],
    code: 'type_mismatch',
    message: /must be boolean, not integer/,
  },
  {
    expression: 'upper(distinct name)',
    at: [0, 20],
    code: 'type_mismatch',
    message: /'distinct' belongs to aggregates/,
  },
  { expression: 'row_number()', at: [0, 12], code: 'type_mismatch', message: /row_number needs 'over \(\.\.\)'/ },
  { expression: 'row_number() over ()', at: [0, 20], code: 'type_mismatch', message: /no order in 'over \(\.\.\)'/ },
  { expression: 'lag(a, 1, ok) over (order by a)', at: [10, 12], code: 'type_mismatch', message: /one type/ },
  { expression: 'rank(a) over (order by a)', at: [0, 25], code: 'type_mismatch', message: /does not take 1 argument/ },
  {
    expression: 'sum(a) over (rows 1 preceding)',
    at: [13, 29],
    code: 'type_mismatch',
    message: /in which order the records come/,
  },
  {
    expression: 'sum(a) over (order by a rows between current row and 1 preceding)',
    at: [24, 64],
    code: 'type_mismatch',
    message: /must begin before it ends/,
  },
  {
    expression: 'sum(a) over (order by a rows a preceding)',
    at: [29, 40],
    code: 'type_mismatch',
    message: /must be a whole number, written out/,
  },
  {
    expression: 'sum(a) over (order by name range 1 preceding)',
    at: [33, 44],
    code: 'type_mismatch',
    message: /one key of the order that is an integer, a date or a time, not text/,
  },
  {
    expression: 'lag(a) filter (where ok) over (order by a)',
    at: [0, 42],
    code: 'type_mismatch',
    message: /belong to aggregates/,
  },
  { expression: 'sum(a) over (order by body)', at: [22, 26], code: 'type_mismatch', message: /unknown shape/ },
];

describe('what does not fit', () => {
  for (const { expression, at, code, message, hint, over } of faults) {
    it(expression, () => {
      const { typed, problems } = checkExpression(expression, { ...scope, ...over });
      const [problem] = problems;
      assert.equal(typed, undefined);
      assert.ok(problem);
      assert.match(problem.message, message);
      if (hint !== undefined) assert.match(problem.hint ?? '', hint);
      assert.deepEqual(
        { at: [problem.at.start, problem.at.end], code: problem.code, count: problems.length },
        { at, code, count: 1 },
      );
    });
  }

  it('reports every fault, and none that only follows from another', () => {
    const { problems } = checkExpression('upper(nmae) = customer.ctiy and a + pirce > 1', scope);
    assert.deepEqual(
      problems.map((problem) => problem.hint),
      ["Did you mean 'name'?", "Did you mean 'city'?", "Did you mean 'price'?"],
    );
  });

  it('warns of comparisons that are never true', () => {
    const { typed, problems } = checkExpression('a = null', scope);
    assert.ok(typed);
    assert.deepEqual([problems[0]?.severity, problems[0]?.hint], ['warning', "Write 'is null' or 'is not null'."]);
  });
});

const wanted: { expression: string; expects: string; gives?: RegExp }[] = [
  { expression: 'a', expects: 'number' },
  { expression: 'a > 1', expects: 'boolean' },
  { expression: 'null', expects: 'date' },
  { expression: '5', expects: 'decimal(12,2)' },
  { expression: '1.5', expects: 'number' },
  { expression: 'a', expects: 'boolean', gives: /must be boolean, but is integer/ },
  { expression: 'n', expects: 'integer', gives: /must be integer, but is number/ },
  { expression: '1.5', expects: 'integer', gives: /must be integer, but is decimal\(2,1\)/ },
  { expression: 'price', expects: 'decimal(4,2)', gives: /must be decimal\(4,2\)/ },
  { expression: "'2026-01-01'", expects: 'date', gives: /must be date, but is text/ },
];

describe('the type that is wanted', () => {
  for (const { expression, expects: text, gives } of wanted) {
    it(`${expression} where ${text} is wanted`, () => {
      const expects: ValueType | undefined = parseType(text).type;
      assert.ok(expects);
      const { typed, problems } = checkExpression(expression, scope, { expects });
      if (gives === undefined) assert.equal(typed && formatType(typed.type), text);
      else assert.match(problems[0]?.message ?? '', gives);
    });
  }
});
