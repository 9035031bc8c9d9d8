/** Writes the records of one sheet into a workbook; what does not fit goes on in a further sheet. */
import type { Batch, DataRecord } from '../../../model/value.ts';
import { types } from '../../../model/value-type.ts';
import { type CellWriter, cellContent, cellWriter, columnLetters } from './cell.ts';
import { ChartValues } from './chart-values.ts';
import { extraElements, type SheetExtras, writeExtras } from './sheet-extras.ts';
import { columnWidths, sheetClosing, sheetOpening } from './sheet-frame.ts';
import { mostRows, partName, type SheetColumn, type SheetLayout } from './sheet-layout.ts';
import { SheetLinks } from './sheet-links.ts';
import type { StyleTable } from './styles.ts';
import { type PlacedTable, tableColumn, tableName } from './table-part.ts';
import { ColumnTotal } from './totals.ts';
import { type ExtraPart, quotedSheet, type SheetEntry, sheetPart } from './workbook-parts.ts';
import { xmlText } from './xml-text.ts';
import type { ZipWriter } from './zip-writer.ts';

/** What sheets of one workbook share. */
export interface WorkbookTarget {
  readonly zip: ZipWriter;
  readonly styles: StyleTable;
  /** The sheets that are finished. */
  readonly sheets: SheetEntry[];
  /** Their tables, drawings and charts. */
  readonly parts: ExtraPart[];
  /** The names of their tables, in lower case. */
  readonly tables: Set<string>;
  /** Called with a record that does not fit into cells, and why; throws or leaves the record out. */
  readonly onFault: (record: DataRecord, error: unknown) => void;
  /** Rows per sheet; less than Excel's own limit in tests. */
  readonly rows?: number;
}

/** A column with all that is worked out once. */
interface Column extends SheetColumn {
  readonly letters: string;
  readonly cell: CellWriter;
  /** Writes cells that lead somewhere. */
  readonly linked: CellWriter | undefined;
  readonly sum: ColumnTotal | undefined;
}

/** How many records decide how wide columns are. */
const sampleSize = 1000;

/** Takes batches; widths come from the first records, so those wait until there are enough of them. */
export class SheetWriter {
  readonly #target: WorkbookTarget;
  readonly #layout: SheetLayout;
  readonly #columns: readonly Column[];
  readonly #rows: number;
  readonly #charts: ChartValues;
  #links = new SheetLinks();
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
    this.#charts = new ChartValues(layout);
    const { styles } = target;
    this.#columns = layout.columns.map((column, index) => ({
      ...column,
      letters: columnLetters(index),
      cell: cellWriter(styles, column.type, { format: column.format }),
      linked:
        column.link === undefined ? undefined : cellWriter(styles, column.type, { format: column.format, link: true }),
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
    if (!this.#columns.some(({ total }) => total)) {
      this.#ends.push(this.#row);
      return await this.#endPart(undefined);
    }
    // A table without records has an empty row, and the totals stand below it.
    if (this.#layout.table !== undefined && this.#row === 1) this.#row = 2;
    if (this.#row >= this.#rows) await this.#nextPart();
    this.#ends.push(this.#row);
    const table = this.#tableWithTotals();
    await this.#target.zip.write(this.#totals(table));
    await this.#endPart(table);
  }

  async #start(): Promise<void> {
    const sample = this.#sample;
    if (sample === undefined) return;
    this.#sample = undefined;
    this.#columnsXml = columnWidths(this.#layout, sample);
    await this.#beginPart();
    await this.#writeRows(sample);
  }

  async #writeRows(batch: Batch): Promise<void> {
    const { zip } = this.#target;
    for (const record of batch) {
      if (this.#row >= this.#rows) await this.#nextPart();
      const row = this.#rowXml(record, this.#row + 1);
      if (row === undefined) continue;
      this.#row += 1;
      this.#charts.add(record);
      // Only where a block is full is there anything to wait for.
      if (zip.gather(row)) await zip.flush();
    }
  }

