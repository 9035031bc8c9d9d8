/** Ranges of cells as people write them: `B2:F100`, `B2:F` (to the end), `B:F`. */

/** Columns and rows from 1; the end is infinite where it is left open. */
export interface CellRange {
  readonly firstColumn: number;
  readonly lastColumn: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Everything. */
export const wholeSheet: CellRange = { firstColumn: 1, lastColumn: Infinity, firstRow: 1, lastRow: Infinity };

const form = /^\$?([A-Za-z]{1,3})\$?(\d{1,7})?:\$?([A-Za-z]{1,3})\$?(\d{1,7})?$/;

function columnNumber(letters: string): number {
  return [...letters.toUpperCase()].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
}

/** The range that a text means, or undefined. */
export function parseCellRange(text: string): CellRange | undefined {
  const match = form.exec(text.trim());
  if (!match) return undefined;
  const [, first = '', top, last = '', bottom] = match;
  const range = {
    firstColumn: columnNumber(first),
    lastColumn: columnNumber(last),
    firstRow: top === undefined ? 1 : Number(top),
    lastRow: bottom === undefined ? Infinity : Number(bottom),
  };
  const forward = range.firstColumn <= range.lastColumn && range.firstRow <= range.lastRow && range.firstRow > 0;
  return forward ? range : undefined;
}
