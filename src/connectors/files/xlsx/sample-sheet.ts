/** The columns of a sheet, guessed from its first rows. */
import { types, type ValueType } from '../../../model/value-type.ts';
import {
  ColumnSniffer,
  headedColumns,
  numberedColumns,
  type PlacedColumn,
  type SniffedColumns,
} from '../sniff-columns.ts';
import { numericEvidence, textEvidence } from '../sniff-type.ts';
import type { RawCell } from './cell-value.ts';
import { missingHeadings, type SheetFormat, type SheetRow, sheetRows, type WorkbookFile } from './xlsx-reader.ts';

/** What of the workbook is to be read. */
export type SheetSampleFormat = Pick<SheetFormat, 'sheet' | 'range' | 'header'>;

const millisPerDay = 86_400_000;

/** A cell that shows a time alone counts from here. */
const firstDay = Date.UTC(1900, 0, 1);

/** Excel keeps so many digits of a number. */
const shownDigits = 15;

/** Looks at the first `count` rows that hold anything. */
export async function sampleSheet(
  file: WorkbookFile,
  format: SheetSampleFormat,
  count: number,
): Promise<SniffedColumns> {
  const sniffer = new ColumnSniffer(count, 'text');
  let layout: ReturnType<typeof headedColumns> | undefined;
  for await (const row of sheetRows(file, format)) {
    if (layout === undefined) {
      layout = layoutOf(row, format);
      sniffer.expect(layout.columns.map(({ name }) => name));
      if (format.header) continue;
    }
    if (sniffer.full) return sniffer.found(false, layout.notes);
    sniffer.look(layout.columns.map(({ name, at }) => [name, cellEvidence(row.cell(at))]));
  }
  if (layout === undefined) throw missingHeadings(file);
  return sniffer.found(true, layout.notes);
}

function layoutOf(row: SheetRow, { range, header }: SheetSampleFormat): ReturnType<typeof headedColumns> {
  const columns = numberedColumns(range.firstColumn, row.width);
  if (!header) return { columns, notes: [] };
  return headedColumns(columns.map(({ at }): PlacedColumn => ({ name: headingOf(row.cell(at)), at })));
}

/** The name that a cell gives to its column; empty for none. */
function headingOf(cell: RawCell): string {
  return cell === null || (typeof cell === 'object' && 'error' in cell) ? '' : String(cell).trim();
}

function cellEvidence(cell: RawCell): ValueType {
  if (typeof cell === 'boolean') return types.boolean;
  if (typeof cell === 'number') return numericEvidence(Number(cell.toPrecision(shownDigits)));
  if (cell instanceof Date) return dateEvidence(cell.getTime());
  if (typeof cell !== 'string' || cell.trim() === '') return types.null;
  const { kind } = textEvidence(cell);
  // A number that is kept as text is meant to be one: an id, a code.
  return kind === 'date' || kind === 'datetime' || kind === 'timestamp' ? { kind } : types.text;
}

function dateEvidence(milliseconds: number): ValueType {
  if (milliseconds < firstDay) return types.time;
  return milliseconds % millisPerDay === 0 ? types.date : types.datetime;
}
