/** Functions of records. */
import { castValue } from '../../model/cast.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { formatType, listOf, recordOf, types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, ParameterPattern } from '../function-declaration.ts';
import { example, generic } from './define.ts';
import * as take from './parameter-patterns.ts';
import { sqlText } from './sql-text.ts';

type Fields = Extract<ValueType, { kind: 'record' }>['fields'];

function fieldsOf(type: ValueType | undefined): Fields {
  return type?.kind === 'record' ? type.fields : [];
}

function read(record: DataRecord, name: string): Value {
  return Object.hasOwn(record, name) ? (record[name] ?? null) : null;
}

/** The fields of the first that the second does not have, then those of the second. */
function mergedFields([a, b]: readonly ValueType[]): Fields {
  const [first, second] = [fieldsOf(a), fieldsOf(b)];
  return [...first.filter(({ name }) => !second.some((field) => field.name === name)), ...second];
}

function fieldSql(record: string, name: string): string {
  return `struct_extract(${record}, ${sqlText(name)})`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** DuckDB does not tell names apart by case. */
function namesDiffer(fields: Fields): boolean {
  return new Set(fields.map(({ name }) => name.toLowerCase())).size === fields.length;
}

function entryOf(value: ValueType): ValueType {
  return recordOf([
    { name: 'key', type: types.text },
    { name: 'value', type: value },
  ]);
}

/** `pick` and `omit` are checked as the record of the fields that stay; this is what they look like. */
function choosingFields(
  name: 'pick' | 'omit',
  summary: string,
  examples: readonly FunctionExample[],
): FunctionDeclaration {
  const field: ParameterPattern = { label: 'field', accepts: (type) => type.kind === 'text' };
  const overload = generic([take.record, field], {
    variadic: true,
    returns: ([record = types.null]) => record,
    returnsLabel: 'record',
    js:
      ([type]) =>
      (record: DataRecord, ...names: string[]) =>
        Object.fromEntries(
          fieldsOf(type)
            .filter((known) => names.includes(known.name) === (name === 'pick'))
            .map((known) => [known.name, read(record, known.name)]),
        ),
  });
  const parameters = ['record', 'field'];
  const docs =
    "The fields are written by their names, `name` or `'first name'`; one that the record does not have is an error when saved.";
  return { kind: 'scalar', name, family: 'record', summary, parameters, docs, overloads: [overload], examples };
}

/** The functions of records. */
export const recordFunctions: readonly FunctionDeclaration[] = [
  {
    kind: 'scalar',
    name: 'keys',
    family: 'record',
    summary: 'The names of the fields of a record, as a list.',
    parameters: ['record'],
    docs: 'In the order of the fields. They are those of the shape, also where a value is null.',
    overloads: [
      generic([take.record], {
        returns: () => listOf(types.text),
        returnsLabel: 'list(text)',
        js: ([type]) => {
          const names = fieldsOf(type).map(({ name }) => name);
          return () => names;
        },
        sql: ([record], [type]) => {
          const names = fieldsOf(type).map(({ name }) => sqlText(name));
          return names.length === 0 ? undefined : `(CASE WHEN ${record} IS NOT NULL THEN [${names.join(', ')}] END)`;
        },
      }),
    ],
    examples: [
      example('keys({a: 1, b: 2})', "['a', 'b']"),
      example('keys(null)', 'null'),
      example('keys({a: null})', "['a']"),
    ],
  },
  {
    kind: 'scalar',
    name: 'values',
    family: 'record',
    summary: 'The values of the fields of a record, as a list; they must be of one type.',
    parameters: ['record'],
    docs: 'In the order of `keys`.',
    overloads: [
      generic([take.record], {
        returns: ([type]) => listOf(take.commonOf(fieldsOf(type).map((field) => field.type))),
        returnsLabel: 'list(T)',
        js: ([type]) => {
          const fields = fieldsOf(type);
          const common = take.commonOf(fields.map((field) => field.type));
          return (record: DataRecord) =>
            fields.map(({ name, type: own }) => castValue(read(record, name), own, common));
        },
        sql: ([record = ''], [type]) => {
          const fields = fieldsOf(type);
          const [first] = fields;
          const alike = fields.every((field) => formatType(field.type) === formatType(first?.type ?? types.null));
          if (!first || !alike || !namesDiffer(fields)) return undefined;
          return `(CASE WHEN ${record} IS NOT NULL THEN [${fields.map(({ name }) => fieldSql(record, name)).join(', ')}] END)`;
        },
      }),
    ],
    examples: [example('values({a: 1, b: 2})', '[1, 2]'), example("values({a: 'x', b: null})", "['x', null]")],
  },
  {
    kind: 'scalar',
    name: 'merge',
    family: 'record',
    summary: 'The fields of two records in one; where both have a field, it is that of the second.',
    parameters: ['record', 'changes'],
    docs: 'The fields of the first come first, in their order. A null in the second takes the place of a value in the first: to keep it, use `coalesce` field by field.',
    overloads: [
      generic([take.record, take.record], {
        returns: (args) => recordOf(mergedFields(args)),
        returnsLabel: 'record',
        js: ([a, b]) => {
          const second = new Set(fieldsOf(b).map(({ name }) => name));
          const names = mergedFields([a ?? types.null, b ?? types.null]).map(({ name }) => name);
          return (x: DataRecord, y: DataRecord) =>
            Object.fromEntries(names.map((name) => [name, read(second.has(name) ? y : x, name)]));
        },
        sql: ([x = '', y = ''], given) => {
          const fields = mergedFields(given);
          if (fields.length === 0 || !namesDiffer(fields) || !given.every((type) => namesDiffer(fieldsOf(type))))
            return undefined;
          const second = new Set(fieldsOf(given[1]).map(({ name }) => name));
          const parts = fields.map(({ name }) => `${quoted(name)} := ${fieldSql(second.has(name) ? y : x, name)}`);
          return `(CASE WHEN ${x} IS NOT NULL AND ${y} IS NOT NULL THEN struct_pack(${parts.join(', ')}) END)`;
        },
      }),
    ],
    examples: [
      example('merge({a: 1, b: 2}, {b: 3})', '{a: 1, b: 3}'),
      example("merge({a: 1}, {c: 'x'})", "{a: 1, c: 'x'}"),
      example('merge({a: 1}, {a: null})', '{a: null}'),
    ],
  },
  {
    kind: 'scalar',
    name: 'entries',
    family: 'record',
    summary: 'The fields of a record as a list of records of `key` and `value`; the values must be of one type.',
    parameters: ['record'],
    docs: 'So fields can be filtered and counted like items: `list_filter(entries(scores), e -> e.value > 3)`.',
    overloads: [
      generic([take.record], {
        returns: ([type]) => listOf(entryOf(take.commonOf(fieldsOf(type).map((field) => field.type)))),
        returnsLabel: 'list(record{key: text, value: T})',
        js: ([type]) => {
          const fields = fieldsOf(type);
          const common = take.commonOf(fields.map((field) => field.type));
          return (record: DataRecord) =>
            fields.map(({ name, type: own }) => ({ key: name, value: castValue(read(record, name), own, common) }));
        },
        sql: ([record = ''], [type]) => {
          const fields = fieldsOf(type);
          const [first] = fields;
          const alike = fields.every((field) => formatType(field.type) === formatType(first?.type ?? types.null));
          if (!first || !alike || !namesDiffer(fields)) return undefined;
          const parts = fields.map(
            ({ name }) => `struct_pack("key" := ${sqlText(name)}, "value" := ${fieldSql(record, name)})`,
          );
          return `(CASE WHEN ${record} IS NOT NULL THEN [${parts.join(', ')}] END)`;
        },
      }),
    ],
    examples: [
      example('entries({a: 1, b: 2})', "[{key: 'a', value: 1}, {key: 'b', value: 2}]"),
      example('list_max_by(entries({tea: 3, mug: 5}), e -> e.value).key', "'mug'"),
    ],
  },
  choosingFields('pick', 'The record with only some of its fields, in its own order.', [
    example("pick({a: 1, b: 'x', c: true}, a, c)", '{a: 1, c: true}'),
    example('pick({a: 1, b: 2}, b).b', '2'),
  ]),
  choosingFields('omit', 'The record without some of its fields.', [
    example("omit({a: 1, b: 'x', c: true}, b)", '{a: 1, c: true}'),
    example('keys(omit({a: 1, b: 2}, a))', "['b']"),
  ]),
];
