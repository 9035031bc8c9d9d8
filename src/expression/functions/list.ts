/** Functions of lists that make lists and look into them. Positions count from 1. Totals are in list-totals.ts. */
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import type { Value } from '../../model/value.ts';
import { comparatorFor, equalValues, groupKey } from '../../model/value-compare.ts';
import { formatType, listOf, types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, Overload } from '../function-declaration.ts';
import { example, generic } from './define.ts';
import * as take from './parameter-patterns.ts';
import { smallIntegerSql } from './sql-text.ts';

type List = readonly Value[];
type Lambda = (...values: Value[]) => Value;

/** A function of the family of lists. */
export function listFunction(
  name: string,
  summary: string,
  form: {
    readonly parameters: readonly string[];
    readonly problem?: string;
    readonly overloads: readonly Overload[];
    readonly examples: readonly FunctionExample[];
    readonly docs?: string;
    readonly aliases?: readonly string[];
  },
): FunctionDeclaration {
  return { kind: 'scalar', name, family: 'list', summary, ...form };
}

const anyList = take.listPattern(take.anything());
const comparableList = take.listPattern(take.comparable());
const ofItem = ([list]: readonly ValueType[]): readonly ValueType[] => [take.itemOf(list), types.integer];
const condition = take.lambda('T -> boolean', ofItem, take.boolean);
const sameList = ([list = types.null]: readonly ValueType[]): ValueType => list;

/** A list of things that DuckDB compares as we do. */
function plainItems(list: ValueType | undefined): boolean {
  const item = take.itemOf(list);
  return item.kind !== 'list' && item.kind !== 'record' && formatType(item) !== 'decimal';
}

