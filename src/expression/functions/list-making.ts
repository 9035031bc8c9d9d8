/** Functions that make lists of lists, take them apart and compare them. Nulls among items are equal to nothing. */
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import type { Value } from '../../model/value.ts';
import { equalValues, groupKey } from '../../model/value-compare.ts';
import { formatType, listOf, recordOf, types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, Overload } from '../function-declaration.ts';
import { duckType } from '../sql-type.ts';
import { letSql } from './let-sql.ts';
import { example, generic } from './define.ts';
import * as take from './parameter-patterns.ts';
import { failSql } from './sql-text.ts';

type List = readonly Value[];

function making(
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
const sameList = ([list = types.null]: readonly ValueType[]): ValueType => list;

function alike([a = types.null, b = types.null]: readonly ValueType[]): boolean {
  return formatType(a) === formatType(b);
}

/** Both lists have items of one type that DuckDB compares as we do. */
function plainAlike(given: readonly ValueType[]): boolean {
  const item = take.itemOf(given[0]);
  return (
    alike(given) &&
    item.kind !== 'list' &&
    item.kind !== 'record' &&
    item.kind !== 'null' &&
    formatType(item) !== 'decimal'
  );
}

/** Refuses lists whose items could never be equal. */
function commonItems([a, b]: readonly ValueType[]): void {
  take.commonOf([take.itemOf(a), take.itemOf(b)]);
}

function zipType([a, b]: readonly ValueType[]): ValueType {
  return listOf(
    recordOf([
      { name: 'first', type: take.itemOf(a) },
      { name: 'second', type: take.itemOf(b) },
    ]),
  );
}

function zip(a: List, b: List): List {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => ({
    first: a[index] ?? null,
    second: b[index] ?? null,
  }));
}

function leaf(type: ValueType): ValueType {
  return type.kind === 'list' ? leaf(type.item) : type;
}

function depth(type: ValueType): number {
  return type.kind === 'list' ? 1 + depth(type.item) : 0;
}

function flattenDeep(value: Value): List {
  if (!Array.isArray(value)) return [value];
  return (value as List).flatMap((item) => flattenDeep(item));
}

/** A null in place of a list has no items; a null item stays. */
function withoutNullLists(list: List, levels: number): List {
  if (levels <= 1) return list;
  return list.flatMap((inner) => (inner === null ? [] : withoutNullLists(inner as List, levels - 1)));
}

function chunks(list: List, size: Integer): List {
  if (size < 1)
    throw new MillraceError('evaluation_failed', 'Parts of a list have one item or more.', { hint: 'Use 1 or more.' });
  const each = Math.min(Number(size), 1_000_000_000);
  return Array.from({ length: Math.ceil(list.length / each) }, (_, index) =>
    list.slice(index * each, (index + 1) * each),
  );
}

const longest = 1_000_000;

function repeated(value: Value, count: Integer): List {
  if (count <= longest) return Array.from({ length: Math.max(0, Number(count)) }, () => value);
  throw new MillraceError('evaluation_failed', `The list would have ${count} items.`, {
    hint: 'A million is the most.',
  });
}

const pairsSql = (a: string, b: string): string =>
  `list_transform(range(1, greatest(len(${a}), len(${b})) + 1), lambda zi: struct_pack("first" := list_extract(${a}, zi), "second" := list_extract(${b}, zi)))`;

