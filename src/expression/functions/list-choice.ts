/** Functions of lists with a condition or a key for each item: find, count, group, the item that is best. */
import type { Value } from '../../model/value.ts';
import { bareComparator, groupKey } from '../../model/value-compare.ts';
import { formatType, listOf, recordOf, types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, Overload } from '../function-declaration.ts';
import { example, generic } from './define.ts';
import { letSql } from './let-sql.ts';
import * as take from './parameter-patterns.ts';

type List = readonly Value[];
type Lambda = (...values: Value[]) => Value;

function choice(
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
  return { kind: 'scalar', name, family: 'list', summary, ...form };
}

const anyList = take.listPattern(take.anything());
const ofItem = ([list]: readonly ValueType[]): readonly ValueType[] => [take.itemOf(list), types.integer];
const condition = take.lambda('T -> boolean', ofItem, take.boolean);
const key = take.lambda('T -> U', ofItem, take.comparable('U'));

/** A key that DuckDB compares as we do. */
function isPlain(type: ValueType | undefined): boolean {
  return (
    type?.kind !== 'list' &&
    type?.kind !== 'record' &&
    type?.kind !== 'null' &&
    formatType(type ?? types.null) !== 'decimal'
  );
}

const conditions: readonly FunctionDeclaration[] = [
  choice('list_find', 'The first item for which a condition is true; null where there is none.', {
    parameters: ['list', 'condition'],
    docs: 'The same as `list_first(list_filter(list, condition))`.',
    overloads: [
      generic([anyList, condition], {
        returns: ([list]) => take.itemOf(list),
        returnsLabel: 'T',
        js: () => (list: List, test: Lambda) => list.filter((item, index) => test(item, index + 1) === true)[0] ?? null,
        sql: ([list, lambda]) => `list_extract(list_filter(${list}, ${lambda}), 1)`,
      }),
    ],
    examples: [example('list_find([1, 5, 7], x -> x > 2)', '5'), example('list_find([1, null], x -> x > 2)', 'null')],
  }),
  choice(
    'list_find_position',
    'Where the first item is for which a condition is true, counted from 1; 0 where there is none.',
    {
      parameters: ['list', 'condition'],
      docs: '`list_position` looks for a value.',
      overloads: [
        generic([anyList, condition], {
          returns: () => types.integer,
          returnsLabel: 'integer',
          js: () => (list: List, test: Lambda) => list.map((item, index) => test(item, index + 1)).indexOf(true) + 1,
          sql: ([list, lambda]) =>
            `(CASE WHEN ${list} IS NOT NULL THEN coalesce(list_position(list_transform(${list}, ${lambda}), true), 0)::BIGINT END)`,
        }),
      ],
      examples: [
        example('list_find_position([1, 5, 7], x -> x > 2)', '2'),
        example('list_find_position([1], x -> x > 2)', '0'),
      ],
    },
  ),
  choice('list_count', 'For how many items a condition is true.', {
    parameters: ['list', 'condition'],
    docs: 'Null counts as false. `length(list)` counts all items.',
    overloads: [
      generic([anyList, condition], {
        returns: () => types.integer,
        returnsLabel: 'integer',
        js: () => (list: List, test: Lambda) => list.filter((item, index) => test(item, index + 1) === true).length,
        sql: ([list, lambda]) => `len(list_filter(${list}, ${lambda}))`,
      }),
    ],
    examples: [
      example('list_count([1, 5, 7], x -> x > 2)', '2'),
      example("list_count(['a', null], x -> x is null)", '1'),
    ],
  }),
];