const withLambdas: readonly FunctionDeclaration[] = [
  listFunction('list_filter', 'The items for which a condition is true.', {
    parameters: ['list', 'keep'],
    docs: 'A second parameter of the lambda is the position, counted from 1.',
    aliases: ['filter'],
    overloads: [
      generic([anyList, condition], {
        returns: sameList,
        returnsLabel: 'list(T)',
        js: () => (list: List, test: Lambda) => list.filter((item, index) => test(item, index + 1) === true),
        sql: ([list, lambda]) => `list_filter(${list}, ${lambda})`,
      }),
    ],
    examples: [
      example('list_filter([1, 5, 3], x -> x > 2)', '[5, 3]'),
      example("list_filter(['a', null], x -> x is null)", '[null::text]'),
    ],
  }),
  listFunction('list_map', 'What an expression gives for each item.', {
    parameters: ['list', 'to'],
    docs: 'A second parameter of the lambda is the position, counted from 1.',
    aliases: ['list_transform'],
    overloads: [
      generic([anyList, take.lambda('T -> U', ofItem, take.anything('U'))], {
        returns: ([, body = types.null]) => listOf(body),
        returnsLabel: 'list(U)',
        js: () => (list: List, change: Lambda) => list.map((item, index) => change(item, index + 1)),
        sql: ([list, lambda]) => `list_transform(${list}, ${lambda})`,
      }),
    ],
    examples: [
      example('list_map([1, 2], x -> x * 10)', '[10, 20]'),
      example("list_map(['a', 'b'], (x, i) -> x || i)", "['a1', 'b2']"),
    ],
  }),
  listFunction('list_reduce', 'One value out of a start value and the items, one after the other.', {
    parameters: ['list', 'start', 'step'],
    docs: 'The lambda takes what there is so far and an item. For totals `list_sum` is shorter.',
    overloads: [
      generic(
        [
          anyList,
          take.anything('U'),
          take.lambda('(U, T) -> U', ([list, start = types.null]) => [start, take.itemOf(list)], take.anything('U')),
        ],
        {
          returns: reducedType,
          returnsLabel: 'U',
          js: () => (list: List, start: Value, step: Lambda) => list.reduce((sum, item) => step(sum, item), start),
          // DuckDB wants a start of the items' own type, and both parameters.
          sql: ([list, start, lambda], [items, startType = types.null]) =>
            !/^\w+ ->/.test(lambda ?? '') && formatType(take.itemOf(items)) === formatType(startType)
              ? `(CASE WHEN ${start} IS NOT NULL THEN list_reduce(${list}, ${lambda}, ${start}) END)`
              : undefined,
        },
      ),
    ],
    examples: [
      example('list_reduce([1, 2, 3], 10, (sum, x) -> sum + x)', '16'),
      example("list_reduce(['a', 'b'], '', (all, x) -> x || all)", "'ba'"),
    ],
  }),
  listFunction('list_any', 'Whether a condition is true for at least one item.', {
    parameters: ['list', 'condition'],
    docs: 'Null for an item counts as false. Of an empty list it is false.',
    overloads: [
      generic([anyList, condition], {
        returns: () => types.boolean,
        returnsLabel: 'boolean',
        js: () => (list: List, test: Lambda) => list.map((item, index) => test(item, index + 1)).includes(true),
        sql: ([list, lambda]) => `(len(list_filter(${list}, ${lambda})) > 0)`,
      }),
    ],
    examples: [
      example('list_any([1, 5], x -> x > 2)', 'true'),
      example('list_any([1, null], x -> x > 2)', 'false'),
      example('list_any([null, 1], x -> x > 1)', 'false'),
    ],
  }),
  listFunction('list_all', 'Whether a condition is true for every item; it is for none.', {
    parameters: ['list', 'condition'],
    docs: 'Null for an item counts as false. Of an empty list it is true.',
    overloads: [
      generic([anyList, condition], {
        returns: () => types.boolean,
        returnsLabel: 'boolean',
        js: () => (list: List, test: Lambda) =>
          list.map((item, index) => test(item, index + 1)).every((result) => result === true),
        sql: ([list, lambda]) => `(len(list_filter(${list}, ${lambda})) = len(${list}))`,
      }),
    ],
    examples: [
      example('list_all([3, 5], x -> x > 2)', 'true'),
      example('list_all([3, null], x -> x > 2)', 'false'),
      example('list_all([null, 1], x -> x > 0)', 'false'),
    ],
  }),
  listFunction('list_sort_by', 'The items in the order of what an expression gives for each; nulls last.', {
    parameters: ['list', 'key'],
    docs: 'Items with equal keys keep their order. From the greatest: `list_reverse(list_sort_by(..))`, or sort by a negative number.',
    overloads: [
      generic([anyList, take.lambda('T -> U', ofItem, take.comparable('U'))], {
        returns: sameList,
        returnsLabel: 'list(T)',
        js: ([, key = types.null]) => {
          const compare = comparatorFor(key);
          return (list: List, by: Lambda) =>
            list
              .map((item, index) => ({ item, key: by(item, index + 1) }))
              .sort((a, b) => compare(a.key, b.key))
              .map(({ item }) => item);
        },
        // Records of key and position sort by the key, nulls last, and among equal keys by the position.
        sql: ([list, lambda], [, by]) => {
          if (!plainItems(by && listOf(by)) || by?.kind === 'null') return undefined;
          const keyed = `list_zip(list_transform(${list}, ${lambda}), ${list})`;
          const numbered = `list_transform(${keyed}, lambda sz, sp: struct_pack(k := sz[1], p := sp, v := sz[2]))`;
          return `(CASE WHEN ${list} IS NOT NULL THEN list_transform(list_sort(${numbered}, 'ASC', 'NULLS LAST'), lambda so: so.v) END)`;
        },
      }),
    ],
    examples: [
      example("list_sort_by(['bb', 'a'], x -> length(x))", "['a', 'bb']"),
      example('list_sort_by([1, 2, 3], x -> -x)', '[3, 2, 1]'),
    ],
  }),
];

function reducedType([, start = types.null, body = types.null]: readonly ValueType[]): ValueType {
  if (body.kind === 'null' || formatType(start) === formatType(body)) return start;
  throw new MillraceError(
    'type_mismatch',
    `The start value is ${formatType(start)}, but the lambda gives ${formatType(body)}.`,
    {
      hint: `Cast one of them, such as the start value to ${formatType(body)}.`,
    },
  );
}