const shapes: readonly FunctionDeclaration[] = [
  making('list_zip', 'Two lists side by side: records of `first` and `second`, null where one list is shorter.', {
    parameters: ['first', 'second'],
    docs: 'As long as the longer list. With `list_map` over it, both are computed with: `list_map(list_zip(a, b), p -> p.first * p.second)`.',
    overloads: [
      generic([anyList, take.listPattern(take.anything('U'))], {
        returns: zipType,
        returnsLabel: 'list(record{first: T, second: U})',
        js: () => zip,
        sql: ([left = '', right = '']) => bothLists(left, right, pairsSql),
      }),
    ],
    examples: [
      example("list_zip([1, 2], ['a', 'b'])", "[{first: 1, second: 'a'}, {first: 2, second: 'b'}]"),
      example('list_map(list_zip([2, 3], [10, 20]), p -> p.first * p.second)', '[20, 60]'),
    ],
  }),
  making('list_enumerate', 'The items with their positions: records of `position`, from 1, and `item`.', {
    parameters: ['list'],
    docs: 'For rankings and numbered lines; lambdas of `list_map` have the position as a second parameter, too.',
    overloads: [
      generic([anyList], {
        returns: ([list]) =>
          listOf(
            recordOf([
              { name: 'position', type: types.integer },
              { name: 'item', type: take.itemOf(list) },
            ]),
          ),
        returnsLabel: 'list(record{position: integer, item: T})',
        js: () => (list: List) => list.map((item, index) => ({ position: index + 1, item })),
        sql: ([list]) => `list_transform(${list}, lambda ei, ep: struct_pack("position" := ep::BIGINT, item := ei))`,
      }),
    ],
    examples: [
      example("list_enumerate(['a', 'b'])", "[{position: 1, item: 'a'}, {position: 2, item: 'b'}]"),
      example("list_enumerate(['a'])[1].position", '1'),
    ],
  }),
  making('flatten_deep', 'The items of lists in lists, however deep, as one list.', {
    parameters: ['list'],
    docs: 'A list that is null has no items; `flatten` takes away one level.',
    overloads: [
      generic([anyList], {
        returns: ([list = types.null]) => listOf(leaf(list)),
        returnsLabel: 'list(T)',
        js: ([type = types.null]) => {
          const levels = depth(type);
          return (list: List) => (levels <= 1 ? list : flattenDeep(withoutNullLists(list, levels)));
        },
        sql: ([list = ''], [type = types.null]) =>
          Array.from({ length: depth(type) - 1 }).reduce<string>((sql) => `flatten(${sql})`, list),
      }),
    ],
    examples: [
      example('flatten_deep([[[1], [2, 3]], [[4]]])', '[1, 2, 3, 4]'),
      example('flatten_deep([1, null])', '[1, null]'),
    ],
  }),
  making('list_chunk', 'The items in lists of so many each; the last one may be shorter.', {
    parameters: ['list', 'size'],
    problem: 'a size below 1',
    docs: 'For calls that take no more than so many at once.',
    overloads: [
      generic([anyList, take.integer], {
        returns: ([list = types.null]) => listOf(list),
        returnsLabel: 'list(list(T))',
        canFail: true,
        js: () => chunks,
        sql: ([given = '', size], [type = types.null]) => {
          const duck = duckType(listOf(type));
          if (duck === undefined) return undefined;
          const each = `(CASE WHEN ${size} > 1000000000 THEN 1000000000 ELSE ${size} END)`;
          return letSql(
            given,
            'lc',
            (list) =>
              `(CASE WHEN ${list} IS NOT NULL AND ${size} < 1 THEN ${failSql('evaluation_failed', duck)} ELSE list_transform(range(0, (len(${list}) + ${each} - 1) // ${each}), lambda ci: list_slice(${list}, ci * ${each} + 1, (ci + 1) * ${each})) END)`,
          );
        },
      }),
    ],
    examples: [example('list_chunk([1, 2, 3], 2)', '[[1, 2], [3]]'), example("length(list_chunk(['a', 'b'], 1))", '2')],
  }),
  making('list_repeat', 'A list of one value so many times; a million at most.', {
    parameters: ['value', 'count'],
    problem: 'more than a million items',
    docs: 'Null as a value gives a list of nulls, null as a count gives null. A count below 1 gives an empty list.',
    overloads: [
      generic([take.anything(), take.integer], {
        returns: ([value = types.null]) => listOf(value),
        returnsLabel: 'list(T)',
        nulls: 'handle',
        canFail: true,
        js: () => (value: Value, count: Integer | null) => (count === null ? null : repeated(value, count)),
        sql: ([value, count], [type = types.null]) => {
          const duck = duckType(listOf(type));
          if (duck === undefined) return undefined;
          return `(CASE WHEN ${count} > ${longest} THEN ${failSql('evaluation_failed', duck)} WHEN ${count} IS NOT NULL THEN list_transform(range(0, ${count}), lambda ri: ${value})::${duck} END)`;
        },
      }),
    ],
    examples: [
      example("list_repeat('x', 3)", "['x', 'x', 'x']"),
      example('list_repeat(0, 0)', 'list_filter([1], x -> false)'),
      example("list_repeat('a', 0)", '[]'),
    ],
  }),
];

