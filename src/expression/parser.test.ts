import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkExpression } from './checker.ts';
import { formatTyped } from './format-typed.ts';
import { compileSql, sqlObstacle } from './sql.ts';
import { parseExpression } from './parser.ts';
import { compileClosure } from './closure.ts';
import { check, env, records, scope } from './records.fixture.ts';

/** Expressions, and how they read with every parenthesis written out. */
const readings: { name: string; text: string; reads: string }[] = [
  { name: 'products before sums', text: 'a + b * a', reads: '(a + (b * a))' },
  { name: 'from left to right', text: 'a - b - a', reads: '((a - b) - a)' },
  { name: 'parentheses', text: '(a + b) * a', reads: '((a + b) * a)' },
  { name: 'minus before products', text: '-a * b', reads: '((-a) * b)' },
  { name: 'a cast before minus', text: '-n::integer', reads: '(-cast(n as integer))' },
  { name: 'and before or', text: 'ok or ok and not ok', reads: '(ok or (ok and (not ok)))' },
  { name: 'comparisons before not', text: 'not a = b', reads: '(not (a = b))' },
  { name: 'sums before comparisons', text: 'a + 1 > b', reads: '((a + 1) > b)' },
  { name: 'sums before ||', text: 'name || a + 1', reads: '(name || cast((a + 1) as text))' },
  { name: 'between ends before and', text: 'a between 1 and 2 and ok', reads: '((a between 1 and 2) and ok)' },
  { name: 'not in', text: 'a not in (1, 2)', reads: '(not (a in [1, 2]))' },
  { name: 'not between', text: 'a not between 1 and 2', reads: '(not (a between 1 and 2))' },
  { name: 'not like', text: "name not like 'x%'", reads: "(not (name like 'x%'))" },
  { name: 'in a list', text: "'x' in tags", reads: "('x' in tags)" },
  { name: 'is not null', text: 'a is not null', reads: '(a is not null)' },
  { name: '!= as <>', text: 'a != b', reads: '(a <> b)' },
  { name: 'keywords in any case', text: 'ok AND NOT ok OR a IS NULL', reads: '((ok and (not ok)) or (a is null))' },
  { name: 'members and indexes', text: 'items[1].sku', reads: 'items[1].sku' },
  { name: 'a key', text: "customer['post code']", reads: 'customer."post code"' },
  { name: 'quoted names', text: '"name" || customer."post code"', reads: '(name || customer."post code")' },
  { name: 'a keyword after a point', text: 'body.end.case', reads: 'body."end"."case"' },
  { name: 'a case', text: 'case when ok then 1 else 2 end', reads: 'case when ok then 1 else 2 end' },
  { name: 'a case with an operand', text: 'case a when (1) then 2 end', reads: 'case when (a = 1) then 2 end' },
  { name: 'when as a call', text: 'when($town, ok)', reads: 'case when ($town is null) then true else ok end' },
  { name: 'casts', text: 'try_cast(name as decimal(12,2))', reads: 'try_cast(name as decimal(12,2))' },
  { name: 'count(*)', text: 'count(*)', reads: 'count()' },
  {
    name: 'a full aggregate',
    text: 'count(distinct a) filter (where ok)',
    reads: 'count(distinct a) filter (where ok)',
  },
  {
    name: 'a window',
    text: 'sum(a) over (partition by ok, name order by day desc, id asc)',
    reads: 'sum(a) over (partition by ok, name order by day desc, id)',
  },
  {
    name: 'a field named like a contextual word',
    text: 'body.filter is null and body.over is null',
    reads: '((body.filter is null) and (body.over is null))',
  },
  { name: 'a comment', text: 'a -- the first\n+ 1', reads: '(a + 1)' },
  { name: 'a trailing comma in brackets', text: '[a, b,]', reads: '[a, b]' },
  { name: 'a record', text: "{a: a, 'b c': name}", reads: '{a: a, "b c": name}' },
  { name: 'dates', text: "day >= date '2026-03-01'", reads: "(day >= date '2026-03-01')" },
  { name: 'a doubled quote', text: "'it''s'", reads: "'it''s'" },
  { name: 'decimals, numbers, integers', text: '[price, 1.50]', reads: '[price, 1.50::decimal(12,2)]' },
];

describe('expressions read as', () => {
  for (const { name, text, reads } of readings) {
    it(name, () => {
      const written = formatTyped(check(text, { aggregates: 'allowed' }));
      assert.equal(written, reads);
      assert.equal(
        formatTyped(check(written, { aggregates: 'allowed' })),
        reads,
        'what is written reads the same again',
      );
    });
  }
});

const literals: { text: string; type: string; value: string }[] = [
  { text: '12', type: 'integer', value: '12' },
  { text: '9007199254740993', type: 'integer', value: '9007199254740993' },
  { text: '-9223372036854775808', type: 'integer', value: '-9223372036854775808' },
  { text: '9223372036854775808', type: 'decimal', value: '9223372036854775808' },
  { text: '1.50', type: 'decimal', value: '1.5' },
  { text: '.5', type: 'decimal', value: '0.5' },
  { text: '1e3', type: 'number', value: '1000' },
  { text: '- -1', type: 'integer', value: '1' },
];