function slice(list: List, from: Integer, to: Integer): List {
  const start = from > 0 ? Number(from) - 1 : from === 0 ? 0 : Math.max(0, list.length + Number(from));
  const end = to >= 0 ? Number(to) : list.length + Number(to) + 1;
  return end <= start ? [] : list.slice(start, end);
}

const parts: readonly FunctionDeclaration[] = [
  listFunction('list_first', 'The first item; null of an empty list.', {
    parameters: ['list'],
    docs: 'An item that is null is given as it is; `list_first(list_compact(x))` is the first that is not.',
    overloads: [
      generic([anyList], {
        returns: ([list]) => take.itemOf(list),
        returnsLabel: 'T',
        js: () => (list: List) => list[0] ?? null,
        sql: ([list]) => `list_extract(${list}, 1)`,
      }),
    ],
    examples: [
      example('list_first([3, 1])', '3'),
      example("list_first(split('', ','))", "''"),
      example('list_first([null, 1])', 'null'),
    ],
  }),
  listFunction('list_last', 'The last item; null of an empty list.', {
    parameters: ['list'],
    docs: 'An item that is null is given as it is.',
    overloads: [
      generic([anyList], {
        returns: ([list]) => take.itemOf(list),
        returnsLabel: 'T',
        js: () => (list: List) => list.at(-1) ?? null,
        sql: ([list]) => `list_extract(${list}, -1)`,
      }),
    ],
    examples: [example('list_last([3, 1])', '1'), example("list_last(['a', null])", 'null')],
  }),
  listFunction(
    'list_slice',
    'The items from one position to another, both included; negative ones count from the end.',
    {
      parameters: ['list', 'first', 'last'],
      docs: 'Positions count from 1; beyond the ends there is nothing, and no problem.',
      overloads: [
        generic([anyList, take.integer, take.integer], {
          returns: sameList,
          returnsLabel: 'list(T)',
          js: () => slice,
          sql: ([list, from = '', to = '']) => `list_slice(${list}, ${smallIntegerSql(from)}, ${smallIntegerSql(to)})`,
        }),
      ],
      examples: [
        example('list_slice([1, 2, 3, 4], 2, 3)', '[2, 3]'),
        example('list_slice([1, 2, 3, 4], -2, -1)', '[3, 4]'),
        example('list_slice([1, 2], 2, 9)', '[2]'),
      ],
    },
  ),
  listFunction('list_contains', 'Whether a value is among the items.', {
    parameters: ['list', 'value'],
    docs: 'Items that are null do not count: it is true or false unless the list or the value is null.',
    overloads: [
      generic([comparableList, take.comparable()], {
        returns: ([list, value = types.null]) => {
          take.commonOf([take.itemOf(list), value]);
          return types.boolean;
        },
        returnsLabel: 'boolean',
        js: () => (list: List, value: Value) => list.some((item) => item !== null && equalValues(item, value)),
        sql: ([list, value], [type, other = types.null]) =>
          plainItems(type) && formatType(take.itemOf(type)) === formatType(other)
            ? `list_contains(${list}, ${value})`
            : undefined,
      }),
    ],
    examples: [
      example("list_contains(['a', 'b'], 'b')", 'true'),
      example('list_contains([1, null], 2)', 'false'),
      example('list_contains([1, null], 2)', 'false'),
    ],
  }),
  listFunction('list_position', 'Where a value first is among the items, counted from 1; 0 where it is not.', {
    parameters: ['list', 'value'],
    docs: '`list_find_position` looks by a condition.',
    overloads: [
      generic([comparableList, take.comparable()], {
        returns: ([list, value = types.null]) => {
          take.commonOf([take.itemOf(list), value]);
          return types.integer;
        },
        returnsLabel: 'integer',
        js: () => (list: List, value: Value) => list.findIndex((item) => item !== null && equalValues(item, value)) + 1,
        sql: ([list, value], [type, other = types.null]) =>
          plainItems(type) && formatType(take.itemOf(type)) === formatType(other)
            ? `(CASE WHEN ${list} IS NOT NULL AND ${value} IS NOT NULL THEN coalesce(list_position(${list}, ${value}), 0)::BIGINT END)`
            : undefined,
      }),
    ],
    examples: [example("list_position(['a', 'b'], 'b')", '2'), example('list_position([1], 5)', '0')],
  }),
];

