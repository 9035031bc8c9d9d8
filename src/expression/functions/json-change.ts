/**
 * Functions that change and search values of unknown shape. Paths are those of `json_get`: names and positions with dots
 * between them. They stay in the row engine, as all functions of JSON do.
 */
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import { type DataRecord, isRecord, type Value } from '../../model/value.ts';
import { equalValues } from '../../model/value-compare.ts';
import { toJson, valueFromUnknown } from '../../model/value-codec.ts';
import { listOf, recordOf, types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, Overload } from '../function-declaration.ts';
import { example, fixed, generic } from './define.ts';
import * as take from './parameter-patterns.ts';

type List = readonly Value[];

function json(
  name: string,
  summary: string,
  form: {
    readonly parameters: readonly string[];
    readonly problem?: string;
    readonly overloads: readonly Overload[];
    readonly examples: readonly FunctionExample[];
    readonly docs?: string;
  },
): FunctionDeclaration {
  return { kind: 'scalar', name, family: 'json', summary, ...form };
}

function isList(value: Value): value is List {
  return Array.isArray(value);
}

/** The place, from 0, of an item by its position; undefined where there is none. */
function placeOf(list: List, key: string): number | undefined {
  if (!/^-?\d+$/.test(key)) return undefined;
  const at = Number(key) > 0 ? Number(key) - 1 : list.length + Number(key);
  return Number(key) !== 0 && at >= 0 && at < list.length ? at : undefined;
}

function member(record: DataRecord, key: string): Value {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}

/** A record with a member set; `__proto__` is a name like others. */
function withMember(record: DataRecord, key: string, value: Value): DataRecord {
  return Object.fromEntries<Value | undefined>([...Object.entries(record), [key, value]]);
}

function noPlace(key: string): MillraceError {
  return new MillraceError('evaluation_failed', `There is no place called "${key.slice(0, 60)}" in a list.`, {
    hint: 'Items are set by their position, from 1; one past the end adds an item.',
  });
}

/** The value with another at a path. Objects come into being on the way; other values in the way are replaced by them. */
function set(value: Value, [key, ...rest]: readonly string[], replacement: Value): Value {
  if (key === undefined) return replacement;
  if (!isList(value)) {
    const record = isRecord(value) ? value : {};
    return withMember(record, key, set(member(record, key), rest, replacement));
  }
  const at = placeOf(value, key) ?? (key === String(value.length + 1) ? value.length : undefined);
  if (at === undefined) throw noPlace(key);
  return [...value.slice(0, at), set(value[at] ?? null, rest, replacement), ...value.slice(at + 1)];
}

function remove(value: Value, [key = '', ...rest]: readonly string[]): Value {
  if (isList(value)) {
    const at = placeOf(value, key);
    if (at === undefined) return value;
    const kept = rest.length === 0 ? [] : [remove(value[at] ?? null, rest)];
    return [...value.slice(0, at), ...kept, ...value.slice(at + 1)];
  }
  if (!isRecord(value) || !Object.hasOwn(value, key)) return value;
  if (rest.length > 0) return withMember(value, key, remove(member(value, key), rest));
  return Object.fromEntries<Value | undefined>(Object.entries(value).filter(([name]) => name !== key));
}

/** RFC 7386: members are set, those that are null go, all else is replaced. */
function merge(value: Value, patch: Value): Value {
  if (!isRecord(patch)) return patch;
  let merged: DataRecord = isRecord(value) ? value : {};
  for (const [key, change] of Object.entries(patch)) {
    merged =
      change === null || change === undefined
        ? (remove(merged, [key]) as DataRecord)
        : withMember(merged, key, merge(member(merged, key), change));
  }
  return merged;
}

/** All that a path with `*` for every member or item leads to. */
function query(value: Value, [key, ...rest]: readonly string[]): List {
  if (key === undefined) return [value];
  if (key === '*') {
    const parts = isList(value) ? value : isRecord(value) ? Object.keys(value).map((name) => member(value, name)) : [];
    return parts.flatMap((part) => query(part, rest));
  }
  if (isList(value)) {
    const at = placeOf(value, key);
    return at === undefined ? [] : query(value[at] ?? null, rest);
  }
  return isRecord(value) && Object.hasOwn(value, key) ? query(member(value, key), rest) : [];
}

/** Whether all of `part` is in `value`: members by name, items anywhere. */
function includes(value: Value, part: Value): boolean {
  if (isRecord(part))
    return (
      isRecord(value) &&
      Object.keys(part).every((key) => Object.hasOwn(value, key) && includes(member(value, key), member(part, key)))
    );
  if (isList(part)) return isList(value) && part.every((wanted) => value.some((item) => includes(item, wanted)));
  return value === null || part === null ? value === part : equalValues(value, part);
}

function typeName(value: Value): string {
  if (isList(value)) return 'list';
  if (isRecord(value)) return 'object';
  if (value === null) return 'null';
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'string' ? 'text' : 'number';
}

/** A value of any type as one of unknown shape. */
function unknownOf(value: Value, type: ValueType): Value {
  return valueFromUnknown(toJson(value, type));
}

