/** Writes the records of one sheet into a workbook; what does not fit goes on in a further sheet. */
import type { Batch, DataRecord } from '../../../model/value.ts';
import { types } from '../../../model/value-type.ts';
import { type CellContent, type CellWriter, cellContent, cellWriter, columnLetters } from './cell.ts';
import { mostRows, partName, type SheetColumn, type SheetLayout } from './sheet-layout.ts';
import type { StyleTable } from './styles.ts';
import { ColumnTotal } from './totals.ts';
import { quotedSheet, type SheetEntry, sheetPart } from './workbook-parts.ts';
import { xmlText } from './xml-text.ts';
import type { ZipWriter } from './zip-writer.ts';

/** What sheets of one workbook share. */
export interface WorkbookTarget {
  readonly zip: ZipWriter;
  readonly styles: StyleTable;
  /** The sheets that are finished. */
  readonly sheets: SheetEntry[];
  /** Called with a record that does not fit into cells, and why; throws or leaves the record out. */
  readonly onFault: (record: DataRecord, error: unknown) => void;
  /** Rows per sheet; less than Excel's own limit in tests. */
  readonly rows?: number;
}

/** A column with all that is worked out once. */
interface Column extends SheetColumn {
  readonly letters: string;
  readonly cell: CellWriter;
  readonly sum: ColumnTotal | undefined;
}

/** How many records decide how wide columns are. */
const sampleSize = 1000;
const widest = 60;
const narrowest = 8;

/** Takes batches; widths come from the first records, so those wait until there are enough of them. */
export class SheetWriter {
  readonly #target: WorkbookTarget;
  readonly #layout: SheetLayout;
  readonly #columns: readonly Column[];
  readonly #rows: number;
  #sample: DataRecord[] | undefined = [];
  #columnsXml = '';
  #row = 0;
  #parts = 0;
  /** Per part the last row with a record, for the formulas of the totals. */
  readonly #ends: number[] = [];

