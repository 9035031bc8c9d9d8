/**
 * Functions that choose. `coalesce`, `if` and `when` are nodes of the tree, which evaluate only what they need; they are
 * declared here for the reference and for their examples.
 */
import { bareComparator, equalValues } from '../../model/value-compare.ts';
import type { Value } from '../../model/value.ts';
import { formatType, types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, Overload } from '../function-declaration.ts';
import { example, fixed, generic } from './define.ts';
import * as take from './parameter-patterns.ts';
import { decimalsFit } from './sql-text.ts';

function conditional(
  name: string,
  summary: string,
  form: {
    readonly parameters: readonly string[];
    readonly overloads: readonly Overload[];
    readonly examples: readonly FunctionExample[];
    readonly docs?: string;
    readonly aliases?: readonly string[];
  },
): FunctionDeclaration {
  return { kind: 'scalar', name, family: 'conditional', summary, ...form };
}

function alike(given: readonly ValueType[]): boolean {
  const [first = types.null] = given;
  return given.every(
    (type) => type.kind === 'null' || formatType(type) === formatType(first) || decimalsFit(type, first),
  );
}

/** Whether values of these two types are the same to DuckDB exactly when they are to us. */
function comparesAlike([a = types.null, b = types.null]: readonly ValueType[]): boolean {
  if (a.kind === 'decimal' || b.kind === 'decimal') return decimalsFit(a, b);
  return a.kind !== 'record' && a.kind !== 'list' && formatType(a) === formatType(b);
}

const first: Overload = generic([take.anything()], {
  variadic: true,
  nulls: 'handle',
  returns: (args) => take.commonOf(args),
  returnsLabel: 'T',
  js:
    () =>
    (...values: Value[]) =>
      values.find((value) => value !== null) ?? null,
  sql: (args, given) => (alike(given) ? `coalesce(${args.join(', ')})` : undefined),
});

/** Of `value, result, value, result, otherwise`: the values, the results, what is left. */
function valuesOf<T>(rest: readonly T[]): readonly T[] {
  return rest.filter((_, index) => index % 2 === 0 && index + 1 < rest.length);
}

function resultsOf([, ...rest]: readonly ValueType[]): readonly ValueType[] {
  return rest.filter((_, index) => index % 2 === 1 || index + 1 === rest.length);
}

function otherwiseOf<T>(rest: readonly T[]): T | undefined {
  return rest.length % 2 === 1 ? rest.at(-1) : undefined;
}

