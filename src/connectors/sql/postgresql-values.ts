/** Values as the text that PostgreSQL reads, and the types that it is told for parameters. */
import { MillraceError } from '../../core/errors.ts';
import { isDecimal, isRecord, type Value } from '../../model/value.ts';
import { toJson } from '../../model/value-codec.ts';
import { formatScalar, type ScalarValue } from '../../model/value-text.ts';
import type { ValueType } from '../../model/value-type.ts';
import { formatArray, type ArrayText } from './postgresql-array.ts';

/** Text that PostgreSQL can keep; it knows no U+0000 and no half of a surrogate pair. */
function storable(text: string): string {
  if (!text.includes('\0') && text.isWellFormed()) return text;
  const what = text.includes('\0') ? 'the character U+0000' : 'half of a surrogate pair';
  throw new MillraceError(
    'cast_failed',
    `PostgreSQL cannot keep text with ${what}: ${JSON.stringify(text.slice(0, 40))}.`,
    {
      hint: "Take it out, for instance with replace(x, '..', '').",
    },
  );
}

/** A value as PostgreSQL reads it for a column; `asJson` for columns of json. */
export function postgresqlText(value: Value | undefined, type: ValueType, asJson = false): string | null {
  if (value === null || value === undefined) return null;
  if (asJson || isRecord(value)) return storable(JSON.stringify(toJson(value, type)));
  if (Array.isArray(value)) {
    const item: ValueType = type.kind === 'list' ? type.item : { kind: 'any' };
    return formatArray((value as readonly Value[]).map((part) => arrayItem(part, item)));
  }
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  const text = formatScalar(value as ScalarValue, type);
  return typeof value === 'string' ? storable(text) : text;
}

function arrayItem(value: Value, type: ValueType): ArrayText {
  if (!Array.isArray(value)) return postgresqlText(value, type);
  const item: ValueType = type.kind === 'list' ? type.item : { kind: 'any' };
  return (value as readonly Value[]).map((part) => arrayItem(part, item));
}

const castNames: Readonly<Partial<Record<ValueType['kind'], string>>> = {
  boolean: 'boolean',
  integer: 'bigint',
  number: 'double precision',
  decimal: 'numeric',
  date: 'date',
  time: 'time',
  timestamp: 'timestamptz',
  datetime: 'timestamp',
  interval: 'interval',
  binary: 'bytea',
  record: 'jsonb',
};

/** `::bigint` and the like for a parameter of a type; text finds its type by where it stands, so that enums work. */
export function parameterCast(type: ValueType): string {
  if (type.kind === 'list') return `::${castNames[type.item.kind] ?? 'text'}[]`;
  const name = castNames[type.kind];
  return name === undefined ? '' : `::${name}`;
}

/** The type of a value that stands in a condition. */
export function conditionCast(value: Exclude<Value, null>, type: ValueType): string {
  if (typeof value === 'number' || typeof value === 'bigint' || isDecimal(value)) {
    if (type.kind === 'number') return '::double precision';
    // A numeric beside an integer column would keep its index from being used.
    return type.kind === 'integer' && !isDecimal(value) ? '::bigint' : '::numeric';
  }
  return type.kind === 'text' ? '::text' : parameterCast(type);
}
