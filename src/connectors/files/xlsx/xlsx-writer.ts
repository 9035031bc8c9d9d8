/**
 * Excel workbooks, written as a stream: memory does not grow with the records. Written by ourselves because libraries
 * either hold the whole workbook, or cannot say that a text is never a formula (docs/decisions/excel-writer.md).
 */
import type { Batch, DataRecord } from '../../../model/value.ts';
import { checkSheets, type SheetLayout } from './sheet-layout.ts';
import { SheetWriter, type WorkbookTarget } from './sheet-writer.ts';
import { StyleTable } from './styles.ts';
import { workbookParts } from './workbook-parts.ts';
import { ZipWriter } from './zip-writer.ts';

/** How a workbook is written. */
export interface XlsxOptions {
  /** Called with a record that does not fit into cells, and why; throws or leaves the record out. */
  readonly onFault: (record: DataRecord, error: unknown) => void;
  /** Rows per sheet; default: Excel's own limit. */
  readonly rows?: number;
}

/** Writes sheets in order: `sheet`, any number of `write`; then `finish`, or `abort` after a failure. */
export class XlsxWriter {
  readonly #target: WorkbookTarget;
  readonly #layouts: SheetLayout[] = [];
  #sheet: SheetWriter | undefined;

  constructor(target: WorkbookTarget) {
    this.#target = target;
  }

  /** Starts a workbook at `path`, replacing what is there. */
  static async create(path: string, options: XlsxOptions): Promise<XlsxWriter> {
    const zip = await ZipWriter.create(path);
    return new XlsxWriter({ zip, styles: new StyleTable(), sheets: [], parts: [], tables: new Set(), ...options });
  }

  /** Starts a sheet, ending the one before; `invalid_value` for a name that Excel refuses. */
  async sheet(layout: SheetLayout): Promise<void> {
    await this.#sheet?.end();
    this.#layouts.push(layout);
    const taken = this.#target.sheets.map(({ name }) => ({ name, columns: 0 }));
    checkSheets([...taken, { name: layout.name, columns: layout.columns.length }]);
    this.#sheet = new SheetWriter(this.#target, layout);
  }

  /** Adds records to the sheet. */
  async write(batch: Batch): Promise<void> {
    await this.#sheet!.write(batch);
  }

  /** Ends the workbook. */
  async finish(): Promise<void> {
    await this.#sheet?.end();
    const { zip, sheets, parts, styles } = this.#target;
    checkSheets(sheets.map(({ name }) => ({ name, columns: 0 })));
    await zip.add('xl/styles.xml', styles.xml());
    for (const [name, xml] of workbookParts(sheets, parts)) await zip.add(name, xml);
    await zip.finish();
  }

  /** Closes the file, which is then of no use. */
  async abort(): Promise<void> {
    await this.#target.zip.abort();
  }
}
