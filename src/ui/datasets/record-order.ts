/** Records of a table in the order and with the words that somebody asks for. Pure. */
import { cellWords, isNumeric, type Writing } from '../format/cell-words.ts';

/** A column of a table. */
export interface RecordColumn {
  readonly name: string;
  /** The type without its parts. */
  readonly type: string;
  readonly format?: string | undefined;
}

/** By which column, and which way. */
export interface RecordSort {
  readonly column: number;
  readonly descending: boolean;
}

/** One row of values. */
export type RecordRow = readonly unknown[];

function compare(a: unknown, b: unknown, type: string): number {
  if (isNumeric(type)) return compareNumbers(a, b);
  if (typeof a === 'boolean' || typeof b === 'boolean') return Number(a) - Number(b);
  const [left, right] = [String(a), String(b)];
  // ISO texts of dates and times are in order as they are.
  return type === 'text'
    ? left.localeCompare(right, undefined, { numeric: true })
    : left < right
      ? -1
      : Number(left > right);
}

/** Integers beyond what JavaScript holds, and decimals, come as text: those that are equal as numbers are told apart by it. */
function compareNumbers(a: unknown, b: unknown): number {
  const difference = Number(a) - Number(b);
  if (difference !== 0 || a === b) return difference;
  const [left, right] = [String(a), String(b)];
  return /^-?\d+$/.test(left) && /^-?\d+$/.test(right) ? Number(BigInt(left) - BigInt(right)) : 0;
}

/** The places of the rows that hold the words, in the order that is asked for; nulls come last both ways. */
export function orderedRows(
  rows: readonly RecordRow[],
  columns: readonly RecordColumn[],
  { sort, words, writing }: { sort: RecordSort | undefined; words: string; writing: Writing },
): readonly number[] {
  const wanted = words.trim().toLowerCase();
  const places = [...rows.keys()].filter((at) => wanted === '' || holds(rows[at] ?? [], columns, { wanted, writing }));
  if (sort === undefined) return places;
  const { type = 'text' } = columns[sort.column] ?? {};
  const valueAt = (at: number): unknown => rows[at]?.[sort.column] ?? null;
  return places.toSorted((left, right) => {
    const [a, b] = [valueAt(left), valueAt(right)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sort.descending ? compare(b, a, type) : compare(a, b, type);
  });
}

function holds(
  row: RecordRow,
  columns: readonly RecordColumn[],
  { wanted, writing }: { wanted: string; writing: Writing },
): boolean {
  return columns.some((column, at) => cellWords(row[at], column, writing).toLowerCase().includes(wanted));
}