/** Functions that choose between values. */
export const conditionalFunctions: readonly FunctionDeclaration[] = [
  conditional('coalesce', 'The first argument that is not null; those after it are not evaluated.', {
    parameters: ['value'],
    docs: 'All arguments are of one type, or become one: an integer beside a number is a number. Null if all are null.',
    overloads: [first],
    examples: [
      example("coalesce(null, 'a', 'b')", "'a'"),
      example('coalesce(null::integer, 0)', '0'),
      example('coalesce(null, null)', 'null'),
    ],
  }),
  conditional('if', 'One value where a condition is true, and another (or null) where it is false or null.', {
    parameters: ['condition', 'then', 'otherwise'],
    docs: '`else` may be left out and is null then. Of the two values only the one that is needed is evaluated, so that `if(n = 0, null, parse_json(t))` ends in no problem for 0. For more than two cases use `case` or `switch`.',
    overloads: [
      generic([take.boolean, take.anything(), take.anything()], {
        optional: 1,
        nulls: 'handle',
        returns: ([, ...results]) => take.commonOf(results),
        returnsLabel: 'T',
        js:
          () =>
          (when: Value, yes: Value, no: Value = null) =>
            when === true ? yes : no,
        sql: ([when, yes, no], [, ...results]) =>
          alike(results) ? `(CASE WHEN ${when} THEN ${yes} ELSE ${no ?? 'NULL'} END)` : undefined,
      }),
    ],
    examples: [
      example("if(1 < 2, 'yes', 'no')", "'yes'"),
      example("if(null, 'yes')", 'null'),
      example("if(1 = 2, 'yes')", 'null'),
    ],
  }),
  conditional('when', 'True where the first argument, an optional parameter, is null; else the condition.', {
    parameters: ['parameter', 'condition'],
    docs: 'So an optional filter can be left out: `where: when($category, category = $category)`.',
    overloads: [
      fixed([take.anything(), take.boolean], types.boolean, {
        nulls: 'handle',
        js: (subject: Value, condition: Value) => (subject === null ? true : condition),
        sql: (subject, condition) => `(CASE WHEN ${subject} IS NULL THEN true ELSE ${condition} END)`,
      }),
    ],
    examples: [example('when(null, 1 = 2)', 'true'), example("when('tea', 'tea' = 'mug')", 'false')],
  }),
  conditional('ifnull', 'The first of two values that is not null.', {
    parameters: ['value', 'fallback'],
    docs: '`coalesce` with exactly two arguments.',
    overloads: [
      generic([take.anything(), take.anything()], {
        nulls: 'handle',
        returns: (args) => take.commonOf(args),
        returnsLabel: 'T',
        js: (args) => {
          const toNumber = take.commonOf(args).kind === 'number';
          return (a: Value, b: Value) => {
            const value = a ?? b;
            return toNumber && value !== null ? Number(String(value)) : value;
          };
        },
        sql: (args, given) => (alike(given) ? `coalesce(${args.join(', ')})` : undefined),
      }),
    ],
    examples: [example('ifnull(null, 5)', '5'), example("ifnull('a', 'b')", "'a'"), example('ifnull(0, 5)', '0')],
  }),
  conditional('nullif', 'Null where two values are equal, else the first.', {
    parameters: ['value', 'unwanted'],
    docs: "For texts and numbers that stand for nothing: `nullif(phone, '-')`. Null equals nothing, so that a null second argument gives the first.",
    overloads: [
      generic([take.comparable(), take.comparable()], {
        nulls: 'handle',
        returns: (args) => {
          take.commonOf(args);
          return args[0] ?? types.null;
        },
        returnsLabel: 'T',
        js: (args) => {
          const compare = bareComparator(take.commonOf(args));
          return (a: Value, b: Value) => (a === null || (b !== null && compare(a, b) === 0) ? null : a);
        },
        sql: ([a, b], given) => {
          // A bare literal would make the result 32 bits wide.
          const kept = given[0]?.kind === 'integer' ? `${a}::BIGINT` : a;
          return comparesAlike(given) ? `(CASE WHEN ${a} = ${b} THEN NULL ELSE ${kept} END)` : undefined;
        },
      }),
    ],
    examples: [example("nullif('-', '-')", 'null'), example('nullif(5, 0)', '5'), example('nullif(5, null)', '5')],
  }),
  conditional('is_distinct', 'Whether two values differ, where null is a value like others: never null.', {
    parameters: ['left', 'right'],
    docs: 'What `<>` is, but with an answer for null: two nulls do not differ, null and anything else do. To find changes: `is_distinct(new.price, old.price)`.',
    overloads: [
      generic([take.comparable(), take.comparable()], {
        nulls: 'handle',
        returns: (args) => {
          take.commonOf(args);
          return types.boolean;
        },
        returnsLabel: 'boolean',
        js: () => (a: Value, b: Value) => !equalValues(a, b),
        sql: ([a, b], given) => (comparesAlike(given) ? `(${a} IS DISTINCT FROM ${b})` : undefined),
      }),
    ],
    examples: [
      example('is_distinct(null, 1)', 'true'),
      example('is_distinct(null::integer, null)', 'false'),
      example('is_distinct(1, 1)', 'false'),
    ],
  }),
  conditional('switch', 'The result that belongs to the first of several values that is equal to the argument.', {
    parameters: ['subject', 'value', 'result'],
    docs: 'After pairs of value and result may come one more: what it gives otherwise (else null). Only the result that is needed is evaluated; null is equal to nothing.',
    overloads: [
      generic([take.comparable(), take.comparable(), take.anything('U')], {
        variadic: true,
        nulls: 'handle',
        returns: (args) => take.commonOf(resultsOf(args)),
        returnsLabel: 'U',
        js:
          () =>
          (...[subject = null, ...rest]: Value[]) => {
            const at = valuesOf(rest).findIndex(
              (value) => subject !== null && value !== null && equalValues(subject, value),
            );
            return (at < 0 ? otherwiseOf(rest) : rest[at * 2 + 1]) ?? null;
          },
      }),
    ],
    examples: [
      example("switch('B', 'A', 'open', 'B', 'closed', 'unknown')", "'closed'"),
      example("switch(7, 1, 'one', 2, 'two')", 'null'),
    ],
  }),
  conditional('choose', 'The first, second, third.. of several results, by a number; null for any other.', {
    parameters: ['position', 'result'],
    docs: 'Only the result that is needed is evaluated.',
    overloads: [
      generic([take.integer, take.anything()], {
        variadic: true,
        nulls: 'handle',
        returns: ([, ...results]) => take.commonOf(results),
        returnsLabel: 'T',
        js:
          () =>
          (...[place = null, ...results]: Value[]) =>
            typeof place === 'number' ? (results[place - 1] ?? null) : null,
      }),
    ],
    examples: [example("choose(2, 'low', 'middle', 'high')", "'middle'"), example("choose(0, 'low')", 'null')],
  }),
];
