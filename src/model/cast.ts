/**
 * Casts: what `x::type` gives for every pair of types, and which pairs there are. A value that cannot be converted is
 * the problem `cast_failed`. Numbers round half away from zero; a number becomes a decimal by its shortest text, so that
 * 0.285 is what one sees. A timestamp never becomes a date or a datetime without a zone: that is what `date_in` and
 * `at_zone` are for.
 */
import { MillraceError } from '../core/errors.ts';
import { inferType } from './common-type.ts';
import { joinMicros, splitMicros } from './date-arithmetic.ts';
import { decimalParts } from './decimal-type.ts';
import { fitsInteger, type Integer, integer } from './integer.ts';
import { DateValue, type DataRecord, ExactDecimal, isRecord, LocalDateTime, TimeValue, type Value } from './value.ts';
import { formatValue, toJson, valueFromUnknown } from './value-codec.ts';
import {
  fitDecimal,
  parseBinary,
  parseBoolean,
  parseDate,
  parseDatetime,
  parseDecimal,
  parseInteger,
  parseInterval,
  parseNumber,
  parseTime,
  parseTimestamp,
} from './value-text.ts';
import { formatType, type Shape, sameType, scalarKinds, types, type ValueType } from './value-type.ts';

type Converter = (value: Exclude<Value, null>, to: ValueType, from: ValueType) => Value | undefined;

/** Converters by `from>to`; undefined from one of them is a failed cast. */
const converters: ReadonlyMap<string, Converter> = new Map<string, Converter>([
  ...scalarKinds
    .filter((kind) => kind !== 'null' && kind !== 'text')
    .map((kind): [string, Converter] => [`${kind}>text`, toText]),
  ['decimal>text', toText],
  ['list>text', toText],
  ['record>text', toText],
  ['boolean>integer', (value) => (value === true ? 1 : 0)],
  ['integer>boolean', (value) => value !== 0],
  ['integer>number', (value) => Number(value)],
  ['integer>decimal', (value, to) => fitDecimal(new ExactDecimal(String(value)), to)],
  ['number>integer', (value) => roundToInteger(value as number)],
  ['number>decimal', (value, to) => fitDecimal(new ExactDecimal(value as number), to)],
  ['decimal>integer', (value) => decimalToInteger(value)],
  ['decimal>number', (value) => Number(String(value))],
  ['decimal>decimal', (value, to) => fitDecimal(value as InstanceType<typeof ExactDecimal>, to)],
  ['date>datetime', (value) => new LocalDateTime(joinMicros((value as DateValue).days, 0))],
  ['datetime>date', (value) => new DateValue(splitMicros((value as LocalDateTime).micros).days)],
  ['datetime>time', (value) => new TimeValue(splitMicros((value as LocalDateTime).micros).inDay)],
  ['text>boolean', parsing(parseBoolean)],
  ['text>integer', parsing(parseInteger)],
  ['text>number', parsing(parseNumber)],
  ['text>decimal', textToDecimal],
  ['text>date', parsing(parseDate)],
  ['text>time', parsing(parseTime)],
  ['text>timestamp', parsing(parseTimestamp)],
  ['text>datetime', parsing(parseDatetime)],
  ['text>interval', parsing(parseInterval)],
  ['text>binary', parsing(parseBinary)],
]);

function toText(value: Exclude<Value, null>, _to: ValueType, from: ValueType): string {
  return formatValue(value, from);
}

function parsing(parse: (text: string) => Value | undefined): Converter {
  return (value) => parse(value as string);
}

function textToDecimal(value: Exclude<Value, null>, to: ValueType): Value | undefined {
  const parsed = parseDecimal(value as string);
  return parsed && fitDecimal(parsed, to);
}

/** Rounds half away from zero, as SQL does. */
export function roundHalfAway(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole + 0;
}

function roundToInteger(value: number): Integer | undefined {
  const rounded = roundHalfAway(value);
  if (Number.isSafeInteger(rounded)) return rounded;
  if (!Number.isFinite(rounded)) return undefined;
  const exact = BigInt(rounded);
  return fitsInteger(exact) ? exact : undefined;
}

function decimalToInteger(value: Value): Integer | undefined {
  const exact = BigInt(new ExactDecimal(String(value)).toFixed(0));
  return fitsInteger(exact) ? integer(exact) : undefined;
}

/** Whether there is a cast from one type to another at all. */
export function castable(from: ValueType, to: ValueType): boolean {
  if (from.kind === 'null' || from.kind === 'any' || to.kind === 'any' || sameType(from, to)) return true;
  if (from.kind === 'list' && to.kind === 'list') return castable(from.item, to.item);
  if (from.kind === 'record' && to.kind === 'record') return recordCastable(from.fields, to.fields);
  return converters.has(`${from.kind}>${to.kind}`);
}

