/** Where the points of a line chart lie. Pure. */
import type { AxisMark, Box } from './bar-layout.ts';
import type { ChartData, ChartPoint } from './chart-data.ts';
import { timeWords } from './chart-words.ts';
import { linearScale, measuredRange, roundTicks, timeTicks } from './scale.ts';

/** A point with its place. */
export interface PlacedPoint {
  readonly point: ChartPoint;
  readonly x: number;
  readonly y: number;
}

/** A line chart, laid out. */
export interface LineLayout {
  readonly plot: Box;
  /** By x, then series. */
  readonly points: readonly PlacedPoint[];
  /** The path of each series. */
  readonly paths: readonly string[];
  readonly measures: readonly AxisMark[];
  readonly places: readonly AxisMark[];
  /** Where zero is, if the axis reaches it. */
  readonly zero: number | undefined;
}

const LETTER = 6.6;

/** How a line chart is laid out. */
export interface LineSpace {
  readonly width: number;
  readonly height: number;
  readonly locale: string;
  words(value: number): string;
}

/** Lays a line chart out. */
export function layOutLine(data: ChartData, { width, height, locale, words }: LineSpace): LineLayout {
  const range = measuredRange(
    data.points.map(({ y }) => y),
    false,
  );
  const ticks = roundTicks(...range, Math.max(2, Math.floor(height / 46)));
  const left = Math.max(...ticks.map((tick) => words(tick).length)) * LETTER + 12;
  const plot = { x: left, y: 8, width: Math.max(1, width - left - 16), height: Math.max(1, height - 8 - 24) };
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  const vertical = linearScale([low, high], [plot.y + plot.height, plot.y]);
  const xs = data.points.map(({ x }) => x);
  const first = xs.reduce((least, x) => Math.min(least, x), xs[0] ?? 0);
  const last = xs.reduce((most, x) => Math.max(most, x), xs[0] ?? 0);
  const horizontal = linearScale([first, last], [plot.x + 4, plot.x + plot.width - 4]);
  const points = data.points
    .map((point) => ({ point, x: horizontal(point.x), y: vertical(point.y) }))
    .toSorted((a, b) => a.x - b.x || a.point.series - b.point.series);
  const most = Math.max(2, Math.floor(plot.width / 84));
  const places = placeMarks(data, { first, last, most, locale, words }).map(({ at, words: text }) => ({
    at: horizontal(at),
    words: text,
  }));
  return {
    plot,
    points,
    paths: data.series.map((_name, series) => pathOf(points.filter(({ point }) => point.series === series))),
    measures: ticks.map((tick) => ({ at: vertical(tick), words: words(tick) })),
    places,
    zero: low <= 0 && high >= 0 ? vertical(0) : undefined,
  };
}

interface Along {
  readonly first: number;
  readonly last: number;
  readonly most: number;
  readonly locale: string;
  words(value: number): string;
}

function placeMarks(data: ChartData, { first, last, most, locale }: Along): readonly AxisMark[] {
  if (data.axis === 'category') {
    const every = Math.max(1, Math.ceil(data.categories.length / most));
    return data.categories.flatMap((words, at) => (at % every === 0 ? [{ at, words }] : []));
  }
  if (data.axis === 'number') {
    const plain = new Intl.NumberFormat(locale);
    return roundTicks(first, last, most)
      .filter((at) => at >= first && at <= last)
      .map((at) => ({ at, words: plain.format(at) }));
  }
  const ticks = timeTicks(first, last, most);
  const shown = ticks.length === 0 ? [first] : ticks;
  const words = timeWords(shown, locale);
  return shown.map((at, index) => ({ at, words: words[index] ?? '' }));
}

function pathOf(points: readonly PlacedPoint[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

/** The point nearest to a place, along the axis first. */
export function nearestPoint(points: readonly PlacedPoint[], x: number, y: number): number | undefined {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, point] of points.entries()) {
    const distance = Math.abs(point.x - x) * 1000 + Math.abs(point.y - y);
    if (distance >= least) continue;
    best = index;
    least = distance;
  }
  return best;
}
