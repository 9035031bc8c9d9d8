/** Readers of the texts in which SQL databases write values. Nothing goes through a double that is not one. */
import { MillraceError } from '../../core/errors.ts';
import { dayRange, joinMicros } from '../../model/date-arithmetic.ts';
import type { Value } from '../../model/value.ts';
import { fromJson, valueFromUnknown } from '../../model/value-codec.ts';
import { parseDate, parseInteger, parseTime } from '../../model/value-text.ts';
import type { ValueType } from '../../model/value-type.ts';
import type { ReadText } from './sql-dialect.ts';

/** A whole number, also one written with empty places behind the point. */
export function readWhole(text: string): Value | undefined {
  if (text.length < 16) {
    const value = Number(text);
    if (Number.isInteger(value)) return value + 0;
  }
  return parseInteger(text.replace(/\.0+$/, ''));
}

let knownDay = '';
let knownDays = 0;

/** `2026-03-01 03:00:00.123456` as microseconds; undefined for what lies outside of our years. */
export function readMicros(text: string): bigint | undefined {
  const day = text.slice(0, 10);
  if (day !== knownDay) {
    const date = text.charCodeAt(10) === 32 && !text.endsWith('BC') ? parseDate(day) : undefined;
    if (date === undefined) return undefined;
    knownDay = day;
    knownDays = date.days;
  }
  if (text.endsWith('BC') || knownDays < dayRange.min) return undefined;
  const time = parseTime(text.slice(11));
  return time === undefined ? undefined : joinMicros(knownDays, time.micros);
}

/** Reads JSON as a type. */
export function readJson(type: ValueType): ReadText {
  return (text) => {
    const parsed = parseJson(text);
    if (parsed === undefined) return undefined;
    if (parsed === null) return null;
    if (type.kind === 'any') return valueFromUnknown(parsed);
    try {
      return fromJson(parsed, type);
    } catch (thrown) {
      if (thrown instanceof MillraceError && thrown.code === 'invalid_input') return undefined;
      throw thrown;
    }
  };
}

/** Undefined where the text is no JSON: a column of text may hold anything. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
