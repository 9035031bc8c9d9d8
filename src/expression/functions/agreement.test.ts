/** Where the engines once differed, case by case: what both give now, or the code of the problem in which both end. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { messageOf, MillraceError } from '../../core/errors.ts';
import { castValue } from '../../model/cast.ts';
import { parseType } from '../../model/type-parser.ts';
import { fromJson } from '../../model/value-codec.ts';
import type { DataRecord } from '../../model/value.ts';
import { recordOf, types, type Shape } from '../../model/value-type.ts';
import { checkExpression } from '../checker.ts';
import { compileClosure, environment } from '../closure.ts';
import { compileSql } from '../sql.ts';
import { sqlLiteral } from '../sql-literal.ts';
import { sqlIdentifier } from '../sql-type.ts';
import { openDuckDb, sameSql, type TestDuckDb } from './duckdb.fixture.ts';
import { functionRegistry } from './registry.ts';
import { codeOfSqlError } from './sql-text.ts';

interface Case {
  readonly name: string;
  readonly expression: string;
  /** Fields: their types and values as in JSON. */
  readonly fields: Readonly<Record<string, readonly [type: string, value: unknown]>>;
  /** As an expression without fields. */
  readonly gives?: string;
  readonly fails?: string;
}

const cases: readonly Case[] = [
  {
    name: 'an argument that fails is a problem beside one that is null',
    expression: 'make_datetime(day, make_time(hour, 30, 0))',
    fields: { day: ['date', null], hour: ['integer', 31] },
    fails: 'cast_failed',
  },
  {
    name: 'the same where the function itself looks at one of them first',
    expression: "add_business_days(text::date, count, '12345')",
    fields: { text: ['text', 'soon'], count: ['integer', null] },
    fails: 'cast_failed',
  },
  {
    name: 'the same for two that can fail',
    expression: 'make_time(text::integer, n::integer, 0)',
    fields: { text: ['text', 'x'], n: ['number', null] },
    fails: 'cast_failed',
  },
  ...['/ 0', 'div 0', '% 0', '/ 0e0', '/ 0.0', '/ list_position([1e0], 2e0)'].map(
    (division) =>
      ({
        name: `what is divided by a constant zero is null, whatever it comes to: ${division}`,
        expression: `text::integer ${division}`,
        fields: { text: ['text', 'x'] },
        gives: 'null',
      }) satisfies Case,
  ),
  ...[
    'if(text::integer > 5, 1, 2) = 3',
    'if(text::integer > 5, 1, 2) + 1 = 9',
    'abs(if(true, if(text::integer > 5, 1, 2), 3)) = -1',
    'if(text::integer > 5, 1, 2) is null',
    'if(if(text::integer > 5, true, false) is null, 1, 2)',
    'coalesce(month(text::date), 1) = 13',
    'coalesce(if(text::integer > 5, 1, 2), 1) = 13',
    'case when text::integer > 5 then 1.5 when false then 2.5 else 3.5 end < 1',
    "if(text::integer > 5, 'a', 'b') is null",
    'if(text::integer > 5, [1], [2]) is null',
    'if(text::integer > 5, {a: 1}, {a: 2}).a = 5',
    "coalesce(if(text::integer > 5, 'a', 'b'), 'c') is null",
    '[text::integer] is null',
  ].map(
    (expression) =>
      ({
        name: `a problem in what decides is one, also where no value that it could give matters: ${expression}`,
        expression,
        fields: { text: ['text', 'x'] },
        fails: 'cast_failed',
      }) satisfies Case,
  ),
  {
    name: 'a choice that always fails, in a choice whose condition can fail',
    expression: "if(text::integer > 5, (case day when parse_datetime('1/3/2026', '%a %d %b %Y') then 1.5 end), 2.5)",
    fields: { text: ['text', '7'], day: ['datetime', '2026-03-01T00:00:00'] },
    fails: 'evaluation_failed',
  },
  {
    name: 'choices in choices have SQL, however deep',
    expression: `${'coalesce(if(text::integer > 3, '.repeat(12)}1${', 2), 0)'.repeat(12)} + 7`,
    fields: { text: ['text', '7'] },
    gives: '8',
  },
  {
    name: 'the middle of numbers that cancel each other is what DuckDB makes of it',
    expression: 'list_median(list)',
    fields: { list: ['list(number)', [-1.94, 1e16, -0.5, null, 0.49999999999999994]] },
    gives: '-2.7755575615628914e-17',
  },
  {
    name: 'the middle of two numbers whose difference is infinite is finite',
    expression: 'abs(list_median(list)) < 1e308',
    fields: { list: ['list(number)', [-1e308, 1.7e308]] },
    gives: 'true',
  },
  {
    name: 'the same in a comparison',
    expression: 'i >= text::integer',
    fields: { i: ['integer', null], text: ['text', 'x'] },
    fails: 'cast_failed',
  },
  {
    name: "the same in a function that is a macro of DuckDB's",
    expression: "split_part(text, '/', quarter(other::date))",
    fields: { text: ['text', null], other: ['text', '\\'] },
    fails: 'cast_failed',
  },
  {
    name: 'an argument that is null for every record makes null of a call, whatever the others do',
    expression: 'text::integer + nullif(1, 1)',
    fields: { text: ['text', 'x'] },
    gives: 'null::integer',
  },
  {
    name: 'the same of a comparison with a choice that is never taken',
    expression: 'make_time(k, 59, 59) > (case 1 when 2 then clock when null then clock end)',
    fields: { k: ['integer', 99], clock: ['time', '08:00:00'] },
    gives: 'null::boolean',
  },
  {
    name: 'a written limit decides between',
    expression: "date '2027-01-01' between date '9999-12-31' and text::date",
    fields: { text: ['text', 'x'] },
    gives: 'false',
  },
  {
    name: 'a lambda is called for all items, also when one before decides',
    expression: 'list_find(list, x -> make_date(2026, x, 1) is not null)',
    fields: { list: ['list(integer)', [1, 13]] },
    fails: 'cast_failed',
  },
  {
    name: 'what always fails does not where it is not reached',
    expression: 'case when ok then day else make_date(2026, -5, 7) end',
    fields: { ok: ['boolean', true], day: ['date', '2026-03-01'] },
    gives: "date '2026-03-01'",
  },
  {
    name: 'a condition that always fails does not before it is reached',
    expression: "case day when other then 1 when parse_date('March', '%Y') then 2 end",
    fields: { day: ['date', '2026-03-01'], other: ['date', '2026-03-01'] },
    gives: '1',
  },
  {
    name: 'nor does a part of an or, an and, a coalesce',
    expression: 'ok or make_date(2026, 0, 1) is null or coalesce(no and make_date(2026, 0, 2) is null, ok)',
    fields: { ok: ['boolean', true], no: ['boolean', false] },
    gives: 'true',
  },
  {
    name: 'it fails where it is reached',
    expression: 'coalesce(day, make_date(2026, 0, 1), other)',
    fields: { day: ['date', null], other: ['date', '2026-03-01'] },
    fails: 'cast_failed',
  },
  {
    name: 'nothing is added up from null on',
    expression: 'list_reduce(list, start, (sum, x) -> 1)',
    fields: { list: ['list(integer)', [-1]], start: ['integer', null] },
    gives: 'null::integer',
  },
  {
    name: 'the least integer has no counterpart',
    expression: 'i = - (-9223372036854775808)',
    fields: { i: ['integer', 1] },
    fails: 'overflow',
  },
  {
    name: 'no day of the week is asked for of no date',
    expression: 'next_weekday(day, 60)',
    fields: { day: ['date', null] },
    gives: 'null::date',
  },
  {
    name: 'no fiscal year of no date',
    expression: 'fiscal_year(day, month)',
    fields: { day: ['date', null], month: ['integer', 13] },
    gives: 'null::integer',
  },
  {
    name: 'no digits of no number',
    expression: 'to_base(i, base)',
    fields: { i: ['integer', null], base: ['integer', -5] },
    gives: 'null::text',
  },
  {
    name: 'no shift of no number',
    expression: 'shift_left(i, by)',
    fields: { i: ['integer', null], by: ['integer', 2024] },
    gives: 'null::integer',
  },
  {
    name: 'no interval of too many months and null days',
    expression: 'make_interval(months, days)',
    fields: { months: ['integer', 3_000_000_000], days: ['integer', null] },
    gives: 'null::interval',
  },
  {
    name: 'the seconds of an interval are exact',
    expression: 'epoch(at_start + make_interval(0, 0, seconds)) - epoch(at_start)',
    fields: { at_start: ['timestamp', '1970-01-01T00:00:00Z'], seconds: ['integer', 729_755_919] },
    gives: '729755919::number',
  },
  {
    name: 'an interval of a member of a record that does not fit',
    expression: 'make_interval(1, r.a)',
    fields: { r: ['record{a: integer}', { a: '-7008790933695' }] },
    fails: 'overflow',
  },
  {
    name: 'no hours in no zone',
    expression: "elapsed('hour', at, at, zone)",
    fields: { at: ['timestamp', '2026-03-01T00:00:00Z'], zone: ['text', null] },
    gives: 'null::integer',
  },
  {
    name: 'a list that is null has no order',
    expression: 'list_sort_by(list, x -> 1)',
    fields: { list: ['list(boolean)', null] },
    gives: 'null::list(boolean)',
  },
  {
    name: 'a part that begins before the text',
    expression: "substring('millrace', i, 2)",
    fields: { i: ['integer', -400] },
    gives: "''",
  },
  {
    name: 'a part that begins before the text and ends in it',
    expression: "substring('millrace', i, 5)",
    fields: { i: ['integer', -10] },
    gives: "'mil'",
  },
  {
    name: 'the clocks of the first day, where it is the day before',
    expression: "at_zone(at, 'America/New_York')",
    fields: { at: ['timestamp', '0001-01-01T00:00:00Z'] },
    fails: 'overflow',
  },
  {
    name: 'a moment moved by more days than there are',
    expression: "date_add('day', i, at)",
    fields: { i: ['integer', 2_147_483_647], at: ['timestamp', '2026-05-15T00:00:00Z'] },
    fails: 'overflow',
  },
  {
    name: 'a leap day of a year that there is not',
    expression: 'make_date(year, 2, 29)',
    fields: { year: ['integer', -2_147_483_649] },
    fails: 'overflow',
  },
  {
    name: 'a letter that is two in capitals is no digit',
    expression: 'from_base(text, 28)',
    fields: { text: ['text', '\uFB01'] },
    fails: 'cast_failed',
  },
  {
    name: 'no base of a constant decides a logarithm',
    expression: 'log(i::decimal(5,3), 0.0)',
    fields: { i: ['integer', 127_822] },
    fails: 'cast_failed',
  },
  {
    name: 'a sum that overflows is a problem also beside a constant',
    expression: '38 - i = 1',
    fields: { i: ['integer', '-9223372036854775808'] },
    fails: 'overflow',
  },
  {
    name: 'nothing is between nulls',
    expression: 'i + day between null::date and nullif(date_end, date_end)',
    fields: { i: ['integer', 1], day: ['date', '2026-03-01'], date_end: ['date', '2026-03-01'] },
    gives: 'null::boolean',
  },
  {
    name: 'the greatest of an integer and a decimal is a decimal',
    expression: 'greatest(i, d)',
    fields: { i: ['integer', 91], d: ['decimal(12,2)', '0.01'] },
    gives: '91::decimal(21,2)',
  },
  {
    name: 'a list with a decimal before integers holds decimals',
    expression: 'list_prepend(list, d)',
    fields: { list: ['list(integer)', [1, null]], d: ['decimal(9,2)', '0.50'] },
    gives: '[0.50, 1, null]::list(decimal(21,2))',
  },
  {
    name: 'lists of numbers and decimals as one',
    expression: 'a || b',
    fields: { a: ['list(number)', [0.5]], b: ['list(decimal(9,2))', ['0.09']] },
    gives: '[0.5, 0.09]::list(number)',
  },
  {
    name: 'a failed lenient cast is null, also beside a constant',
    expression: 'try_cast(d as integer) < 5',
    fields: { d: ['decimal(38,0)', '-80545119134455090145099901280'] },
    gives: 'null::boolean',
  },
  {
    name: 'a failed cast of a decimal is a problem, also beside a constant',
    expression: 'd::decimal(9,2) > 0.01',
    fields: { d: ['decimal(18,2)', '-3606925107779.21'] },
    fails: 'cast_failed',
  },
  {
    name: 'a decimal of many digits becomes the nearest double',
    expression: 'd::number = 48609759193597547355.70248025e0',
    fields: { d: ['decimal(36,8)', '48609759193597547355.70248025'] },
    gives: 'true',
  },
];