function recordCastable(from: Shape, to: Shape): boolean {
  return to.every(({ name, type }) => {
    const source = from.find((field) => field.name === name);
    return source === undefined || castable(source.type, type);
  });
}

/** Whether a cast between these types can fail for some value. */
export function castCanFail(from: ValueType, to: ValueType): boolean {
  if (from.kind === 'null' || to.kind === 'any' || to.kind === 'text' || sameType(from, to)) return false;
  if (from.kind === 'any' || from.kind === 'text') return true;
  if (from.kind === 'list' && to.kind === 'list') return castCanFail(from.item, to.item);
  if (from.kind === 'record' && to.kind === 'record') {
    return to.fields.some(({ name, type }) =>
      castCanFail(from.fields.find((field) => field.name === name)?.type ?? types.null, type),
    );
  }
  if (to.kind === 'decimal') return !holdsDecimal(from, to);
  return to.kind === 'integer' && from.kind !== 'boolean';
}

/** Whether every value of a type fits into a decimal, also when it is rounded. */
function holdsDecimal(from: ValueType, to: ValueType): boolean {
  const [given, wanted] = [decimalParts(from), decimalParts(to)];
  if (wanted === undefined) return given !== undefined;
  const carry = given !== undefined && given.scale > wanted.scale ? 1 : 0;
  return given !== undefined && wanted.precision - wanted.scale >= given.precision - given.scale + carry;
}

/** A value of a type converted to another; null stays null; `cast_failed` where it cannot be. */
export function castValue(value: Value | undefined, from: ValueType, to: ValueType): Value {
  if (value === null || value === undefined) return null;
  const converted = convert(value, from, to);
  if (converted !== undefined) return converted;
  throw castFailed(value, from, to);
}

/** The same, but null where the value cannot be converted. */
export function tryCastValue(value: Value | undefined, from: ValueType, to: ValueType): Value {
  try {
    return castValue(value, from, to);
  } catch (thrown) {
    if (thrown instanceof MillraceError && thrown.code === 'cast_failed') return null;
    throw thrown;
  }
}

function convert(value: Exclude<Value, null>, from: ValueType, to: ValueType): Value | undefined {
  if (to.kind === 'any') return from.kind === 'any' ? value : valueFromUnknown(toJson(value, from));
  if (from.kind === 'any') return convertAny(value, to);
  if (from.kind === 'list' && to.kind === 'list') {
    return (value as readonly Value[]).map((item) => castValue(item, from.item, to.item));
  }
  if (from.kind === 'record' && to.kind === 'record') return convertRecord(value as DataRecord, from.fields, to.fields);
  if (from.kind === to.kind && to.kind !== 'decimal') return value;
  return converters.get(`${from.kind}>${to.kind}`)?.(value, to, from);
}

function convertRecord(value: DataRecord, from: Shape, to: Shape): DataRecord {
  return Object.fromEntries(
    to.map(({ name, type }) => {
      const source = from.find((field) => field.name === name)?.type ?? types.null;
      return [name, castValue(Object.hasOwn(value, name) ? value[name] : null, source, type)];
    }),
  );
}

/** A value of unknown shape is cast from the type that it turns out to have. */
function convertAny(value: Exclude<Value, null>, to: ValueType): Value | undefined {
  if (to.kind === 'list') {
    return Array.isArray(value) ? value.map((item) => castValue(item, types.any, to.item)) : undefined;
  }
  if (to.kind === 'record') {
    const shape = to.fields.map(({ name }) => ({ name, type: types.any }));
    return isRecord(value) ? convertRecord(value, shape, to.fields) : undefined;
  }
  const found = inferType(value);
  return castable(found, to) ? convert(value, found, to) : undefined;
}

const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

function castFailed(value: Exclude<Value, null>, from: ValueType, to: ValueType): MillraceError {
  const text = formatValue(value, from);
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return new MillraceError('cast_failed', `"${shown}" (${formatType(from)}) is not ${withArticle(formatType(to))}.`, {
    hint: hints[to.kind] ?? 'Correct the value, or use try_cast to get null.',
  });
}

const hints: Readonly<Partial<Record<ValueType['kind'], string>>> = {
  date: 'A date is written 2026-03-01; parse_date reads other patterns.',
  timestamp: 'A timestamp is written 2026-03-01T08:30:00Z, with Z or an offset.',
  datetime: 'A datetime is written 2026-03-01T08:30:00.',
  time: 'A time is written 08:30:00.',
  interval: "An interval is written '90 days' or 'P90D'.",
};
