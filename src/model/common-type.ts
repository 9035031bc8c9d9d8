/** Which one type holds the values of two, and the type of a value that has none declared. */
import { commonDecimal } from './decimal-type.ts';
import {
  DateValue,
  type DataRecord,
  Interval,
  isDecimal,
  LocalDateTime,
  TimeValue,
  Timestamp,
  type Value,
} from './value.ts';
import { listOf, recordOf, sameType, types, type ValueType } from './value-type.ts';

/** The type that both convert to without a cast (`integer` and `number`: `number`), or undefined. */
export function commonType(a: ValueType, b: ValueType): ValueType | undefined {
  if (a.kind === 'null') return b;
  if (b.kind === 'null' || sameType(a, b)) return a;
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b);
  if (a.kind === 'list' && b.kind === 'list') {
    const item = commonType(a.item, b.item);
    return item && listOf(item);
  }
  if (a.kind === 'record' && b.kind === 'record') return commonRecord(a.fields, b.fields);
  return undefined;
}

/** True for `integer`, `number` and `decimal`. */
export function isNumeric(type: ValueType): boolean {
  return type.kind === 'integer' || type.kind === 'number' || type.kind === 'decimal';
}

function commonNumeric(a: ValueType, b: ValueType): ValueType {
  return a.kind === 'number' || b.kind === 'number' ? types.number : commonDecimal(a, b);
}

type Fields = Extract<ValueType, { kind: 'record' }>['fields'];

function commonRecord(a: Fields, b: Fields): ValueType | undefined {
  const fields: { name: string; type: ValueType }[] = [];
  for (const { name, type } of a) {
    const other = b.find((field) => field.name === name);
    const common = other ? commonType(type, other.type) : type;
    if (!common) return undefined;
    fields.push({ name, type: common });
  }
  return recordOf([...fields, ...b.filter(({ name }) => !a.some((field) => field.name === name))]);
}

/** The type of a value as it is; a list of unlike items is a list of `any`. */
export function inferType(value: Value | undefined): ValueType {
  switch (typeof value) {
    case 'string':
      return types.text;
    case 'boolean':
      return types.boolean;
    case 'bigint':
      return types.integer;
    case 'number':
      return Number.isSafeInteger(value) ? types.integer : types.number;
    case 'object':
      return inferObject(value);
    default:
      return types.null;
  }
}

function inferObject(value: Exclude<Value, string | boolean | bigint | number>): ValueType {
  if (value === null) return types.null;
  if (Array.isArray(value)) return inferList(value);
  if (isDecimal(value)) return types.decimal;
  if (value instanceof DateValue) return types.date;
  if (value instanceof TimeValue) return types.time;
  if (value instanceof Timestamp) return types.timestamp;
  if (value instanceof LocalDateTime) return types.datetime;
  if (value instanceof Interval) return types.interval;
  if (value instanceof Uint8Array) return types.binary;
  return recordOf(Object.entries(value as DataRecord).map(([name, part]) => ({ name, type: inferType(part) })));
}

function inferList(value: readonly Value[]): ValueType {
  let item: ValueType = types.null;
  for (const element of value) {
    const common = commonType(item, inferType(element));
    if (!common) return listOf(types.any);
    item = common;
  }
  return listOf(item);
}
