/**
 * The narrowest type that reads all of some values as they are, found value by value. Evidence is a type: a whole number
 * is a decimal without places, so that digits before and after the point add up; `null` is no evidence yet, `any` is
 * values that nothing but their form has in common. In doubt it is text: what is taken for a number or a date by mistake
 * loses its zeros.
 */
import { fitsInteger } from '../../model/integer.ts';
import { ExactDecimal, isDecimal, type Value } from '../../model/value.ts';
import { parseDate, parseDatetime, parseTimestamp } from '../../model/value-text.ts';
import { listOf, maximumPrecision, recordOf, type Shape, types, type ValueType } from '../../model/value-type.ts';

/** Longer ones are the numbers of cards, accounts and parcels, not amounts. */
const longestInteger = 15;

/** A number with more places than this comes out of a division, and has no scale. */
const mostPlaces = 10;

/** An object with more keys than this is a map. */
const mostFields = 100;

const plainNumber = /^-?(0|[1-9]\d*)?(?:\.(\d+))?$/;
const scientific = /^-?\d+(?:\.\d+[eE][+-]?|[eE][+-])\d+$/;

/** What a text of a file says of its column; text that is null there says nothing and is not asked about. */
export function textEvidence(text: string): ValueType {
  const trimmed = text.trim();
  if (/^(true|false)$/i.test(trimmed)) return types.boolean;
  return numberEvidence(trimmed) ?? dateEvidence(trimmed) ?? types.text;
}

function numberEvidence(text: string): ValueType | undefined {
  if (scientific.test(text)) return Number.isFinite(Number(text)) ? types.number : undefined;
  const [found, whole = '', places = ''] = plainNumber.exec(text) ?? [];
  if (found === undefined || (whole === '' && places === '')) return undefined;
  if (places === '' && whole.length > longestInteger) return undefined;
  return decimalEvidence(whole.length, places.length);
}

function decimalEvidence(whole: number, scale: number): ValueType | undefined {
  const precision = whole + scale;
  return precision > maximumPrecision ? undefined : { kind: 'decimal', precision, scale };
}

function dateEvidence(text: string): ValueType | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  if (parseDate(text) !== undefined) return types.date;
  if (parseDatetime(text) !== undefined) return types.datetime;
  return parseTimestamp(text) === undefined ? undefined : types.timestamp;
}

/** What a number says of its column: binary fractions have no scale. */
export function numericEvidence(value: number): ValueType {
  const [found, whole = '', places = ''] = plainNumber.exec(String(value)) ?? [];
  if (found === undefined || places.length > mostPlaces) return types.number;
  return decimalEvidence(whole.length, places.length) ?? types.number;
}

/** What a value of JSON says of its field: numbers are numbers however long, text is a date or text. */
export function jsonEvidence(value: unknown): ValueType {
  if (value === null || value === undefined) return types.null;
  if (typeof value === 'boolean') return types.boolean;
  if (typeof value === 'string') return dateEvidence(value) ?? types.text;
  if (typeof value === 'number') return numericEvidence(value);
  if (typeof value === 'bigint') return bigEvidence(value);
  if (isDecimal(value as Value)) return exactEvidence(new ExactDecimal(String(value)));
  if (Array.isArray(value)) return listOf(value.map(jsonEvidence).reduce(mergeEvidence, types.null));
  return recordOf(Object.entries(value).map(([name, part]) => ({ name, type: jsonEvidence(part) })));
}

function bigEvidence(value: bigint): ValueType {
  const digits = String(value).replace('-', '').length;
  return decimalEvidence(fitsInteger(value) ? longestSafe : digits, 0) ?? types.any;
}

/** Every whole number of so many digits is an integer. */
const longestSafe = 18;

function exactEvidence(value: InstanceType<typeof ExactDecimal>): ValueType {
  const [whole = '', places = ''] = value.abs().toFixed().split('.');
  return decimalEvidence(whole.length, places.length) ?? types.any;
}

/** What two values say together. */
export function mergeEvidence(a: ValueType, b: ValueType): ValueType {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (a.kind === 'decimal' && b.kind === 'decimal') return mergeDecimals(a, b);
  if (a.kind === 'list' && b.kind === 'list') return listOf(mergeEvidence(a.item, b.item));
  if (a.kind === 'record' && b.kind === 'record') return recordOf(mergeFields(a.fields, b.fields));
  if (a.kind === b.kind) return a;
  const kinds = [a.kind, b.kind];
  if (kinds.includes('number') && kinds.includes('decimal')) return types.number;
  if (kinds.includes('date') && kinds.includes('datetime')) return types.datetime;
  return types.any;
}

type DecimalType = ValueType & { readonly kind: 'decimal' };

function mergeDecimals(a: DecimalType, b: DecimalType): ValueType {
  const whole = (type: DecimalType): number => (type.precision ?? 0) - (type.scale ?? 0);
  const scale = Math.max(a.scale ?? 0, b.scale ?? 0);
  return decimalEvidence(Math.max(whole(a), whole(b)), scale) ?? types.any;
}

function mergeFields(a: Shape, b: Shape): Shape {
  const merged = new Map(a.map(({ name, type }) => [name, type]));
  for (const { name, type } of b) merged.set(name, mergeEvidence(merged.get(name) ?? types.null, type));
  return [...merged].map(([name, type]) => ({ name, type }));
}

/** What stands for values that differ: a text where every value has one, else `any`. */
export type MixedType = 'text' | 'any';

/** The type to declare. Decimals keep the places that were seen, and have room for larger numbers than were. */
export function settleEvidence(type: ValueType, mixed: MixedType): ValueType {
  switch (type.kind) {
    case 'null':
      return types.text;
    case 'any':
      return types[mixed];
    case 'decimal':
      return settleDecimal(type);
    case 'list':
      return listOf(settlePart(type.item));
    case 'record':
      return settleRecord(type.fields);
    default:
      return type;
  }
}

/** Inside of lists and records nobody writes a text by hand, so what was never seen is left open. */
function settlePart(type: ValueType): ValueType {
  return type.kind === 'null' ? types.any : settleEvidence(type, 'any');
}

function settleRecord(fields: Shape): ValueType {
  if (fields.length === 0 || fields.length > mostFields) return types.any;
  return recordOf(fields.map(({ name, type }) => ({ name, type: settlePart(type) })));
}

const usualPrecisions = [12, 18, 28] as const;

function settleDecimal({ precision = 0, scale = 0 }: DecimalType): ValueType {
  if (scale === 0 && precision <= longestSafe) return types.integer;
  const roomy = usualPrecisions.find((usual) => usual >= precision + 2) ?? maximumPrecision;
  return { kind: 'decimal', precision: roomy, scale };
}
