/** What stands in a sheet before and after its cells. */
import type { DataRecord } from '../../../model/value.ts';
import { type CellContent, cellContent, columnLetters } from './cell.ts';
import { namespaces, xmlHead } from './office-names.ts';
import type { SheetColumn, SheetLayout } from './sheet-layout.ts';

const widest = 60;
const narrowest = 8;

/** How wide the columns are: as said, or as wide as what stands in the first records. */
export function columnWidths({ columns, zone }: SheetLayout, sample: readonly DataRecord[]): string {
  const lines = columns.map((column, index) => {
    const width = column.width ?? contentWidth(column, sample, zone);
    const hidden = column.hidden ? ' hidden="1"' : '';
    return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"${hidden}/>`;
  });
  return lines.length === 0 ? '' : `<cols>${lines.join('')}</cols>`;
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

/** Everything up to the first row: the heading stays in view, and so do the first columns if that is wanted. */
export function sheetOpening(
  { frozenColumns = 0 }: SheetLayout,
  { first, columns }: { first: boolean; columns: string },
): string {
  const selected = first ? ' tabSelected="1"' : '';
  const corner = `${columnLetters(frozenColumns)}2`;
  const pane =
    frozenColumns === 0
      ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
      : `<pane xSplit="${frozenColumns}" ySplit="1" topLeftCell="${corner}" activePane="bottomRight" state="frozen"/><selection pane="topRight"/><selection pane="bottomLeft"/><selection pane="bottomRight"/>`;
  return `${xmlHead}<worksheet xmlns="${namespaces.sheet}" xmlns:r="${namespaces.relations}"><sheetViews><sheetView${selected} workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>${columns}<sheetData>`;
}

/** What closes a sheet; each of these is empty where there is none. */
export interface SheetClosing {
  /** All cells, `A1:F100`. */
  readonly range: string | undefined;
  readonly filters: boolean;
  readonly hasRecords: boolean;
  readonly links: string;
  readonly drawing: string;
  readonly table: string;
}

/** Everything after the last row, in the order that the format demands. Numbers kept as text on purpose need no green corner. */
export function sheetClosing({ range, filters, hasRecords, links, drawing, table }: SheetClosing): string {
  if (range === undefined) return '</sheetData></worksheet>';
  const filter = filters ? `<autoFilter ref="${range}"/>` : '';
  const quiet = hasRecords
    ? `<ignoredErrors><ignoredError sqref="${range}" numberStoredAsText="1"/></ignoredErrors>`
    : '';
  return `</sheetData>${filter}${links}<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>${quiet}${drawing}${table}</worksheet>`;
}