  async #nextPart(): Promise<void> {
    this.#ends.push(this.#row);
    await this.#endPart(undefined);
    await this.#beginPart();
  }

  async #beginPart(): Promise<void> {
    this.#parts += 1;
    this.#row = 1;
    this.#links = new SheetLinks();
    const { zip, sheets } = this.#target;
    await zip.begin(sheetPart(sheets.length));
    const opening = sheetOpening(this.#layout, { first: sheets.length === 0, columns: this.#columnsXml });
    await zip.write(opening + this.#headerXml());
  }

  /** `table` is the one whose last row has the totals; where there are none it ends with the records. */
  async #endPart(table: PlacedTable | undefined): Promise<void> {
    const { zip, sheets, parts } = this.#target;
    const end = this.#ends.at(-1) ?? 1;
    const last = this.#columns.at(-1)?.letters;
    const range = last === undefined ? undefined : `A1:${last}${end}`;
    const placed = table ?? this.#placeTable(undefined);
    const filters = placed === undefined && this.#layout.filter !== false;
    const extras: SheetExtras = {
      index: sheets.length,
      layout: this.#layout,
      links: this.#links,
      table: placed,
      charts: this.#parts === 1 ? this.#charts : undefined,
    };
    const links = this.#links.xml();
    await zip.write(sheetClosing({ range, filters, hasRecords: end > 1, links, ...extraElements(extras) }));
    await zip.end();
    await writeExtras(extras, { zip, parts });
    sheets.push({ name: this.#nameOf(this.#parts), ...(range === undefined || !filters ? {} : { filter: range }) });
  }

  #placeTable(totals: readonly boolean[] | undefined): PlacedTable | undefined {
    const { table } = this.#layout;
    if (table === undefined || this.#columns.length === 0) return undefined;
    const { tables } = this.#target;
    const name = tableName(table, this.#layout.name, tables);
    tables.add(name.toLowerCase());
    const headers = this.#columns.map(({ header }) => header);
    return { id: tables.size, name, style: table.style, headers, end: this.#ends.at(-1) ?? 1, totals };
  }

  /** The table with the totals as its last row, if its own formulas can give them all. */
  #tableWithTotals(): PlacedTable | undefined {
    const summed = this.#columns.filter(({ sum }) => sum !== undefined);
    const plain = summed.every(({ sum, type }) => {
      return sum?.hasText !== true && cellContent(sum?.value ?? 0, type, 'UTC').kind === 'number';
    });
    if (!plain || this.#parts > 1) return undefined;
    return this.#placeTable(this.#columns.map(({ sum }) => sum !== undefined));
  }

  #nameOf(part: number): string {
    return partName(this.#layout.name, part);
  }

  #headerXml(): string {
    // A table's own style says how its headings look.
    const bold = this.#layout.table === undefined || this.#layout.table.style === 'none';
    const cell = cellWriter(this.#target.styles, types.text, { format: '@', bold });
    const cells = this.#columns.map(({ header, letters }) => cell({ kind: 'text', text: header }, `${letters}1`));
    return `<row r="1">${cells.join('')}</row>`;
  }

  /** The cells of a record; undefined if it does not fit and is left out. */
  #rowXml(record: DataRecord, row: number): string | undefined {
    try {
      let cells = '';
      for (const column of this.#columns) {
        const value = record[column.field] ?? null;
        if (value === null) continue;
        const place = column.letters + row;
        const content = cellContent(value, column.type, this.#layout.zone);
        cells +=
          column.linked === undefined ? column.cell(content, place) : this.#linked(column, record)(content, place);
      }
      this.#note(record, row);
      return `<row r="${row}">${cells}</row>`;
    } catch (error) {
      this.#target.onFault(record, error);
      return undefined;
    }
  }

  /** What writes a cell of a column with links: one without an address looks like any other. */
  #linked({ linked, cell, link }: Column, record: DataRecord): CellWriter {
    return linked !== undefined && link !== undefined && this.#links.takes(record[link]) ? linked : cell;
  }

  /** Notes what is wanted of a record once its row is certain. */
  #note(record: DataRecord, row: number): void {
    for (const { field, type, sum, link, letters } of this.#columns) {
      const value = record[field] ?? null;
      if (link !== undefined && value !== null) {
        const address = record[link];
        if (this.#links.takes(address)) this.#links.add(letters + row, address);
      }
      if (sum === undefined) continue;
      sum.add(value);
      if (value !== null && cellContent(value, type, 'UTC').kind === 'text') sum.hasText = true;
    }
  }

  #totals(table: PlacedTable | undefined): string {
    const row = this.#row + 1;
    const cells = this.#columns.map((column, index) =>
      this.#totalCell(column, { index, place: `${column.letters}${row}`, table }),
    );
    this.#row = row;
    return `<row r="${row}">${cells.join('')}</row>`;
  }

  #totalCell(column: Column, at: { index: number; place: string; table: PlacedTable | undefined }): string {
    const { index, place, table } = at;
    const look = { format: column.format, bold: true, line: true };
    if (column.sum === undefined) {
      if (index === 0) return cellWriter(this.#target.styles, types.text, look)({ kind: 'text', text: 'Total' }, place);
      return `<c r="${place}" s="${this.#target.styles.add({ format: 'General', bold: true, line: true })}"/>`;
    }
    const content = cellContent(column.sum.value, column.type, 'UTC');
    const cell = cellWriter(this.#target.styles, column.type, look)(content, place);
    if (table !== undefined) return withFormula(cell, `SUBTOTAL(109,${tableColumn(table.name, column.header)})`);
    if (column.sum.hasText || content.kind !== 'number' || this.#ends.every((end) => end < 2)) return cell;
    return withFormula(cell, this.#formula(column));
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
}

function withFormula(cell: string, formula: string): string {
  return cell.replace('<v>', () => `<f>${xmlText(formula)}</f><v>`);
}
