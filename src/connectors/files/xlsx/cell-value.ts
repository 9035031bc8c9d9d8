/** Cells of a sheet as values of the declared type. */
import { integerFromNumber } from '../../../model/integer.ts';
import { DateValue, ExactDecimal, LocalDateTime, TimeValue, Timestamp, type Value } from '../../../model/value.ts';
import { fitDecimal, formatDate, formatDatetime, formatNumber } from '../../../model/value-text.ts';
import type { ValueType } from '../../../model/value-type.ts';
import { instantFromLocal } from '../../../model/zone.ts';
import { valueOfText } from '../typed-text.ts';

/** What a cell holds, formulas and links resolved to what they show. */
export type RawCell = null | string | number | boolean | Date | { readonly error: string };

/** Reads one column. Gives undefined for a cell that is not of the type. */
export type CellReader = (cell: string | number | boolean | Date) => Value | undefined;

const microsPerDay = 86_400_000_000;
const millisPerDay = 86_400_000;
const excelEpoch = 25_569;
/** More digits than this are noise of Excel's arithmetic. */
const shownDigits = 15;

/** The cell of any form that the library gives; an empty one is null. */
export function rawCell(given: unknown): RawCell {
  if (given === null || given === undefined) return null;
  if (typeof given === 'number') return Number.isNaN(given) ? { error: 'an error' } : given;
  if (typeof given === 'string' || typeof given === 'boolean' || given instanceof Date) return given;
  if (typeof given !== 'object') return null;
  if ('error' in given) return { error: String(given.error) };
  if ('richText' in given && Array.isArray(given.richText)) return given.richText.map(runText).join('');
  if ('result' in given) return rawCell(given.result);
  if ('text' in given) return rawCell(given.text);
  return null;
}

function runText(run: unknown): string {
  return typeof run === 'object' && run !== null && 'text' in run && typeof run.text === 'string' ? run.text : '';
}

/** The reader of a column; `zone` is where timestamps are shown. */
export function cellReader(type: ValueType, zone: string): CellReader {
  switch (type.kind) {
    case 'text':
      return cellText;
    case 'any':
      return (cell) => (cell instanceof Date ? new LocalDateTime(microsOf(cell)) : cell);
    case 'integer':
      return orText(type, (cell) => (Number.isInteger(cell) ? integerFromNumber(cell) : undefined));
    case 'number':
      return orText(type, (cell) => cell);
    case 'decimal':
      return orText(type, (cell) => fitDecimal(new ExactDecimal(cell.toPrecision(shownDigits)), type));
    case 'boolean':
      return (cell) => (typeof cell === 'boolean' ? cell : orText(type, booleanOf)(cell));
    case 'date':
      return orText(type, (_cell, micros) => new DateValue(Math.floor(micros / microsPerDay)));
    case 'time':
      return orText(type, (_cell, micros) => new TimeValue(((micros % microsPerDay) + microsPerDay) % microsPerDay));
    case 'datetime':
      return orText(type, (_cell, micros) => new LocalDateTime(BigInt(micros)));
    case 'timestamp':
      return orText(type, (_cell, micros) => new Timestamp(instantFromLocal(BigInt(micros), zone)));
    default:
      return (cell) => (typeof cell === 'string' ? fromText(cell, type) : undefined);
  }
}

function booleanOf(cell: number): boolean | undefined {
  return cell === 0 || cell === 1 ? cell === 1 : undefined;
}

/** Numbers and dates by `read` (with the cell as microseconds of a local clock), text as casts read it. */
function orText(type: ValueType, read: (cell: number, micros: number) => Value | undefined): CellReader {
  const dated = type.kind === 'date' || type.kind === 'time' || type.kind === 'datetime' || type.kind === 'timestamp';
  return (cell) => {
    if (typeof cell === 'string') return fromText(cell, type);
    if (typeof cell === 'number') return read(cell, microsOfSerial(cell));
    return dated && cell instanceof Date ? read(0, Number(microsOf(cell))) : undefined;
  };
}

/** Excel keeps times to the millisecond. */
function microsOfSerial(serial: number): number {
  return Math.round((serial - excelEpoch) * millisPerDay) * 1000;
}

function microsOf(date: Date): bigint {
  return BigInt(date.getTime()) * 1000n;
}

function cellText(cell: string | number | boolean | Date): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return formatNumber(cell);
  if (typeof cell === 'boolean') return String(cell);
  const micros = microsOf(cell);
  const whole = micros % BigInt(microsPerDay) === 0n;
  return whole
    ? formatDate(new DateValue(Number(micros / BigInt(microsPerDay))))
    : formatDatetime(new LocalDateTime(micros));
}

function fromText(cell: string, type: ValueType): Value | undefined {
  return cell.trim() === '' ? null : valueOfText(cell, type);
}