const longestPath = 100;

function path(text: string): readonly string[] {
  const keys = text.split('.');
  if (keys.length <= longestPath) return keys;
  throw new MillraceError('evaluation_failed', `The path has ${keys.length} parts.`, {
    hint: `${longestPath} is the most.`,
  });
}

const sample = `parse_json('{"a": {"b": 1}, "c": [5, 6]}')`;

const changes: readonly FunctionDeclaration[] = [
  json('json_set', 'The value with another one at a path such as `customer.name` or `items.1`.', {
    parameters: ['value', 'path', 'replacement'],
    problem: 'a path of too many parts, or one that leads to no place in a list',
    docs: 'Objects that the path needs come into being; a position one past the end of a list adds an item, and one beyond that is the problem `evaluation_failed`.',
    overloads: [
      generic([take.any, take.text, take.anything()], {
        returns: () => types.any,
        returnsLabel: 'any',
        nulls: 'handle',
        canFail: true,
        js:
          ([, , type = types.null]) =>
          (value: Value, at: string | null, replacement: Value) =>
            at === null ? null : set(value, path(at), unknownOf(replacement, type)),
      }),
    ],
    examples: [
      example(`to_json(json_set(${sample}, 'a.b', 2))`, `'{"a":{"b":2},"c":[5,6]}'`),
      example(`to_json(json_set(${sample}, 'c.3', date '2026-03-01'))`, `'{"a":{"b":1},"c":[5,6,"2026-03-01"]}'`),
    ],
  }),
  json('json_remove', 'The value without what is at a path; unchanged where there is nothing.', {
    parameters: ['value', 'path'],
    problem: 'a path of too many parts',
    docs: 'Positions of items count from 1, from the end when negative.',
    overloads: [
      fixed([take.any, take.text], types.any, {
        canFail: true,
        js: (value: Value, at: string) => remove(value, path(at)),
      }),
    ],
    examples: [
      example(`to_json(json_remove(${sample}, 'a.b'))`, `'{"a":{},"c":[5,6]}'`),
      example(`to_json(json_remove(${sample}, 'c.1'))`, `'{"a":{"b":1},"c":[6]}'`),
    ],
  }),
  json('json_merge', 'The first value changed as the second says: its members are set, those that are null there go.', {
    parameters: ['value', 'changes'],
    docs: 'That is a JSON merge patch (RFC 7386): objects are merged at every depth, lists are replaced as a whole.',
    overloads: [fixed([take.any, take.any], types.any, { nulls: 'handle', js: merge })],
    examples: [
      example(`to_json(json_merge(${sample}, parse_json('{"a": {"x": 2}, "c": null}')))`, `'{"a":{"b":1,"x":2}}'`),
      example(`to_json(json_merge(parse_json('[1]'), parse_json('{"a": 1}')))`, `'{"a":1}'`),
    ],
  }),
];

const searches: readonly FunctionDeclaration[] = [
  json('json_query', 'All that a path leads to, as a list; `*` in it stands for every member or item.', {
    parameters: ['value', 'path'],
    problem: 'a path of too many parts',
    docs: '`orders.*.lines.*.sku` goes through lists and objects alike; what leads nowhere is left out.',
    overloads: [
      fixed([take.any, take.text], listOf(types.any), {
        canFail: true,
        js: (value: Value, at: string) => query(value, path(at)),
      }),
    ],
    examples: [
      example(
        `json_query(parse_json('{"items": [{"sku": "a"}, {"sku": "b"}]}'), 'items.*.sku')::list(text)`,
        "['a', 'b']",
      ),
      example(`length(json_query(${sample}, 'x.*'))`, '0'),
    ],
  }),
  json('json_exists', 'Whether there is anything at a path, be it a null; `*` in it stands for every member or item.', {
    parameters: ['value', 'path'],
    problem: 'a path of too many parts',
    docs: 'Its opposite is not null: `{"a": null}` has an `a`.',
    overloads: [
      fixed([take.any, take.text], types.boolean, {
        canFail: true,
        js: (value: Value, at: string) => query(value, path(at)).length > 0,
      }),
    ],
    examples: [
      example(`json_exists(${sample}, 'a.b')`, 'true'),
      example(`json_exists(${sample}, 'c.3')`, 'false'),
      example(`json_exists(parse_json('{"a": null}'), 'a')`, 'true'),
    ],
  }),
  json('json_contains', 'Whether all of the second value is in the first: members by their names, items anywhere.', {
    parameters: ['value', 'part'],
    docs: 'A list contains another if each item of it is somewhere in the first, in any order.',
    overloads: [fixed([take.any, take.any], types.boolean, { js: includes })],
    examples: [
      example(`json_contains(${sample}, parse_json('{"c": [6]}'))`, 'true'),
      example(`json_contains(${sample}, parse_json('{"a": 1}'))`, 'false'),
    ],
  }),
  json('json_type', 'What a value of unknown shape is: `object`, `list`, `text`, `number`, `boolean` or `null`.', {
    parameters: ['value'],
    docs: 'Null of SQL and null of JSON are both `null`.',
    overloads: [fixed([take.any], types.text, { nulls: 'handle', js: typeName })],
    examples: [example(`json_type(parse_json('[1]'))`, "'list'"), example(`json_type(${sample}.a.b)`, "'number'")],
  }),
];

