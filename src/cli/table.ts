/** Tables that fit the terminal: the widest columns give way first, and what is cut ends in `…`. */
import type { Paint } from './colours.ts';
import { padText, textWidth, truncateText } from './text-width.ts';

/** A column. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** The least columns that it keeps when room is short; default 6. */
  readonly least?: number;
}

/** How to draw. */
export interface TableOptions {
  /** Columns of the terminal; undefined where nothing is to be cut. */
  readonly width?: number | undefined;
  readonly paint?: Paint;
}

const gap = 2;

/** The widths of columns: as wide as they need, or shrunk from the widest down until all fit. */
export function fitWidths(needed: readonly number[], least: readonly number[], room: number): readonly number[] {
  const widths = [...needed];
  let excess = widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1) - room;
  while (excess > 0) {
    const shrinkable = widths.map((width, index) => (width > least[index]! ? width : 0));
    const widest = Math.max(...shrinkable);
    if (widest === 0) break;
    const next = Math.max(0, ...shrinkable.filter((width) => width < widest));
    const ties = shrinkable.flatMap((width, index) => (width === widest ? [index] : []));
    const step = Math.max(1, Math.min(widest - next, Math.ceil(excess / ties.length)));
    for (const index of ties) {
      const taken = Math.min(step, excess, widths[index]! - least[index]!);
      widths[index]! -= taken;
      excess -= taken;
    }
  }
  return widths;
}

/** The lines of a table: titles, then one line for each row. Line breaks inside cells show as `⏎`. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): readonly string[] {
  const { width, paint = (_style, text) => text } = options;
  const cells = rows.map((row) => columns.map((_column, index) => oneLine(row[index] ?? '')));
  const needed = columns.map(({ title }, index) =>
    Math.max(textWidth(title), ...cells.map((row) => textWidth(row[index]!))),
  );
  const least = columns.map(({ least: own = 6 }, index) => Math.min(own, needed[index]!));
  const widths = width === undefined ? needed : fitWidths(needed, least, width);
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => padText(truncateText(text, widths[index]!), widths[index]!, columns[index]!.align))
      .join(' '.repeat(gap))
      .trimEnd();
  return [paint('bold', line(columns.map(({ title }) => title))), ...cells.map(line)];
}

function oneLine(text: string): string {
  return text.replace(/\r?\n/g, '⏎').replaceAll('\t', ' ');
}
