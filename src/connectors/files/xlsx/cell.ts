/**
 * Values as cells of a sheet. Invariant: what a cell holds is what the record held. Excel keeps 15 digits and days from
 * 1900-03-01 (before that its calendar is wrong), so longer numbers and earlier dates become text; text is never
 * anything but text, whatever it begins with.
 */
import { MillraceError } from '../../../core/errors.ts';
import { localFromInstant } from '../../../model/zone.ts';
import { DateValue, isDecimal, LocalDateTime, TimeValue, Timestamp, type Value } from '../../../model/value.ts';
import { formatValue } from '../../../model/value-codec.ts';
import { formatDecimal } from '../../../model/value-text.ts';
import { types, type ValueType } from '../../../model/value-type.ts';
import type { StyleTable } from './styles.ts';
import { xmlText } from './xml-text.ts';

/** A cell before it has a place: `kind` is the XML type, `text` what stands in it and `shown` how long it looks. */
export interface CellContent {
  readonly kind: 'number' | 'text' | 'boolean' | 'date';
  readonly text: string;
}

const mostDigits = 15;
/** The largest whole number that Excel shows with all its digits. */
const largestShown = 999_999_999_999_999;
const longestText = 32_767;
/** Excel counts days from 1899-12-30. */
const excelEpoch = 25_569;
const firstRightDay = 61;
const microsPerDay = 86_400_000_000;

/** What a value is in a cell; `zone` is where timestamps are shown. */
export function cellContent(value: Exclude<Value, null>, type: ValueType, zone: string): CellContent {
  switch (typeof value) {
    case 'string':
      return { kind: 'text', text: value };
    case 'number':
      return Number.isInteger(value) && Math.abs(value) > largestShown && type.kind === 'integer'
        ? { kind: 'text', text: String(value) }
        : { kind: 'number', text: String(value) };
    case 'boolean':
      return { kind: 'boolean', text: value ? '1' : '0' };
    case 'bigint':
      return { kind: 'text', text: String(value) };
    default:
      return objectContent(value, type, zone);
  }
}

function objectContent(value: Exclude<Value, null> & object, type: ValueType, zone: string): CellContent {
  if (isDecimal(value)) {
    const text = formatDecimal(value, type);
    return { kind: value.precision() > mostDigits ? 'text' : 'number', text };
  }
  if (value instanceof DateValue) return serial(value.days + excelEpoch, value);
  if (value instanceof Timestamp) return serial(serialOf(localFromInstant(value.micros, zone)), value);
  if (value instanceof LocalDateTime) return serial(serialOf(value.micros), value);
  if (value instanceof TimeValue) return { kind: 'date', text: String(value.micros / microsPerDay) };
  return { kind: 'text', text: formatValue(value, type) };
}

function serial(days: number, value: DateValue | Timestamp | LocalDateTime): CellContent {
  return days < firstRightDay ? { kind: 'text', text: formatValue(value) } : { kind: 'date', text: String(days) };
}

function serialOf(micros: bigint): number {
  return Number(micros) / microsPerDay + excelEpoch;
}

const looksLikeFormula = /^[=+\-@\t\r]/;

/** How the cells of a column look: `format` is its number format, or undefined for the type's own. */
export interface CellLook {
  readonly format: string | undefined;
  readonly bold?: boolean;
  readonly line?: boolean;
  readonly link?: boolean;
}

/** The number format that a type has by itself. */
export function shownFormat(type: ValueType): string {
  switch (type.kind) {
    case 'date':
      return 'yyyy\\-mm\\-dd';
    case 'timestamp':
    case 'datetime':
      return 'yyyy\\-mm\\-dd hh:mm:ss';
    case 'time':
      return 'hh:mm:ss';
    case 'decimal':
      return type.scale === undefined ? 'General' : type.scale === 0 ? '0' : `0.${'0'.repeat(type.scale)}`;
    case 'integer':
      return '0';
    case 'number':
    case 'boolean':
    case 'any':
      return 'General';
    default:
      return '@';
  }
}

/** Writes the cells of one column: `place` is `B12`. Gives the XML. */
export type CellWriter = (content: CellContent, place: string) => string;

/** A writer of cells that look alike. */
export function cellWriter(styles: StyleTable, type: ValueType, look: CellLook): CellWriter {
  const { bold = false, line = false, link = false } = look;
  const own = styles.add({ format: look.format ?? shownFormat(type), bold, line, link });
  const asText = styles.add({ format: '@', bold, line, link });
  const quoted = styles.add({ format: '@', bold, line, link, quoted: true });
  const dated =
    type.kind === 'any' ? styles.add({ format: look.format ?? shownFormat(types.datetime), bold, line, link }) : own;
  return ({ kind, text }, place) => {
    switch (kind) {
      case 'number':
        return `<c r="${place}" s="${own}"><v>${text}</v></c>`;
      case 'boolean':
        return `<c r="${place}" s="${own}" t="b"><v>${text}</v></c>`;
      case 'date':
        return `<c r="${place}" s="${dated}"><v>${text}</v></c>`;
      default:
        return textCell(text, place, looksLikeFormula.test(text) ? quoted : asText);
    }
  };
}

function textCell(text: string, place: string, style: number): string {
  if (text.length > longestText) {
    throw new MillraceError(
      'invalid_input',
      `A text of ${text.length} characters does not fit into a cell; ${longestText} are the most.`,
      {
        hint: 'Shorten it with left(..), or write CSV or Parquet.',
      },
    );
  }
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
}

/** The letters of a column that counts from 0: `A`, `Z`, `AA`. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}