/** A list with an item more; both become the type that fits both. */
function withItem(place: 'append' | 'prepend'): Overload {
  return generic([anyList, take.anything()], {
    returns: ([list, value = types.null]) => listOf(take.commonOf([take.itemOf(list), value])),
    returnsLabel: 'list(T)',
    nulls: 'handle',
    together: ([list, value = types.null]) => {
      const item = take.commonOf([take.itemOf(list), value]);
      return [listOf(item), item];
    },
    js: () => (list: List | null, value: Value) => {
      if (list === null) return null;
      return place === 'append' ? [...list, value] : [value, ...list];
    },
    sql: ([list, value], [type, valueType = types.null]) => {
      const item = take.itemOf(type);
      if (formatType(item) !== formatType(valueType) || item.kind === 'null') return undefined;
      const more = `CAST([${value}] AS ${duckType(listOf(item))})`;
      const parts = place === 'append' ? `${list}, ${more}` : `${more}, ${list}`;
      return `(CASE WHEN ${list} IS NOT NULL THEN list_concat(${parts}) END)`;
    },
  });
}

const contents: readonly FunctionDeclaration[] = [
  making('list_append', 'The list with one item more at its end.', {
    parameters: ['list', 'item'],
    docs: 'A null item is appended as null; a null list gives null.',
    overloads: [withItem('append')],
    examples: [
      example('list_append([1, 2], 3)', '[1, 2, 3]'),
      example("list_append(['a'], null)", "['a', null]"),
      example('list_append([1], null)', '[1, null]'),
    ],
  }),
  making('list_prepend', 'The list with one item more at its beginning.', {
    parameters: ['list', 'item'],
    docs: 'A null item is put before the others; a null list gives null.',
    overloads: [withItem('prepend')],
    examples: [example('list_prepend([1, 2], 3)', '[3, 1, 2]'), example("list_prepend(['a'], null)", "[null, 'a']")],
  }),
  making('list_compact', 'The items that are not null.', {
    parameters: ['list'],
    overloads: [
      generic([anyList], {
        returns: sameList,
        returnsLabel: 'list(T)',
        js: () => (list: List) => list.filter((item) => item !== null),
        sql: ([list]) => `list_filter(${list}, lambda ci: ci IS NOT NULL)`,
      }),
    ],
    examples: [example('list_compact([1, null, 2])', '[1, 2]'), example("list_compact(['a'])", "['a']")],
  }),
  making('list_remove', 'The items without those that are equal to a value.', {
    parameters: ['list', 'value'],
    docs: 'All that are equal go, not only the first. Null items stay; `list_compact` takes those away.',
    overloads: [
      generic([comparableList, take.comparable()], {
        returns: ([list = types.null, value = types.null]) => {
          take.commonOf([take.itemOf(list), value]);
          return list;
        },
        returnsLabel: 'list(T)',
        js: () => (list: List, value: Value) => list.filter((item) => item === null || !equalValues(item, value)),
        sql: ([list, value], [type = types.null, valueType = types.null]) =>
          plainAlike([type, listOf(valueType)])
            ? `(CASE WHEN ${value} IS NOT NULL THEN list_filter(${list}, lambda ri: ri IS DISTINCT FROM ${value}) END)`
            : undefined,
      }),
    ],
    examples: [
      example('list_remove([1, 2, 1, null], 1)', '[2, null]'),
      example("list_remove(['a'], 'b')", "['a']"),
      example('list_remove([1, null, 1], 1)', '[null]'),
    ],
  }),
];

function among(list: List): (item: Value) => boolean {
  const keys = new Set(list.filter((item) => item !== null).map((item) => groupKey(item)));
  return (item) => item !== null && keys.has(groupKey(item));
}