/** The item with the best key, of several the first; null keys do not count. */
function best(sign: 1 | -1): Overload {
  return generic([anyList, key], {
    returns: ([list]) => take.itemOf(list),
    returnsLabel: 'T',
    js: ([, by = types.null]) => {
      const compare = bareComparator(by);
      return (list: List, keyOf: Lambda) => {
        let found: { readonly item: Value; readonly by: Value } | undefined;
        for (const [index, item] of list.entries()) {
          const value = keyOf(item, index + 1);
          if (value !== null && (found === undefined || compare(value, found.by) * sign > 0))
            found = { item, by: value };
        }
        return found?.item ?? null;
      };
    },
    sql: ([list, lambda], [, by]) => {
      if (!isPlain(by)) return undefined;
      const most = (keys: string): string => `list_${sign > 0 ? 'max' : 'min'}(${keys})`;
      return letSql(
        `list_transform(${list}, ${lambda})`,
        'ks',
        (keys) =>
          `(CASE WHEN ${most(keys)} IS NOT NULL THEN list_extract(${list}, list_position(${keys}, ${most(keys)})) END)`,
      );
    },
  });
}

function groupType([list, by = types.null]: readonly ValueType[]): ValueType {
  return listOf(
    recordOf([
      { name: 'key', type: by },
      { name: 'items', type: list ?? listOf(types.null) },
    ]),
  );
}

function group(list: List, keyOf: Lambda): List {
  const groups = new Map<unknown, { readonly key: Value; readonly items: Value[] }>();
  for (const [index, item] of list.entries()) {
    const value = keyOf(item, index + 1);
    const known = groups.get(groupKey(value));
    if (known) known.items.push(item);
    else groups.set(groupKey(value), { key: value, items: [item] });
  }
  return [...groups.values()];
}

const keyed: readonly FunctionDeclaration[] = [
  choice('list_min_by', 'The item for which an expression is least, the first of several; null of none.', {
    parameters: ['list', 'key'],
    docs: 'Items for which it is null do not count.',
    overloads: [best(-1)],
    examples: [
      example("list_min_by(['ccc', 'a', 'b'], x -> length(x))", "'a'"),
      example("list_min_by([{n: 'x', p: 2}, {n: 'y', p: 1}], i -> i.p).n", "'y'"),
    ],
  }),
  choice('list_max_by', 'The item for which an expression is greatest, the first of several; null of none.', {
    parameters: ['list', 'key'],
    docs: 'Items for which it is null do not count.',
    overloads: [best(1)],
    examples: [
      example("list_max_by(['a', 'ccc', 'ddd'], x -> length(x))", "'ccc'"),
      example("list_max_by([{n: 'x', p: 2}, {n: 'y', p: 1}], i -> i.p).n", "'x'"),
    ],
  }),
  choice('list_group', 'The items in groups of an equal key, in the order in which the keys first come.', {
    parameters: ['list', 'key'],
    docs: 'A group is a record of `key` and `items`; null is a key like others. To total groups: `list_map(list_group(l, i -> i.sku), g -> {sku: g.key, n: length(g.items)})`.',
    overloads: [
      generic([anyList, key], {
        returns: groupType,
        returnsLabel: 'list(record{key: U, items: list(T)})',
        js: () => group,
        sql: ([list, lambda], [, by]) => {
          if (!isPlain(by)) return undefined;
          const keys = `list_transform(${list}, ${lambda})`;
          const place = 'list_position(kg, kv)';
          const first = `list_filter(kg, lambda kv, ki: CASE WHEN kv IS NULL THEN len(list_filter(list_slice(kg, 1, ki), lambda kn: kn IS NULL)) = 1 ELSE ${place} = ki END)`;
          const items = `list_filter(${list}, lambda it, ip: kg[ip] IS NOT DISTINCT FROM gk)`;
          return `list_extract(list_transform([${keys}], lambda kg: list_transform(${first}, lambda gk: struct_pack(key := gk, items := ${items}))), 1)`;
        },
      }),
    ],
    examples: [
      example('list_group([1, 2, 3], x -> x % 2)', '[{key: 1, items: [1, 3]}, {key: 0, items: [2]}]'),
      example("length(list_group(['a', 'bb', 'c'], x -> length(x)))", '2'),
    ],
  }),
];

/** Functions of lists with a condition or a key. */
export const listChoices: readonly FunctionDeclaration[] = [...conditions, ...keyed];
