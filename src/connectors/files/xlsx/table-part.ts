/** Native tables: the part that names one, its columns and its look. */
import { columnLetters } from './cell.ts';
import { namespaces, xmlHead } from './office-names.ts';
import type { TableLook } from './sheet-layout.ts';
import { xmlText } from './xml-text.ts';

/** A table as it came to stand in a sheet. */
export interface PlacedTable {
  /** Counts from 1 in the workbook. */
  readonly id: number;
  readonly name: string;
  readonly style: string;
  readonly headers: readonly string[];
  /** The last row with a record; a table without one has an empty row. */
  readonly end: number;
  /** Which columns the row below sums up; undefined where that row is no part of the table. */
  readonly totals: readonly boolean[] | undefined;
}

const longestName = 255;

/** What is wrong with the name of a table; undefined if nothing is. */
export function tableNameProblem(name: string): string | undefined {
  if (name.length > longestName) return `A table's name has at most ${longestName} characters.`;
  if (!/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name))
    return `The table name "${name}" is not one: a letter or _, then letters, digits, _ and dots.`;
  if (/^[a-z]{1,3}\d+$/i.test(name) || /^(?:r\d*)?(?:c\d*)?$/i.test(name))
    return `The table name "${name}" is the name of a cell.`;
  return undefined;
}

/** What is wrong with a style; undefined if nothing is. */
export function tableStyleProblem(style: string): string | undefined {
  if (style === 'none') return undefined;
  const [, kind = '', number = ''] = /^(light|medium|dark)([1-9]\d?)$/.exec(style) ?? [];
  const most: Readonly<Record<string, number>> = { light: 21, medium: 28, dark: 11 };
  if (Number(number) >= 1 && Number(number) <= (most[kind] ?? 0)) return undefined;
  return `There is no table style '${style}': light1 to light21, medium1 to medium28, dark1 to dark11, or none.`;
}

/** The name of a table that has none of its own, or goes on in a further sheet; `taken` are in lower case. */
export function tableName({ name }: TableLook, sheet: string, taken: ReadonlySet<string>): string {
  const bare = (name ?? sheet).replaceAll(/[^\p{L}\p{N}_.]/gu, '_');
  const wanted = tableNameProblem(bare) === undefined ? bare : `Table_${bare}`;
  for (let at = 1; ; at += 1) {
    const candidate = at === 1 ? wanted : `${wanted}_${at}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

/** A column of a table in a formula. */
export function tableColumn(table: string, header: string): string {
  return `${table}[${header.replaceAll(/['[\]#]/g, "'$&")}]`;
}

/** The part of a table. */
export function tablePart({ id, name, style, headers, end, totals }: PlacedTable): string {
  const last = columnLetters(headers.length - 1);
  const lastRow = Math.max(end, 2);
  const columns = headers.map((header, at) => {
    const total = totals?.[at] === true ? ' totalsRowFunction="sum"' : '';
    const label = totals !== undefined && totals[at] !== true && at === 0 ? ' totalsRowLabel="Total"' : '';
    return `<tableColumn id="${at + 1}" name="${attribute(header)}"${label}${total}/>`;
  });
  const shown = totals === undefined ? ' totalsRowShown="0"' : ' totalsRowCount="1"';
  const look =
    style === 'none'
      ? ''
      : ` name="TableStyle${style.charAt(0).toUpperCase()}${style.slice(1)}" showFirstColumn="0" showLastColumn="0"`;
  return `${xmlHead}<table xmlns="${namespaces.sheet}" id="${id}" name="${attribute(name)}" displayName="${attribute(name)}" ref="A1:${last}${totals === undefined ? lastRow : lastRow + 1}"${shown}><autoFilter ref="A1:${last}${lastRow}"/><tableColumns count="${headers.length}">${columns.join('')}</tableColumns><tableStyleInfo${look} showRowStripes="1" showColumnStripes="0"/></table>`;
}

/** A line break in an attribute would be read as a space, and the column then not be found. */
function attribute(text: string): string {
  return xmlText(text).replaceAll('\n', '_x000a_').replaceAll('\t', '&#9;');
}
