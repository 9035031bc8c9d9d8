import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionRegistry } from './functions/registry.ts';
import { listOf, types, type ValueType } from '../model/value-type.ts';
import { signatures } from './signature.ts';

const cases: readonly [name: string, forms: readonly string[]][] = [
  ['regexp_replace', ['regexp_replace(text, pattern: text, replacement: text) -> text']],
  ['list_filter', ['list_filter(list: list(T), keep: T -> boolean) -> list(T)']],
  ['concat', ['concat(value: text, ..) -> text']],
  ['uuid', ['uuid() -> text']],
  ['count', ['count([value: T]) -> integer']],
  ['lag', ['lag(value: T[, distance: integer][, default: T]) -> T']],
  ['is_leap_year', ['is_leap_year(year: integer) -> boolean', 'is_leap_year(date) -> boolean']],
  [
    'round',
    [
      'round(value: integer[, places: integer]) -> integer',
      'round(value: decimal[, places: integer]) -> decimal',
      'round(value: number[, places: integer]) -> number',
    ],
  ],
  ['to_timestamp', ['to_timestamp(datetime, zone: text) -> timestamp', 'to_timestamp(seconds: integer) -> timestamp']],
  ['div', ['integer div integer -> integer']],
  ['not', ['not boolean -> boolean']],
  ['is null', ['T is null -> boolean']],
  ['index', ['list(T)[integer] -> T', 'any[integer] -> any']],
  [
    '<',
    [
      'T < T -> boolean, where T is integer, decimal, number, text, boolean, date, time, timestamp, datetime, interval, binary, list or record',
    ],
  ],
];

for (const [name, forms] of cases) {
  test(`the forms of ${name}`, () => {
    const found = functionRegistry().find(name);
    assert.ok(found);
    assert.deepEqual(signatures(found), forms);
  });
}

/** The type that a label names; undefined for a type variable and the like. */
function named(label: string): ValueType | undefined {
  const item = /^list\((\w+)\)$/.exec(label)?.[1];
  if (item !== undefined) return Object.hasOwn(types, item) ? listOf(types[item as keyof typeof types]) : undefined;
  return Object.hasOwn(types, label) ? types[label as keyof typeof types] : undefined;
}

test('every form gives the type that its signature says', () => {
  const forms = functionRegistry()
    .all()
    .flatMap(({ name, overloads }) => [...overloads].map((overload) => ({ name, overload })));
  const known = forms.filter(({ overload }) => named(overload.returnsLabel) !== undefined);
  assert.ok(known.length > 300);
  for (const { name, overload } of known) {
    const given = overload.parameters.map((pattern) => {
      const type = named(pattern.label) ?? types.integer;
      return pattern.convertsTo?.(type) ?? type;
    });
    assert.equal(overload.returns(given).kind, named(overload.returnsLabel)?.kind, name);
  }
});