const scope = {
  parameters: [],
  context: [],
  aggregates: 'none',
  windows: false,
  functions: functionRegistry(),
} as const;

function shapeOf(fields: Case['fields']): Shape {
  return Object.entries(fields).map(([name, [text]]) => ({ name, type: parseType(text).type ?? types.null }));
}

function typedOf(expression: string, fields: Shape) {
  const { typed, problems } = checkExpression(expression, { ...scope, fields });
  assert.ok(typed, `${expression}: ${JSON.stringify(problems)}`);
  return typed;
}

function codeOf(work: () => unknown): string {
  try {
    return `no problem, but ${String(work())}`;
  } catch (thrown) {
    assert.ok(thrown instanceof MillraceError, messageOf(thrown));
    return thrown.code;
  }
}

describe('both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  for (const { name, expression, fields, gives, fails } of cases) {
    it(name, async () => {
      const shape = shapeOf(fields);
      const json = Object.fromEntries(Object.entries(fields).map(([field, [, value]]) => [field, value]));
      const record = fromJson(json, recordOf(shape)) as DataRecord;
      const typed = typedOf(expression, shape);
      const columns = shape.map(
        (field) => `${sqlLiteral(record[field.name] ?? null, field.type)} AS ${sqlIdentifier(field.name)}`,
      );
      const from = `(SELECT ${columns.join(', ')})`;
      const sql = compileSql(typed);
      assert.ok(sql, 'it has SQL');
      const run = compileClosure(typed);
      if (gives === undefined) {
        assert.equal(
          codeOf(() => run(record, environment())),
          fails,
        );
        await assert.rejects(
          duck.connection.run(`SELECT ${sql} FROM ${from}`),
          (thrown) => codeOfSqlError(messageOf(thrown)) === fails,
        );
        return;
      }
      const wanted = typedOf(gives, []);
      const value = castValue(compileClosure(wanted)({}, environment()), wanted.type, typed.type);
      assert.deepEqual(run(record, environment()), value);
      const asked = `SELECT ${sameSql(typed.type)}, x::VARCHAR FROM (SELECT ${sql} AS x, ${sqlLiteral(value, typed.type)} AS y FROM ${from})`;
      const [row] = (await duck.connection.runAndReadAll(asked)).getRowsJson();
      assert.equal(row?.[0], true, `DuckDB gives ${String(row?.[1])}`);
    });
  }
});
