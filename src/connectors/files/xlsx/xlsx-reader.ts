/** Sheets of Excel workbooks as records of declared types, row by row. */
import { WorkbookReader } from '@cj-tech-master/excelts';
import { didYouMean } from '../../../core/did-you-mean.ts';
import { throwIfAborted } from '../../../core/abort.ts';
import { messageOf, MillraceError } from '../../../core/errors.ts';
import { type Batch, batchSize, type DataRecord, type Value } from '../../../model/value.ts';
import { formatType, type Shape } from '../../../model/value-type.ts';
import type { RecordFaults } from '../record-faults.ts';
import { columnLetters } from './cell.ts';
import type { CellRange } from './cell-range.ts';
import { type CellReader, cellReader, type RawCell, rawCell } from './cell-value.ts';

/** A workbook to read. */
export interface WorkbookFile {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/** What is read from it. */
export interface SheetFormat {
  /** The name of the sheet; undefined for the first. */
  readonly sheet: string | undefined;
  readonly range: CellRange;
  /** True if the first row of the range names the columns; otherwise `columns` are in the order of the cells. */
  readonly header: boolean;
  readonly columns: Shape;
  /** Where timestamps are shown. */
  readonly zone: string;
}

/** A row of the part that is read. */
export interface SheetRow {
  readonly number: number;
  /** The value of the cell in a column, from 1. */
  cell(column: number): RawCell;
  readonly width: number;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly at: number;
  readonly read: CellReader;
}

/** Reads one sheet; `file_malformed` where there is no such sheet or column, or the file is no workbook. */
export async function* readXlsx(file: WorkbookFile, format: SheetFormat, faults: RecordFaults): AsyncGenerator<Batch> {
  let columns = format.header ? undefined : plainColumns(format);
  let batch: DataRecord[] = [];
  for await (const row of sheetRows(file, format)) {
    if (columns === undefined) {
      columns = headerColumns(file, format, row);
      continue;
    }
    const record = readRow(row, columns, { file, faults });
    if (record !== undefined) batch.push(record);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (columns === undefined) throw missingHeadings(file);
  if (batch.length > 0) yield batch;
}

/** The error of a sheet without a row where one is needed. */
export function missingHeadings({ name }: WorkbookFile): MillraceError {
  return new MillraceError('file_malformed', `${name} has no row of headings in the part that is read.`, {
    hint: 'Check `sheet` and `range`, or set `header: false`.',
  });
}

/** The rows of the range that hold anything. */
export async function* sheetRows(
  file: WorkbookFile,
  { sheet, range }: Pick<SheetFormat, 'sheet' | 'range'>,
): AsyncGenerator<SheetRow> {
  const names: string[] = [];
  const options = { worksheets: 'emit', sharedStrings: 'cache', styles: 'cache', hyperlinks: 'ignore' } as const;
  try {
    for await (const worksheet of new WorkbookReader(file.path, options)) {
      names.push(worksheet.name);
      if (sheet !== undefined && worksheet.name.toLowerCase() !== sheet.toLowerCase()) {
        for await (const _row of worksheet) throwIfAborted(file.signal);
        continue;
      }
      for await (const row of worksheet) {
        throwIfAborted(file.signal);
        if (row.number > range.lastRow) return;
        if (row.number < range.firstRow) continue;
        const width = Math.min(row.cellCount, range.lastColumn);
        const found: SheetRow = { number: row.number, width, cell: (column) => rawCell(row.findCell(column)?.value) };
        if (hasContent(found, range)) yield found;
      }
      return;
    }
  } catch (thrown) {
    throw unreadable(file, thrown);
  }
  throw missingSheet(file, sheet, names);
}

function hasContent(row: SheetRow, range: CellRange): boolean {
  for (let column = range.firstColumn; column <= row.width; column += 1) if (row.cell(column) !== null) return true;
  return false;
}

function unreadable(file: WorkbookFile, thrown: unknown): unknown {
  if (thrown instanceof MillraceError || file.signal.aborted) return thrown;
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && /^E[A-Z]+$/.test(thrown.code))
    return thrown;
  return new MillraceError('file_malformed', `${file.name} is no readable Excel workbook: ${messageOf(thrown)}`, {
    hint: 'Save it as .xlsx (not .xls, .xlsb or with a password), or get it anew if it is damaged.',
    cause: thrown,
  });
}

function missingSheet(file: WorkbookFile, sheet: string | undefined, names: readonly string[]): MillraceError {
  if (names.length === 0 || sheet === undefined) {
    return new MillraceError('file_malformed', `${file.name} is no readable Excel workbook: there is no sheet in it.`, {
      hint: 'Save it as .xlsx (not .xls, .xlsb or with a password), or get it anew if it is damaged.',
    });
  }
  const guess = didYouMean(sheet, names);
  return new MillraceError(
    'file_malformed',
    `${file.name} has no sheet "${sheet}".`,
    guess === undefined ? {} : { hint: guess },
  );
}

function plainColumns({ columns, range, zone }: SheetFormat): readonly Column[] {
  return columns.map(({ name, type }, index) => {
    return { name, type: formatType(type), at: range.firstColumn + index, read: cellReader(type, zone) };
  });
}

function headerColumns(file: WorkbookFile, { columns, range, zone }: SheetFormat, row: SheetRow): readonly Column[] {
  const places = new Map<string, number>();
  for (let at = range.firstColumn; at <= row.width; at += 1) {
    const cell = row.cell(at);
    const name = cell === null || (typeof cell === 'object' && 'error' in cell) ? '' : String(cell).trim();
    if (name !== '' && !places.has(name)) places.set(name, at);
  }
  return columns.map(({ name, type }) => {
    const at = places.get(name);
    if (at !== undefined) return { name, type: formatType(type), at, read: cellReader(type, zone) };
    const guess = didYouMean(name, places.keys());
    throw new MillraceError('file_malformed', `${file.name} has no column "${name}" in row ${row.number}.`, {
      hint: guess ?? 'Correct `columns`, or say in `range` where the headings are.',
    });
  });
}

interface Reading {
  readonly file: WorkbookFile;
  readonly faults: RecordFaults;
}

function readRow(row: SheetRow, columns: readonly Column[], { file, faults }: Reading): DataRecord | undefined {
  const record: Record<string, Value> = {};
  for (const column of columns) {
    const cell = row.cell(column.at);
    const failed = typeof cell === 'object' && cell !== null && 'error' in cell;
    const value = cell === null ? null : failed ? undefined : column.read(cell);
    if (value === undefined) {
      faults.fail(shown(row, columns), wrongCell(file, row, column));
      return undefined;
    }
    record[column.name] = value;
  }
  return record;
}

function wrongCell(file: WorkbookFile, row: SheetRow, column: Column): MillraceError {
  const place = `${file.name}!${columnLetters(column.at - 1)}${row.number}`;
  return new MillraceError(
    'cast_failed',
    `${place}: ${cellShown(row.cell(column.at))} in column ${column.name} is not ${column.type}.`,
    {
      hint: 'Correct the workbook, or declare the column as text.',
    },
  );
}

function cellShown(cell: RawCell): string {
  if (typeof cell === 'object' && cell !== null && 'error' in cell) return cell.error;
  const text = cell instanceof Date ? cell.toISOString() : String(cell);
  return `"${text.length > 60 ? `${text.slice(0, 57)}...` : text}"`;
}

/** The row as text, for those who look at what was put aside. */
function shown(row: SheetRow, columns: readonly Column[]): DataRecord {
  return Object.fromEntries(
    columns.map(({ name, at }) => {
      const cell = row.cell(at);
      return [name, cell === null ? null : cellShown(cell).replace(/^"|"$/g, '')];
    }),
  );
}