function intersection(a: List, b: List): List {
  const [inB, seen] = [among(b), new Set<unknown>()];
  return a.filter((item) => {
    const key = groupKey(item);
    if (!inB(item) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function comparing(
  name: string,
  summary: string,
  form: {
    readonly parameters: readonly string[];
    readonly returns: (list: ValueType) => ValueType;
    readonly label: string;
    readonly js: (a: List, b: List) => Value;
    readonly sql: (a: string, b: string) => string;
    readonly examples: readonly FunctionExample[];
    readonly aliases?: readonly string[];
  },
): FunctionDeclaration {
  return making(name, summary, {
    parameters: form.parameters,
    ...(form.aliases && { aliases: form.aliases }),
    docs: 'Null items are equal to nothing, not even to each other.',
    overloads: [
      generic([comparableList, comparableList], {
        returns: (given) => {
          commonItems(given);
          return form.returns(given[0] ?? types.null);
        },
        returnsLabel: form.label,
        js: () => form.js,
        sql: ([a = '', b = ''], given) => (plainAlike(given) ? bothLists(a, b, form.sql) : undefined),
      }),
    ],
    examples: form.examples,
  });
}

/** SQL over two lists that are not null, each computed once: in a lambda they would be for each item. */
function bothLists(a: string, b: string, sql: (a: string, b: string) => string): string {
  const guarded = (x: string, y: string): string =>
    `(CASE WHEN ${x} IS NOT NULL AND ${y} IS NOT NULL THEN ${sql(x, y)} END)`;
  return letSql(a, 'la', (x) => letSql(b, 'lb', (y) => guarded(x, y)));
}

const isIn = (list: string, item: string): string => `coalesce(list_contains(${list}, ${item}), false)`;

const sets: readonly FunctionDeclaration[] = [
  comparing('list_intersect', 'The items of the first list that are in the second, each once.', {
    parameters: ['left', 'right'],
    returns: (list) => list,
    label: 'list(T)',
    js: intersection,
    sql: (a, b) => `list_filter(${a}, lambda si, sp: ${isIn(b, 'si')} AND list_position(${a}, si) = sp)`,
    examples: [
      example('list_intersect([3, 1, 3, 2], [2, 3])', '[3, 2]'),
      example("length(list_intersect(['a'], ['b']))", '0'),
    ],
  }),
  comparing('list_except', 'The items of the first list that are not in the second.', {
    parameters: ['list', 'removed'],
    returns: (list) => list,
    label: 'list(T)',
    js: (a, b) => {
      const inB = among(b);
      return a.filter((item) => !inB(item));
    },
    sql: (a, b) => `list_filter(${a}, lambda si: NOT ${isIn(b, 'si')})`,
    examples: [example('list_except([3, 1, 3, 2], [2])', '[3, 1, 3]'), example("list_except(['a'], ['b'])", "['a']")],
  }),
  comparing('list_has_any', 'Whether two lists have an item in common.', {
    parameters: ['list', 'values'],
    aliases: ['list_overlaps'],
    returns: () => types.boolean,
    label: 'boolean',
    js: (a, b) => b.some(among(a)),
    sql: (a, b) => `len(list_filter(${b}, lambda si: ${isIn(a, 'si')})) > 0`,
    examples: [example("list_has_any(['a', 'b'], ['b', 'c'])", 'true'), example('list_has_any([1], [2])', 'false')],
  }),
  comparing('list_has_all', 'Whether the first list has every item of the second.', {
    parameters: ['list', 'values'],
    returns: () => types.boolean,
    label: 'boolean',
    js: (a, b) => b.every(among(a)),
    sql: (a, b) => `len(list_filter(${b}, lambda si: ${isIn(a, 'si')})) = len(${b})`,
    examples: [example("list_has_all(['a', 'b'], ['b'])", 'true'), example('list_has_all([1], [1, 2])', 'false')],
  }),
];

/** Functions that make lists and compare them. */
export const listMaking: readonly FunctionDeclaration[] = [...shapes, ...contents, ...sets];
