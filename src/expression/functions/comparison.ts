/** Comparison, `not`, `is null`, `in`, `like` and access to list items, as functions. */
import { bareComparator, type Comparator, equalValues } from '../../model/value-compare.ts';
import type { Integer } from '../../model/integer.ts';
import type { Value } from '../../model/value.ts';
import { formatType, types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, Overload, ParameterPattern } from '../function-declaration.ts';
import { isNull } from '../null-test.ts';
import { example, fixed, generic } from './define.ts';
import { likeMatcher } from './like.ts';
import * as take from './parameter-patterns.ts';
import { decimalsFit } from './sql-text.ts';

type Test = (order: number) => boolean;

const directlyEqual = new Set<ValueType['kind']>(['boolean', 'text', 'integer', 'number']);

/** Equality of simple values needs no order. */
function comparing(type: ValueType, operator: string, test: Test): (a: Value, b: Value) => boolean {
  if (directlyEqual.has(type.kind) && operator === '=') return (a, b) => a === b;
  if (directlyEqual.has(type.kind) && operator === '<>') return (a, b) => a !== b;
  const compare: Comparator = bareComparator(type);
  return (a, b) => test(compare(a, b));
}

const compared: readonly ParameterPattern[] = [
  take.integer,
  take.decimal,
  take.number,
  take.text,
  take.boolean,
  take.date,
  take.time,
  take.timestamp,
  take.datetime,
  take.interval,
  take.binary,
  take.listPattern(take.comparable()),
  { ...take.record, accepts: (type) => take.record.accepts(type) && take.isComparable(type) },
];

function comparisonOf(pattern: ParameterPattern, operator: string, test: Test): Overload {
  return generic([pattern, pattern], {
    returns: (args) => {
      take.commonOf(args);
      return types.boolean;
    },
    returnsLabel: 'boolean',
    js: (args) => comparing(take.commonOf(args), operator, test),
    sql: ([a, b], args) => (sqlCompares(args) ? `(${a} ${operator} ${b})` : undefined),
  });
}

/** Whether DuckDB compares these types in our sense, without a conversion that could fail or lose. */
function sqlCompares([a = types.null, b = types.null]: readonly ValueType[]): boolean {
  if (a.kind === 'decimal' || b.kind === 'decimal') return decimalsFit(a, b);
  return formatType(a) === formatType(b);
}

function comparison(
  name: string,
  test: Test,
  form: Pick<FunctionDeclaration, 'summary' | 'examples'>,
): FunctionDeclaration {
  return {
    kind: 'scalar',
    name,
    family: 'operator',
    ...form,
    overloads: compared.map((one) => comparisonOf(one, name, test)),
  };
}

const not: FunctionDeclaration = {
  kind: 'scalar',
  name: 'not',
  family: 'operator',
  summary: 'True for false and false for true; null stays null.',
  overloads: [fixed([take.boolean], types.boolean, { js: (a: boolean) => !a, sql: (a) => `(NOT ${a})` })],
  examples: [example('not true', 'false'), example('not (null = 1)', 'null')],
};

const isNullTest: FunctionDeclaration = {
  kind: 'scalar',
  name: 'is null',
  family: 'operator',
  summary: 'True for null, false for everything else: `x is null`; `x is not null` is the opposite.',
  overloads: [isNull],
  examples: [example('null is null', 'true'), example('1 is not null', 'true')],
};

const between: FunctionDeclaration = {
  kind: 'scalar',
  name: 'between',
  family: 'operator',
  summary: 'Whether a value lies from a low to a high one, both included: `x between 1 and 10`.',
  overloads: compared.map((pattern) =>
    generic([pattern, pattern, pattern], {
      returns: (args) => {
        take.commonOf(args);
        return types.boolean;
      },
      returnsLabel: 'boolean',
      nulls: 'handle',
      js: (args) => inside(bareComparator(take.commonOf(args))),
      sql: ([x, low, high], [type, ...bounds]) =>
        bounds.every((bound) => sqlCompares([type ?? types.null, bound]))
          ? `(${x} BETWEEN ${low} AND ${high})`
          : undefined,
    }),
  ),
  examples: [
    example('5 between 1 and 5', 'true'),
    example("date '2026-03-01' between date '2026-01-01' and date '2026-02-01'", 'false'),
    example('5 between 6 and null', 'false'),
  ],
};

/** `x >= low and x <= high` in three-valued logic: false as soon as one side says so, whatever the other is. */
function inside(compare: Comparator): (x: Value, low: Value, high: Value) => boolean | null {
  return (x, low, high) => {
    const above = x === null || low === null ? null : compare(x, low) >= 0;
    if (above === false) return false;
    const below = x === null || high === null ? null : compare(x, high) <= 0;
    return below === false ? false : above && below;
  };
}

