/** What a sheet of a workbook looks like, and what is allowed. */
import { MillraceError } from '../../../core/errors.ts';
import type { ValueType } from '../../../model/value-type.ts';

/** The rows that a sheet can have. */
export const mostRows = 1_048_576;
/** The columns that a sheet can have. */
const mostColumns = 16_384;

/** A column of a sheet. */
export interface SheetColumn {
  /** The field it shows. */
  readonly field: string;
  readonly type: ValueType;
  readonly header: string;
  /** A number format as Excel writes it; default: by type. */
  readonly format: string | undefined;
  /** In characters; default: as wide as what stands in it. */
  readonly width: number | undefined;
  readonly hidden: boolean;
  /** True if the last row shows the sum. */
  readonly total: boolean;
  /** The field with the address that its cells lead to. */
  readonly link?: string | undefined;
}

/** How a native table looks. */
export interface TableLook {
  /** What formulas call it; default: made of the name of the sheet. */
  readonly name: string | undefined;
  /** One of Excel's own styles, as `medium2`; `none` for no colours. */
  readonly style: string;
}

/** The kinds of charts. */
export const chartTypes = ['line', 'column', 'bar', 'pie'] as const;

/** A chart beside the records of a sheet. */
export interface ChartLook {
  readonly type: (typeof chartTypes)[number];
  /** The field whose values stand along the axis. */
  readonly x: string;
  /** The fields that are drawn. */
  readonly y: readonly string[];
  readonly title: string | undefined;
  /** True puts the columns or bars of one place on top of each other. */
  readonly stacked: boolean;
  /** Its upper left cell, as `H2`; default: to the right of the records, below the chart before. */
  readonly at: string | undefined;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** A sheet to be written. */
export interface SheetLayout {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  /** Where timestamps are shown. */
  readonly zone: string;
  /** A native table around the records; without it they are plain cells. */
  readonly table?: TableLook | undefined;
  readonly charts?: readonly ChartLook[];
  /** How many columns stay in view, from the left. */
  readonly frozenColumns?: number;
  /** False leaves out the arrows by which the records can be filtered. */
  readonly filter?: boolean;
}

const forbidden = /[[\]:*?/\\]/;
const longestName = 31;

/** What is wrong with the name of a sheet; undefined if nothing is. */
export function sheetNameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'A sheet needs a name.';
  if (name.length > longestName)
    return `The sheet name "${name}" has ${name.length} characters; ${longestName} are the most.`;
  const bad = forbidden.exec(name);
  if (bad) return `The sheet name "${name}" holds "${bad[0]}"; none of [ ] : * ? / \\ is allowed.`;
  if (/\p{Cc}/u.test(name)) return 'A sheet name may not hold control characters.';
  if (name.startsWith("'") || name.endsWith("'"))
    return `The sheet name "${name}" may not begin or end with an apostrophe.`;
  if (name.toLowerCase() === 'history') return 'Excel keeps the sheet name "History" for itself.';
  return undefined;
}

/** The name of the n-th part (from 1) of a sheet that is too long for one: `Sales (2)`. */
export function partName(name: string, part: number): string {
  if (part === 1) return name;
  const suffix = ` (${part})`;
  return `${name.slice(0, longestName - suffix.length).trimEnd()}${suffix}`;
}

/** What is wrong with a number format; Excel calls a workbook damaged whose formats it cannot read. */
export function formatProblem(format: string): string | undefined {
  if (format === '' || format.length > 255) return 'A number format has 1 to 255 characters.';
  const bare = format.replaceAll(/\\.|"[^"]*"|_./gs, '');
  if (bare.includes('"')) return `The number format ${format} has a quote without its partner.`;
  if (bare.replaceAll(/\[[^[\]]*\]/g, '').search(/[[\]]/) >= 0)
    return `The number format ${format} has a bracket without its partner.`;
  if (bare.split(';').length > 4) return `The number format ${format} has more than four sections.`;
  return undefined;
}

/** Refuses names and sizes that Excel would not open; all names of a workbook together. */
export function checkSheets(sheets: readonly { readonly name: string; readonly columns: number }[]): void {
  const seen = new Set<string>();
  for (const { name, columns } of sheets) {
    const problem = sheetNameProblem(name);
    if (problem !== undefined) throw new MillraceError('invalid_value', problem);
    if (seen.has(name.toLowerCase())) throw new MillraceError('duplicate_name', `Two sheets are named "${name}".`);
    seen.add(name.toLowerCase());
    if (columns > mostColumns) {
      throw new MillraceError('limit', `A sheet has at most ${mostColumns} columns, not ${columns}.`, {
        hint: 'Select fewer fields.',
      });
    }
  }
}