describe('literals of numbers', () => {
  for (const { text, type, value } of literals) {
    it(text, () => {
      const { syntax } = parseExpression(text);
      assert.ok(syntax?.kind === 'literal');
      assert.deepEqual([syntax.type.kind, String(syntax.value)], [type, value]);
    });
  }
});

const deep = 10_000;

const faults: { name: string; text: string; at: [number, number]; message: RegExp; hint?: RegExp; code?: string }[] = [
  { name: 'nothing', text: '  ', at: [2, 2], message: /the expression is empty/ },
  {
    name: 'an open parenthesis',
    text: 'a + (b * 2',
    at: [10, 10],
    message: /expected '\)' to close the '\(' at column 5, not the end/,
  },
  { name: 'an open call', text: 'sum(a, b', at: [8, 8], message: /to close the '\(' at column 4/ },
  { name: 'an open list', text: '[1, 2', at: [5, 5], message: /expected ']' to close the '\[' at column 1/ },
  { name: 'a surplus parenthesis', text: 'a)', at: [1, 2], message: /the '\)' closes nothing/ },
  { name: 'an open text', text: "a = 'x", at: [4, 6], message: /text that starts at column 5 has no closing '/ },
  { name: 'an open name', text: '"x', at: [0, 2], message: /quoted name that starts at column 1/ },
  { name: 'two values', text: 'a b', at: [2, 3], message: /expected an operator or the end, not 'b'/ },
  {
    name: 'an operator at the end',
    text: 'a +',
    at: [3, 3],
    message: /expected a value, but the expression ends here/,
  },
  { name: 'an operator at the start', text: '* a', at: [0, 1], message: /expected a value, not '\*'/ },
  { name: '==', text: 'a == b', at: [2, 4], message: /not '=='/, hint: /single '='/ },
  { name: '&&', text: 'ok && ok', at: [3, 5], message: /not '&&'/, hint: /'and'/ },
  {
    name: 'a chain of comparisons',
    text: '1 < a < 3',
    at: [6, 7],
    message: /cannot be followed by '<'/,
    hint: /a < b and b < c/,
  },
  { name: 'a statement', text: 'a; b', at: [1, 2], message: /unexpected character ';'/, hint: /no statements/ },
  { name: 'an odd character', text: 'a # b', at: [2, 3], message: /unexpected character '#'/ },
  { name: 'a lone $', text: '$ a', at: [0, 1], message: /a name must follow '\$'/ },
  {
    name: 'a name that starts with a digit',
    text: '2nd',
    at: [0, 2],
    message: /cannot start with a digit/,
    hint: /"2nd"/,
  },
  { name: 'is 5', text: 'a is 5', at: [5, 6], message: /expected 'null' after 'is', not '5'/, hint: /'='/ },
  { name: 'in ()', text: 'a in ()', at: [6, 7], message: /nothing to compare with/ },
  { name: 'between without and', text: 'a between 1', at: [11, 11], message: /expected 'and' after the lower bound/ },
  { name: 'a reserved word', text: 'a + and', at: [4, 7], message: /not the word 'and'/, hint: /"and"/ },
  { name: 'case without when', text: 'case a end', at: [7, 10], message: /expected 'when' after 'case', not 'end'/ },
  {
    name: 'case without end',
    text: 'case when ok then 1',
    at: [19, 19],
    message: /expected 'end' to close the 'case' at column 1/,
  },
  { name: 'cast without as', text: 'cast(a, text)', at: [6, 7], message: /expected 'as' after what 'cast' converts/ },
  { name: 'an unknown type', text: 'a::strnig', at: [3, 9], message: /'strnig' is not a type/ },
  {
    name: 'a foreign type',
    text: 'cast(a as varchar)',
    at: [10, 17],
    message: /'varchar' is not a type/,
    hint: /text/,
  },
  {
    name: 'a list in parentheses',
    text: '(a, b)',
    at: [2, 3],
    message: /expected '\)' after one expression/,
    hint: /\[a, b\]/,
  },
  { name: 'a record without names', text: '{1}', at: [1, 2], message: /expected the name of a field, not '1'/ },
  { name: 'a field twice', text: '{a: 1, a: 2}', at: [7, 8], message: /two fields 'a'/ },
  { name: 'a lambda parameter twice', text: 'f((x, x) -> x)', at: [6, 7], message: /two parameters 'x'/ },
  {
    name: 'a frame without a direction',
    text: 'sum(a) over (rows 1)',
    at: [19, 20],
    message: /expected 'preceding' or 'following'/,
    hint: /rows between 2 preceding and current row/,
  },
  {
    name: 'a frame with one end',
    text: 'sum(a) over (order by a rows between 1 preceding)',
    at: [48, 49],
    message: /expected 'and' between the two ends of 'rows between'/,
  },
  {
    name: 'something after a frame',
    text: 'sum(a) over (order by a rows current row desc)',
    at: [41, 45],
    message: /expected '\)' in 'over \(..\)'/,
  },
  { name: 'a huge literal', text: `1${'0'.repeat(40)}`, at: [0, 41], message: /41 digits/, hint: /1e40/ },
  { name: 'a number beyond all', text: '1e999', at: [0, 5], message: /larger than any number/ },
  {
    name: 'ten thousand parentheses',
    text: `${'('.repeat(deep)}1${')'.repeat(deep - 1)}`,
    at: [0, 2 * deep],
    message: /20000 characters|levels deep/,
    code: 'too_complex',
  },
  {
    name: 'nested calls',
    text: 'f('.repeat(101),
    at: [202, 202],
    message: /more than 100 levels deep/,
    code: 'too_complex',
  },
  { name: 'many nots', text: `${'not '.repeat(200)}ok`, at: [404, 407], message: /levels deep/, code: 'too_complex' },
  {
    name: 'a chain of 5,000',
    text: `a${'+a'.repeat(5000)}`,
    at: [1001, 1002],
    message: /chain of more than 500/,
    code: 'too_complex',
  },
  {
    name: 'too long',
    text: ' '.repeat(20_001),
    at: [0, 20_001],
    message: /20001 characters, more than 20000/,
    code: 'too_complex',
  },
];

describe('faults of syntax', () => {
  for (const { name, text, at, message, hint, code = 'syntax' } of faults) {
    it(name, () => {
      const { problem } = parseExpression(text);
      assert.ok(problem);
      assert.match(problem.message, message);
      if (hint !== undefined) assert.match(problem.hint ?? '', hint);
      assert.equal(problem.code, code);
      if (code === 'syntax') assert.deepEqual([problem.at.start, problem.at.end], at);
    });
  }
});

describe('expressions at the limits', () => {
  const extremes: { name: string; text: string }[] = [
    { name: 'a chain of sums', text: `a${' + a'.repeat(498)}` },
    { name: 'a chain of conditions that can fail', text: `ok${' and a + 1 > 2'.repeat(450)}` },
    { name: 'nested parentheses', text: `${'('.repeat(99)}a${')'.repeat(99)}` },
    { name: 'nested calls', text: `${'abs('.repeat(95)}n${')'.repeat(95)}` },
    { name: 'nested between', text: `${'('.repeat(95)}ok${' between ok and ok)'.repeat(95)}` },
    { name: 'a long list', text: `a in (${'1, '.repeat(6000)}2)` },
  ];
  for (const { name, text } of extremes) {
    it(name, () => {
      const typed = check(text);
      compileClosure(typed)(records[0]!, env);
      assert.ok(formatTyped(typed).length > 0);
      assert.ok((compileSql(typed) === undefined) === (sqlObstacle(typed) !== undefined));
    });
  }

  it('a case in a case in a case, which would double with each', () => {
    const text = `${'case '.repeat(60)}a${' when 1 then 2 when 2 then 1 end'.repeat(60)}`;
    assert.equal(checkExpression(text, scope).problems[0]?.code, 'too_complex');
  });
});

describe('any text', () => {
  const words = [
    ...[
      'a',
      'n',
      'price',
      'ok',
      'name',
      'items',
      'tags',
      'body',
      'customer',
      '$p',
      '@now',
      '"x y"',
      "'t'",
      '1',
      '2.5',
      '1e3',
      'null',
      'true',
    ],
    ...[
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      '.',
      ':',
      '::',
      '->',
      '+',
      '-',
      '*',
      '/',
      '%',
      '||',
      '=',
      '<',
      '>=',
      '<>',
      'and',
      'or',
      'not',
      'in',
    ],
    ...[
      'between',
      'like',
      'is',
      'case',
      'when',
      'then',
      'else',
      'end',
      'cast',
      'as',
      'text',
      'integer',
      'sum(',
      'count(',
      'over (',
      'filter (where',
    ],
    ...[
      'partition by',
      'order by',
      'desc',
      'distinct',
      'upper(',
      'list_filter(',
      'x ->',
      'date',
      'interval',
      'coalesce(',
      'if(',
    ],
  ];
  const soup = fc.array(fc.constantFrom(...words), { maxLength: 25 }).map((pieces) => pieces.join(' '));

  it('ends in a tree or in problems that lie within it', () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' }), fc.string()), (text) => {
        const { typed, problems } = checkExpression(text, { ...scope, aggregates: 'allowed' });
        const errors = problems.filter((problem) => problem.severity === 'error');
        assert.equal(typed === undefined, errors.length > 0);
        for (const { at } of problems) assert.ok(0 <= at.start && at.start <= at.end && at.end <= text.length + 1);
      }),
      { numRuns: 2000 },
    );
  });
});
