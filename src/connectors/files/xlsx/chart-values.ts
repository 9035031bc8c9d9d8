/** The values that the charts of a sheet show, kept while its records pass. */
import { MillraceError } from '../../../core/errors.ts';
import type { DataRecord } from '../../../model/value.ts';
import { type CellContent, cellContent, columnLetters, shownFormat } from './cell.ts';
import type { ChartColumn, ChartData } from './chart-part.ts';
import type { ChartLook, SheetLayout } from './sheet-layout.ts';
import { quotedSheet } from './workbook-parts.ts';

/** More records than these no chart could show. */
const mostCharted = 10_000;

/** Keeps what is charted, and nothing else. */
export class ChartValues {
  readonly #layout: SheetLayout;
  readonly #columns: ReadonlyMap<string, (CellContent | undefined)[]>;
  #count = 0;

  constructor(layout: SheetLayout) {
    this.#layout = layout;
    const fields = (layout.charts ?? []).flatMap(({ x, y }) => [x, ...y]);
    this.#columns = new Map(fields.map((field) => [field, []]));
  }

  /** Takes a record; `limit` where there are too many. */
  add(record: DataRecord): void {
    if (this.#columns.size === 0) return;
    this.#count += 1;
    if (this.#count > mostCharted) {
      throw new MillraceError('limit', `A chart shows ${mostCharted} records at most, and the sheet has more.`, {
        hint: 'Aggregate first, or put the chart on a further sheet of its own with fewer records.',
      });
    }
    for (const [field, cells] of this.#columns) {
      const value = record[field] ?? null;
      const type = this.#column(field).type;
      cells.push(value === null ? undefined : cellContent(value, type, this.#layout.zone));
    }
  }

  /** What a chart draws, once all records are known. */
  of({ x, y }: ChartLook): ChartData {
    return { x: this.#charted(x), y: y.map((field) => this.#charted(field)) };
  }

  #column(field: string) {
    return this.#layout.columns.find((column) => column.field === field)!;
  }

  #charted(field: string): ChartColumn {
    const { header, type, format } = this.#column(field);
    const letters = columnLetters(this.#layout.columns.findIndex((column) => column.field === field));
    const sheet = quotedSheet(this.#layout.name);
    const end = Math.max(2, this.#count + 1);
    return {
      header,
      headerAt: `${sheet}!$${letters}$1`,
      valuesAt: `${sheet}!$${letters}$2:$${letters}$${end}`,
      format: format ?? shownFormat(type),
      cells: this.#columns.get(field) ?? [],
    };
  }
}