function each(value: Value): List | null {
  if (isRecord(value)) return Object.keys(value).map((key) => ({ key, value: member(value, key) }));
  return isList(value) ? value.map((item, index) => ({ key: String(index + 1), value: item })) : null;
}

const entry = recordOf([
  { name: 'key', type: types.text },
  { name: 'value', type: types.any },
]);

function fromEntries(entries: List, type: ValueType): Value {
  const fields = entries.filter(
    (one): one is DataRecord => isRecord(one) && one['key'] !== null && one['key'] !== undefined,
  );
  return Object.fromEntries(fields.map((one) => [String(one['key']), unknownOf(one['value'] ?? null, type)]));
}

/** Takes a list of records of a text `key` and a `value`. */
const entryList = {
  label: 'list(record{key: text, value: T})',
  accepts: (type: ValueType): boolean => {
    if (type.kind !== 'list' || type.item.kind !== 'record') return type.kind === 'null';
    const names = type.item.fields.map((field) => field.name);
    return (
      names.includes('value') && type.item.fields.some((field) => field.name === 'key' && field.type.kind === 'text')
    );
  },
};

function valueTypeOf(type: ValueType | undefined): ValueType {
  const item = take.itemOf(type);
  return (item.kind === 'record' ? item.fields.find((field) => field.name === 'value')?.type : undefined) ?? types.null;
}

const listing: readonly FunctionDeclaration[] = [
  json('json_each', 'The members of an object, or the items of a list, as a list of records of `key` and `value`.', {
    parameters: ['value'],
    docs: 'With the step `unnest` they become records. Of other values it is null; the keys of items are their positions.',
    overloads: [fixed([take.any], listOf(entry), { js: each })],
    examples: [
      example(
        `list_map(json_each(parse_json('{"x": 1, "y": 2}')), e -> e.key || '=' || e.value::integer)`,
        "['x=1', 'y=2']",
      ),
      example(`json_each(parse_json('["a"]'))[1].key`, "'1'"),
    ],
  }),
  json('json_items', 'The items of a list of unknown shape, as a list; null where it is none.', {
    parameters: ['value'],
    docs: 'So that functions of lists can be used: `list_map(json_items(x.lines), l -> l.sku::text)`.',
    overloads: [fixed([take.any], listOf(types.any), { js: (value: Value) => (isList(value) ? value : null) })],
    examples: [
      example(`list_sum(list_map(json_items(parse_json('[1, 2]')), i -> i::integer))`, '3'),
      example(`json_items(${sample})`, 'null'),
    ],
  }),
  json('json_object', 'An object out of a list of records of `key` and `value`; of equal keys the last counts.', {
    parameters: ['entries'],
    docs: '`entries` and `json_each` go the other way.',
    overloads: [
      generic([entryList], {
        returns: () => types.any,
        returnsLabel: 'any',
        js: ([type]) => {
          const valueType = valueTypeOf(type);
          return (entries: List) => fromEntries(entries, valueType);
        },
      }),
    ],
    examples: [
      example("to_json(json_object([{key: 'a', value: 1}, {key: 'b', value: 2}]))", `'{"a":1,"b":2}'`),
      example("to_json(json_object(entries({k: 'v'})))", `'{"k":"v"}'`),
    ],
  }),
];

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false;
    throw thrown;
  }
}

const texts: readonly FunctionDeclaration[] = [
  json(
    'json_pretty',
    'A value as JSON text for people: a line for each member or item, indented by so many spaces (2).',
    {
      parameters: ['value', 'indent'],
      docs: 'Mostly for mails and logs. With 0 spaces it is one line.',
      overloads: [
        generic([take.anything(), take.integer], {
          returns: () => types.text,
          returnsLabel: 'text',
          optional: 1,
          js:
            ([type]) =>
            (value: Value, indent: Integer = 2) =>
              JSON.stringify(toJson(value, type), undefined, Math.max(0, Math.min(10, Number(indent)))),
        }),
      ],
      examples: [example('length(json_pretty({a: 1}))', '12'), example('json_pretty({a: 1}, 0)', `'{"a":1}'`)],
    },
  ),
  json('is_json', 'Whether a text is JSON.', {
    parameters: ['text'],
    docs: 'True exactly where `parse_json` does not end in a problem; null of null.',
    overloads: [fixed([take.text], types.boolean, { js: isJson })],
    examples: [
      example(`is_json('{"a": 1}')`, 'true'),
      example("is_json('{a: 1}')", 'false'),
      example("is_json('')", 'false'),
    ],
  }),
];

/** Functions that change and search JSON. */
export const jsonChanges: readonly FunctionDeclaration[] = [...changes, ...searches, ...listing, ...texts];
