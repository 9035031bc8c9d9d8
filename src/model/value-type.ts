/**
 * Glossary. *Type*: what a value can be. *Field*: a name with a type. *Shape*: the ordered fields of a record. Every
 * type is nullable: null is a value of all of them.
 */

/** Types without parts. */
export const scalarKinds = [
  'null',
  'boolean',
  'text',
  'integer',
  'number',
  'date',
  'time',
  'timestamp',
  'datetime',
  'interval',
  'binary',
  'any',
] as const;

/** The name of a type without parts. */
export type ScalarKind = (typeof scalarKinds)[number];

/** The type of a value. A decimal without precision takes any up to 38 digits. */
export type ValueType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'decimal'; readonly precision?: number; readonly scale?: number }
  | { readonly kind: 'list'; readonly item: ValueType }
  | { readonly kind: 'record'; readonly fields: Shape };

/** A named, typed part of a record. */
export interface Field {
  readonly name: string;
  readonly type: ValueType;
}

/** The ordered fields of a record. */
export type Shape = readonly Field[];

/** The most digits a decimal can have. */
export const maximumPrecision = 38;

/** The types without parts, ready to use. */
export const types = {
  null: { kind: 'null' },
  boolean: { kind: 'boolean' },
  text: { kind: 'text' },
  integer: { kind: 'integer' },
  number: { kind: 'number' },
  decimal: { kind: 'decimal' },
  date: { kind: 'date' },
  time: { kind: 'time' },
  timestamp: { kind: 'timestamp' },
  datetime: { kind: 'datetime' },
  interval: { kind: 'interval' },
  binary: { kind: 'binary' },
  any: { kind: 'any' },
} as const satisfies Record<string, ValueType>;

/** The type of a list of `item`. */
export function listOf(item: ValueType): ValueType {
  return { kind: 'list', item };
}

/** The type of a record with `fields`. */
export function recordOf(fields: Shape): ValueType {
  return { kind: 'record', fields };
}

/** The type of the field `name` of a shape. */
export function fieldType(shape: Shape, name: string): ValueType | undefined {
  return shape.find((field) => field.name === name)?.type;
}

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A type as it is written in definitions: `list(record{sku: text, price: decimal(12,2)})`. */
export function formatType(type: ValueType): string {
  switch (type.kind) {
    case 'decimal':
      return type.precision === undefined ? 'decimal' : `decimal(${type.precision},${type.scale ?? 0})`;
    case 'list':
      return `list(${formatType(type.item)})`;
    case 'record':
      return `record{${formatShape(type.fields)}}`;
    default:
      return type.kind;
  }
}

/** A shape as it is written in definitions: `sku: text, price: decimal(12,2)`. */
export function formatShape(shape: Shape): string {
  return shape
    .map(({ name, type }) => `${plainName.test(name) ? name : `"${name.replaceAll('"', '""')}"`}: ${formatType(type)}`)
    .join(', ');
}

/** True when two types are the same, parts and precision included. */
export function sameType(a: ValueType, b: ValueType): boolean {
  return formatType(a) === formatType(b);
}