  constructor(target: WorkbookTarget, layout: SheetLayout) {
    this.#target = target;
    this.#layout = layout;
    this.#rows = target.rows ?? mostRows;
    this.#columns = layout.columns.map((column, index) => ({
      ...column,
      letters: columnLetters(index),
      cell: cellWriter(target.styles, column.type, { format: column.format }),
      sum: column.total ? new ColumnTotal() : undefined,
    }));
  }

  /** Adds records. */
  async write(batch: Batch): Promise<void> {
    if (this.#sample === undefined) return await this.#writeRows(batch);
    this.#sample.push(...batch);
    if (this.#sample.length >= sampleSize) await this.#start();
  }

  /** Writes what is left, the totals, and ends the sheet. */
  async end(): Promise<void> {
    await this.#start();
    if (this.#columns.some(({ total }) => total)) {
      if (this.#row >= this.#rows) await this.#nextPart();
      this.#ends.push(this.#row);
      await this.#target.zip.write(this.#totals());
    } else this.#ends.push(this.#row);
    await this.#endPart();
  }

  async #start(): Promise<void> {
    const sample = this.#sample;
    if (sample === undefined) return;
    this.#sample = undefined;
    this.#columnsXml = this.#widths(sample);
    await this.#beginPart();
    await this.#writeRows(sample);
  }

  async #writeRows(batch: Batch): Promise<void> {
    for (const record of batch) {
      if (this.#row >= this.#rows) await this.#nextPart();
      const row = this.#rowXml(record, this.#row + 1);
      if (row === undefined) continue;
      this.#row += 1;
      await this.#target.zip.write(row);
    }
  }

  async #nextPart(): Promise<void> {
    this.#ends.push(this.#row);
    await this.#endPart();
    await this.#beginPart();
  }

  async #beginPart(): Promise<void> {
    this.#parts += 1;
    this.#row = 1;
    const { zip, sheets } = this.#target;
    await zip.begin(sheetPart(sheets.length));
    await zip.write(opening(sheets.length === 0, this.#columnsXml) + this.#headerXml());
  }

  async #endPart(): Promise<void> {
    const { zip, sheets } = this.#target;
    const end = this.#ends.at(-1) ?? 1;
    const last = this.#columns.at(-1)?.letters;
    const filter = last === undefined ? undefined : `A1:${last}${end}`;
    await zip.write(closing(filter, end));
    await zip.end();
    sheets.push({ name: this.#nameOf(this.#parts), ...(filter === undefined ? {} : { filter }) });
  }

  #nameOf(part: number): string {
    return partName(this.#layout.name, part);
  }

  #headerXml(): string {
    const cell = cellWriter(this.#target.styles, types.text, { format: '@', bold: true });
    const cells = this.#columns.map(({ header, letters }) => cell({ kind: 'text', text: header }, `${letters}1`));
    return `<row r="1">${cells.join('')}</row>`;
  }

  /** The cells of a record; undefined if it does not fit and is left out. */
  #rowXml(record: DataRecord, row: number): string | undefined {
    try {
      let cells = '';
      for (const { field, type, letters, cell } of this.#columns) {
        const value = record[field] ?? null;
        if (value !== null) cells += cell(cellContent(value, type, this.#layout.zone), letters + row);
      }
      this.#add(record);
      return `<row r="${row}">${cells}</row>`;
    } catch (error) {
      this.#target.onFault(record, error);
      return undefined;
    }
  }

  #add(record: DataRecord): void {
    for (const { field, type, sum } of this.#columns) {
      if (sum === undefined) continue;
      const value = record[field] ?? null;
      sum.add(value);
      if (value !== null && cellContent(value, type, 'UTC').kind === 'text') sum.hasText = true;
    }
  }

  #totals(): string {
    const row = this.#row + 1;
    const cells = this.#columns.map((column, index) => this.#totalCell(column, index, `${column.letters}${row}`));
    this.#row = row;
    return `<row r="${row}">${cells.join('')}</row>`;
  }

  #totalCell(column: Column, index: number, place: string): string {
    const look = { format: column.format, bold: true, line: true };
    if (column.sum === undefined) {
      if (index === 0) return cellWriter(this.#target.styles, types.text, look)({ kind: 'text', text: 'Total' }, place);
      return `<c r="${place}" s="${this.#target.styles.add({ format: 'General', bold: true, line: true })}"/>`;
    }
    const content = cellContent(column.sum.value, column.type, 'UTC');
    const cell = cellWriter(this.#target.styles, column.type, look)(content, place);
    if (column.sum.hasText || content.kind !== 'number' || this.#ends.every((end) => end < 2)) return cell;
    return cell.replace('<v>', `<f>${xmlText(this.#formula(column))}</f><v>`);
  }

  #formula(column: Column): string {
    const { letters } = column;
    const ranges = this.#ends.flatMap((end, index) => {
      if (end < 2) return [];
      const sheet = index === this.#ends.length - 1 ? '' : `${quotedSheet(this.#nameOf(index + 1))}!`;
      return [`${sheet}${letters}2:${letters}${end}`];
    });
    return `SUM(${ranges.join(',')})`;
  }

  #widths(sample: readonly DataRecord[]): string {
    const columns = this.#columns.map((column, index) => {
      const width = column.width ?? contentWidth(column, sample, this.#layout.zone);
      const hidden = column.hidden ? ' hidden="1"' : '';
      return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"${hidden}/>`;
    });
    return columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`;
  }
}

/** In characters: the longest of header and values, with some room for the filter's arrow. */
function contentWidth(column: SheetColumn, sample: readonly DataRecord[], zone: string): number {
  let longest = column.header.length + 2;
  for (const record of sample) {
    const value = record[column.field] ?? null;
    if (value !== null) longest = Math.max(longest, shownLength(cellContent(value, column.type, zone), column));
  }
  return Math.min(widest, Math.max(narrowest, longest + 2));
}

function shownLength({ kind, text }: CellContent, { format, type }: SheetColumn): number {
  if (kind === 'text') return Math.max(...text.split('\n', 5).map((line) => line.length));
  if (kind === 'date') return (format ?? (type.kind === 'date' ? '2026-03-01' : '2026-03-01 08:30:00')).length;
  if (kind === 'boolean') return 5;
  // Grouping adds a comma per three digits, and a format may fix the places after the point.
  return format === undefined ? text.length : Math.max(text.split('.')[0]!.length * 1.4 + 3, 6);
}

function opening(first: boolean, columns: string): string {
  const selected = first ? ' tabSelected="1"' : '';
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView${selected} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>${columns}<sheetData>`;
}

/** Numbers kept as text on purpose need no green corner. */
function closing(filter: string | undefined, end: number): string {
  if (filter === undefined) return '</sheetData></worksheet>';
  const quiet =
    end < 2 ? '' : `<ignoredErrors><ignoredError sqref="${filter}" numberStoredAsText="1"/></ignoredErrors>`;
  return `</sheetData><autoFilter ref="${filter}"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>${quiet}</worksheet>`;
}
