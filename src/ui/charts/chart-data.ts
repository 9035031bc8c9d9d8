/** Rows of a widget as what a chart draws: points with a place along the axis, a measure and a series. Pure. */
import { cellWords, type Writing } from '../format/cell-words.ts';

/** Rows as they come: columns are x, perhaps colour, and the measure. */
export interface ChartRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** One mark. */
export interface ChartPoint {
  /** A time or number, or the place among the categories. */
  readonly x: number;
  readonly y: number;
  /** The place among the series. */
  readonly series: number;
  /** The row that it stands for. */
  readonly row: number;
  /** Its x in words. */
  readonly words: string;
}

/** What a chart draws. */
export interface ChartData {
  readonly axis: 'category' | 'number' | 'time';
  /** Along a category axis, in order. */
  readonly categories: readonly string[];
  readonly series: readonly string[];
  readonly points: readonly ChartPoint[];
  /** Rows without a place or a measure: they are in the table, not in the picture. */
  readonly left: number;
}

const timeTypes = ['date', 'timestamp', 'datetime'];

/** Reads rows for a chart; `spread` puts times and numbers where they belong, else every value is a category. */
export function chartData({ columns, rows }: ChartRows, spread: boolean, writing: Writing): ChartData {
  const [xColumn = { name: '', type: 'text' }] = columns;
  const colour = columns.length > 2 ? columns[1] : undefined;
  const axis = !spread
    ? 'category'
    : timeTypes.includes(xColumn.type)
      ? 'time'
      : numberTypes.includes(xColumn.type)
        ? 'number'
        : 'category';
  const categories = new Map<string, number>();
  const series = new Map<string, number>();
  // What is not so comes first whichever row does, so that one colour always says one thing.
  if (colour?.type === 'boolean' && rows.some((row) => row[1] === false))
    series.set(seriesName(false, colour, writing), 0);
  const indexIn = (known: Map<string, number>, key: string): number => {
    const index = known.get(key) ?? known.size;
    known.set(key, index);
    return index;
  };
  const points = rows.flatMap((row, index): ChartPoint[] => {
    const y = toNumber(row[columns.length - 1]);
    const words = row[0] === null ? 'none' : cellWords(row[0], xColumn, writing);
    const x =
      axis === 'category'
        ? indexIn(categories, words)
        : placeOf(row[0], { axis, type: xColumn.type, zone: writing.zone });
    if (y === undefined || x === undefined) return [];
    const name = colour === undefined ? '' : seriesName(row[1], colour, writing);
    return [{ x, y, series: indexIn(series, name), row: index, words }];
  });
  return {
    axis,
    categories: [...categories.keys()],
    series: [...series.keys()],
    points,
    left: rows.length - points.length,
  };
}

const numberTypes = ['integer', 'number', 'decimal'];

function toNumber(value: unknown): number | undefined {
  if (value === null || value === undefined) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function placeOf(
  value: unknown,
  { axis, type, zone }: { axis: 'number' | 'time'; type: string; zone: string },
): number | undefined {
  if (axis === 'number' || typeof value !== 'string') return toNumber(value);
  const at = Date.parse(type === 'timestamp' ? value : type === 'date' ? `${value}T00:00Z` : `${value}Z`);
  if (Number.isNaN(at)) return undefined;
  return type === 'timestamp' ? onTheWall(at, zone) : at;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** An instant as the clock on the wall of a zone shows it, in milliseconds as if that were UTC. */
function onTheWall(at: number, zone: string): number {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  clocks.set(zone, clock);
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const plainName = /^[a-z_][\w]*$/i;

/** `low` and `not low` say more than yes and no. */
function seriesName(value: unknown, { name, type }: { name: string; type: string }, writing: Writing): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean' && plainName.test(name)) return value ? name : `not ${name}`;
  return cellWords(value, { type }, writing);
}
