/** Values as MySQL and MariaDB take them. */
import { MillraceError } from '../../core/errors.ts';
import { isDecimal, isRecord, type Value } from '../../model/value.ts';
import { toJson } from '../../model/value-codec.ts';
import { formatScalar, type ScalarValue } from '../../model/value-text.ts';
import type { ValueType } from '../../model/value-type.ts';
import type { SqlBind } from './sql-dialect.ts';

/** A value as the driver sends it: text, bytes or nothing. */
export type MysqlValue = string | Buffer | null;

/** A value for a column or a placeholder; `asJson` for columns of json. */
export function mysqlValue(value: Value | undefined, type: ValueType, asJson = false): MysqlValue {
  if (value === null || value === undefined) return null;
  if (asJson || isRecord(value) || Array.isArray(value)) return storable(JSON.stringify(toJson(value, type)));
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return storable(value);
  const text = formatScalar(value as ScalarValue, type);
  // Sessions are in UTC, and the standard's T and Z are not known everywhere.
  return type.kind === 'timestamp' || type.kind === 'datetime' || /^\d{4}-\d\d-\d\dT/.test(text)
    ? text.replace('T', ' ').replace(/Z$/, '')
    : text;
}

/** Text that can be kept: half of a surrogate pair is none. */
function storable(text: string): string {
  if (text.isWellFormed()) return text;
  throw new MillraceError(
    'cast_failed',
    `MySQL cannot keep text with half of a surrogate pair: ${JSON.stringify(text.slice(0, 40))}.`,
    { hint: "Take it out, for instance with replace(x, '..', '')." },
  );
}

/** The most places that a decimal has in a cast. */
const mostPlaces = 30;

/** Places behind the point; undefined for more than there can be. */
function placesOf(value: Value): number | undefined {
  if (!isDecimal(value)) return 0;
  const places = value.decimalPlaces();
  return places > mostPlaces ? undefined : places;
}

/** True where a number can be told to the server with every digit. */
export function isExactNumber(value: Value): boolean {
  return placesOf(value) !== undefined;
}

const casts: Readonly<Partial<Record<ValueType['kind'], string>>> = {
  boolean: 'signed',
  date: 'date',
  time: 'time(6)',
  timestamp: 'datetime(6)',
  datetime: 'datetime(6)',
};

/** A placeholder that has the type of its value. */
export function mysqlOperand(value: Exclude<Value, null>, type: ValueType, bind: SqlBind): string {
  const placeholder = bind(mysqlValue(value, type));
  if (typeof value === 'number' && type.kind === 'number') return `(${placeholder} + 0e0)`;
  if (typeof value === 'number' || typeof value === 'bigint' || isDecimal(value)) {
    const isSigned = !isDecimal(value) && Number.isInteger(Number(value));
    return isSigned
      ? `cast(${placeholder} as signed)`
      : `cast(${placeholder} as decimal(65, ${placesOf(value) ?? mostPlaces}))`;
  }
  const cast = casts[type.kind];
  return cast === undefined ? placeholder : `cast(${placeholder} as ${cast})`;
}

/** The value of a `:name`; a list stands as its items, for `in (:name)`. */
export function bindMysqlParameter(value: Value, type: ValueType, bind: SqlBind): string {
  if (value === null) return bind(null);
  if (type.kind !== 'list' || !Array.isArray(value)) return mysqlOperand(value, type, bind);
  const items = (value as readonly Value[]).map((item) => bindMysqlParameter(item, type.item, bind));
  return items.length === 0 ? 'null' : items.join(', ');
}
