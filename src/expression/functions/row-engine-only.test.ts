/** Which overloads have no SQL, so that leaving one in the row engine is a choice somebody made, with a reason. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listOf, recordOf, types, type ValueType } from '../../model/value-type.ts';
import type { ParameterPattern } from '../function-declaration.ts';
import type { AnyOverload } from '../overload-resolution.ts';
import { overloadForm } from './overload-form.fixture.ts';
import { functionRegistry } from './registry.ts';

const json = 'DuckDB keeps JSON as it was written, with its spaces and its form of numbers.';
const local = 'DuckDB takes the second of a time that comes twice, and we the first.';
const bytes = 'DuckDB takes other forms, and skips what it cannot read.';
const written = 'It is checked as a `case` or a record, which have SQL.';
const order = 'DuckDB has no form that keeps the order of the items.';

const reasons: Readonly<Record<string, string>> = {
  'choose(integer, T, ..) -> T': written,
  'end_of(date, text) -> timestamp': local,
  'format_number(number, integer?) -> text': 'DuckDB rounds the binary value, halves to even.',
  'format_number(number, integer, text, text) -> text': 'DuckDB rounds the binary value, halves to even.',
  'from_base64(text) -> binary': bytes,
  'hash(T, ..) -> text': 'The hash is over our own form of the values.',
  'index(any, integer) -> any': json,
  'is_json(text) -> boolean': json,
  'json_contains(any, any) -> boolean': json,
  'json_each(any) -> list(record{key: text, value: any})': json,
  'json_exists(any, text) -> boolean': json,
  'json_items(any) -> list(any)': json,
  'json_merge(any, any) -> any': json,
  'json_object(list(record{key: text, value: T})) -> any': json,
  'json_pretty(T, integer?) -> text': json,
  'json_query(any, text) -> list(any)': json,
  'json_remove(any, text) -> any': json,
  'json_set(any, text, T) -> any': json,
  'json_type(any) -> text': json,
  'json_get(any, text) -> any': json,
  'json_keys(any) -> list(text)': json,
  'json_length(any) -> integer': json,
  'json_text(any, text) -> text': json,
  'list_avg(list(decimal)) -> decimal':
    'Its total and count would take the text of the list twice; avg of records has SQL.',
  'list_distinct(list(T)) -> list(T)': order,
  'omit(record, field, ..) -> record': written,
  'parse_date(text, text) -> date': bytes,
  'parse_datetime(text, text) -> datetime': bytes,
  'parse_json(text) -> any': json,
  'regexp_extract_all(text, text, integer?) -> list(text)': 'DuckDB counts an empty match right after another one.',
  'pick(record, field, ..) -> record': written,
  'start_of(date, text) -> timestamp': local,
  'switch(T, T, U, ..) -> U': written,
  'to_json(T) -> text': json,
  'try_parse_date(text, text) -> date': bytes,
  'try_parse_datetime(text, text) -> datetime': bytes,
  'uuid_v7(timestamp) -> text': 'DuckDB refuses what differs from call to call inside of try.',
  'uuid() -> text': 'DuckDB refuses what differs from call to call inside of try.',
};

const candidates: readonly ValueType[] = [
  types.integer,
  { kind: 'decimal', precision: 5, scale: 2 },
  types.number,
  types.text,
  types.boolean,
  types.date,
  types.time,
  types.timestamp,
  types.datetime,
  types.interval,
  types.binary,
  types.any,
  listOf(types.integer),
  listOf(types.text),
  listOf({ kind: 'decimal', precision: 5, scale: 2 }),
  listOf(types.number),
  listOf(types.boolean),
  listOf(listOf(types.integer)),
  recordOf([{ name: 'a', type: types.integer }]),
];

/** Arguments as they would be written at their easiest: literals that name parts, zones, patterns and small numbers. */
const writtenArguments: readonly string[][] = [
  ["'month'", 'x', "'UTC'"],
  ['x', "'a'", '0'],

  ["'month'", "'UTC'", "'%Y'", '1', "'UTC'"],
  ['x', "'UTC'", "'UTC'", "'UTC'"],
  ['x', "'%Y'", "'UTC'"],
  ['x', '1', '1'],
  ['x', '0.5e0'],
  ['x', "','", "','"],
  ['x', 'y', "'month'"],
  ['x', 'y', "'12345'"],
  ['x', "'12345'"],
  ['x', 'y', 'z', "'UTC'"],
  ["'month'", 'x', 'y', "'UTC'"],
];

function typesFor(pattern: ParameterPattern): readonly ValueType[] {
  if (pattern.lambda) return [types.boolean, types.integer];
  return candidates.filter((type) => pattern.accepts(type));
}

interface WithSql extends AnyOverload {
  sql(
    args: readonly string[],
    argumentTypes: readonly ValueType[],
    inside: { distinct: string; orderBy: string },
  ): unknown;
}

function hasSql(overload: WithSql): boolean {
  const combinations = overload.parameters.reduce<readonly (readonly ValueType[])[]>(
    (sofar, pattern) =>
      sofar.flatMap((before) => typesFor(pattern).map((type) => [...before, pattern.convertsTo?.(type) ?? type])),
    [[]],
  );
  return combinations.some((argumentTypes) =>
    writtenArguments.some((args) => {
      const used = argumentTypes.map((_, index) => args[index] ?? 'x');
      const inside = { distinct: '', orderBy: ' ORDER BY x' };
      return (
        overload.sql(used, argumentTypes, inside) !== undefined ||
        overload.sql(used, argumentTypes, { ...inside, orderBy: '' }) !== undefined
      );
    }),
  );
}

describe('overloads without SQL', () => {
  it('are those that are listed here with a reason', () => {
    const without = functionRegistry()
      .all()
      .flatMap(({ name, overloads }) =>
        (overloads as readonly WithSql[])
          .filter((overload) => !hasSql(overload))
          .map((overload) => overloadForm(name, overload)),
      );
    assert.deepEqual(without.toSorted(), Object.keys(reasons).toSorted());
  });
});