function distinct(list: List): List {
  const seen = new Set<unknown>();
  return list.filter((item) => {
    const key = groupKey(item);
    return !seen.has(key) && seen.add(key);
  });
}

const making: readonly FunctionDeclaration[] = [
  listFunction('list_sort', 'The items in order, nulls last.', {
    parameters: ['list'],
    docs: 'From the least to the greatest, text by code point. `list_reverse(list_sort(x))` has nulls first.',
    overloads: [
      generic([comparableList], {
        returns: sameList,
        returnsLabel: 'list(T)',
        js: ([list]) => {
          const compare = comparatorFor(take.itemOf(list));
          return (items: List) => [...items].sort(compare);
        },
        sql: ([list], [type]) => (plainItems(type) ? `list_sort(${list}, 'ASC', 'NULLS LAST')` : undefined),
      }),
    ],
    examples: [
      example('list_sort([3, null, 1])', '[1, 3, null]'),
      example("list_sort(['b', 'B'])", "['B', 'b']"),
      example('list_reverse(list_sort([2, null, 1]))', '[null, 2, 1]'),
    ],
  }),
  listFunction('list_reverse', 'The items from the last to the first.', {
    parameters: ['list'],
    overloads: [
      generic([anyList], {
        returns: sameList,
        returnsLabel: 'list(T)',
        js: () => (list: List) => list.toReversed(),
        sql: ([list]) => `list_reverse(${list})`,
      }),
    ],
    examples: [
      example('list_reverse([1, 2, null])', '[null, 2, 1]'),
      example('list_reverse(list_sort([1, 3]))', '[3, 1]'),
    ],
  }),
  listFunction('list_distinct', 'Each item once, where it first was.', {
    parameters: ['list'],
    docs: 'Nulls count as equal, so that one stays.',
    overloads: [generic([comparableList], { returns: sameList, returnsLabel: 'list(T)', js: () => distinct })],
    examples: [
      example('list_distinct([2, 1, 2, null, null])', '[2, 1, null]'),
      example("list_distinct(['a'])", "['a']"),
      example('list_distinct([1, null, null])', '[1, null]'),
    ],
  }),
  listFunction('list_concat', 'The items of all lists, one after the other; lists that are null are left out.', {
    parameters: ['list'],
    docs: '`||` is null if one of two lists is null; this is not.',
    overloads: [
      generic([anyList], {
        variadic: true,
        nulls: 'handle',
        returns: (args) => take.commonOf(args),
        together: take.allAlike,
        returnsLabel: 'list(T)',
        js:
          () =>
          (...lists: (List | null)[]) =>
            lists.flatMap((list) => list ?? []),
        sql: (args, given) =>
          given.every((type) => formatType(type) === formatType(given[0] ?? types.null))
            ? `coalesce(list_concat(${args.length === 1 ? `${args[0]}, NULL` : args.join(', ')}), [])`
            : undefined,
      }),
    ],
    examples: [
      example('list_concat([1], null, [2, 3])', '[1, 2, 3]'),
      example("list_concat(['a'], ['b'])", "['a', 'b']"),
    ],
  }),
  listFunction('flatten', 'The items of the lists in a list, as one list.', {
    parameters: ['list'],
    docs: '`list_map` that gives lists, and this around it, gives all their items.',
    overloads: [
      generic([take.listPattern(anyList)], {
        returns: ([list]) => listOf(take.itemOf(take.itemOf(list))),
        returnsLabel: 'list(T)',
        js: () => (lists: readonly (List | null)[]) => lists.flatMap((list) => list ?? []),
        sql: ([list]) => `flatten(${list})`,
      }),
    ],
    examples: [example('flatten([[1], [2, null]])', '[1, 2, null]'), example('flatten([[1], null])', '[1]')],
  }),
];

/** Functions of lists. */
export const listFunctions: readonly FunctionDeclaration[] = [...withLambdas, ...parts, ...making];