const isIn: FunctionDeclaration = {
  kind: 'scalar',
  name: 'in',
  family: 'operator',
  summary:
    'Whether a value is among others: `x in (1, 2)`, `x in list`. Null where it is not found but a null is there.',
  overloads: [
    generic([take.comparable(), take.listPattern(take.comparable())], {
      returns: ([a = types.null, b]) => {
        take.commonOf([a, take.itemOf(b)]);
        return types.boolean;
      },
      returnsLabel: 'boolean',
      js: () => among,
      sql: ([a, b], [value, list]) =>
        sqlCompares([value ?? types.null, take.itemOf(list)])
          ? `(CASE WHEN list_contains(${b}, ${a}) THEN true WHEN ${a} IS NOT NULL AND len(${b}) = list_count(${b}) THEN false END)`
          : undefined,
    }),
  ],
  examples: [example('2 in (1, 2)', 'true'), example("'c' in ['a', 'b']", 'false'), example('3 in (1, null)', 'null')],
};

function among(value: Value, list: readonly Value[]): boolean | null {
  let sawNull = false;
  for (const item of list) {
    if (item === null) sawNull = true;
    else if (equalValues(item, value)) return true;
  }
  return sawNull ? null : false;
}

const like: FunctionDeclaration = {
  kind: 'scalar',
  name: 'like',
  family: 'operator',
  summary: 'Whether the whole text fits a pattern in which `%` is any text and `_` any one character.',
  docs: 'Upper and lower case are different; `lower(x) like ..` compares without them. To look for `%` or `_` themselves use `contains`.',
  overloads: [
    fixed([take.text, take.text], types.boolean, {
      js: (text: string, pattern: string) => likeMatcher(pattern)(text),
      sql: (a, b) => `(${a} LIKE ${b})`,
    }),
  ],
  examples: [
    example("'millrace' like 'mill%'", 'true'),
    example("'cat' like '_a_'", 'true'),
    example("'Cat' like 'c%'", 'false'),
  ],
};

const element: FunctionDeclaration = {
  kind: 'scalar',
  name: 'index',
  aliases: ['element'],
  family: 'list',
  summary: 'The item of a list at a position: `list[1]` is the first, `list[-1]` the last; null where there is none.',
  overloads: [
    generic([take.listPattern(take.anything()), take.integer], {
      returns: ([list]) => take.itemOf(list),
      returnsLabel: 'T',
      js: () => itemAt,
      sql: ([list, at]) => `list_extract(${list}, ${at})`,
    }),
    fixed([take.any, take.integer], types.any, {
      js: (list: Value, at: Integer) => (Array.isArray(list) ? itemAt(list, at) : null),
    }),
  ],
  examples: [example("['a', 'b'][1]", "'a'"), example('[1, 2, 3][-1]', '3'), example('[1][5]', 'null')],
};

function itemAt(list: readonly Value[], at: Integer): Value {
  const index = Number(at);
  return list.at(index > 0 ? index - 1 : index === 0 ? list.length : index) ?? null;
}

/** The operators that compare, and those that ask about a value. */
export const comparisons: readonly FunctionDeclaration[] = [
  comparison('=', (order) => order === 0, {
    summary: 'Whether two values are equal; null if either is null.',
    examples: [example('1 = 1', 'true'), example("'a' = 'A'", 'false'), example('null = null', 'null')],
  }),
  comparison('<>', (order) => order !== 0, {
    summary: 'Whether two values differ; null if either is null.',
    examples: [example('1 <> 2', 'true'), example("date '2026-03-01' <> date '2026-03-01'", 'false')],
  }),
  comparison('<', (order) => order < 0, {
    summary: 'Whether the left value comes before the right one. Text compares by code point.',
    examples: [example('1 < 2', 'true'), example("'B' < 'a'", 'true')],
  }),
  comparison('<=', (order) => order <= 0, {
    summary: 'Whether the left value is equal to the right one or comes before it.',
    examples: [example('2 <= 2', 'true'), example("'b' <= 'a'", 'false')],
  }),
  comparison('>', (order) => order > 0, {
    summary: 'Whether the left value comes after the right one.',
    examples: [example('2 > 1', 'true'), example("date '2026-03-01' > date '2026-03-02'", 'false')],
  }),
  comparison('>=', (order) => order >= 0, {
    summary: 'Whether the left value is equal to the right one or comes after it.',
    examples: [example('2 >= 2', 'true'), example("interval '1 month' >= interval '29 days'", 'true')],
  }),
  not,
  isNullTest,
  between,
  isIn,
  like,
  element,
];
