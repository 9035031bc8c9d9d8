/** Where the bars of a chart stand: upright or lying, one on the other where series share a category. Pure. */
import type { ChartData, ChartPoint } from './chart-data.ts';
import { linearScale, measuredRange, roundTicks } from './scale.ts';

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A bar. */
export interface Bar {
  readonly point: ChartPoint;
  readonly box: Box;
}

/** A mark of an axis: where, and its words. */
export interface AxisMark {
  readonly at: number;
  readonly words: string;
}

/** A chart of bars, laid out. */
export interface BarLayout {
  readonly isLying: boolean;
  readonly plot: Box;
  readonly bars: readonly Bar[];
  readonly measures: readonly AxisMark[];
  readonly categories: readonly AxisMark[];
  /** Where zero is. */
  readonly zero: number;
  /** True where names of categories are written aslant, since they have no room side by side. */
  readonly isSlanted: boolean;
}

/** Width of a letter of the axes, about. */
const LETTER = 6.6;
const LINE = 20;
const WIDEST_BAR = 56;

interface Space {
  readonly width: number;
  readonly height: number;
}

interface Stacked {
  readonly point: ChartPoint;
  readonly from: number;
  readonly to: number;
}

/** Bars of one category lie on each other; what is below zero goes the other way. */
function stack(points: readonly ChartPoint[]): readonly Stacked[] {
  const ends = new Map<number, { up: number; down: number }>();
  return points.map((point) => {
    const end = ends.get(point.x) ?? { up: 0, down: 0 };
    ends.set(point.x, end);
    const side = point.y < 0 ? 'down' : 'up';
    const from = end[side];
    end[side] += point.y;
    return { point, from, to: end[side] };
  });
}

/** Lays a chart of bars out; `words` writes its measures. */
export function layOutBars(data: ChartData, space: Space, words: (value: number) => string): BarLayout {
  const stacked = stack(data.points);
  const range = measuredRange(
    stacked.flatMap(({ from, to }) => [from, to]),
    true,
  );
  const longest = data.categories.reduce((most, name) => Math.max(most, name.length), 0);
  const count = Math.max(1, data.categories.length);
  const needed = Math.min(longest, 14) * LETTER + 10;
  const isLying = needed > (space.width - 50) / count && space.height / count >= 15;
  return isLying
    ? lying({ data, stacked, range, longest }, space, words)
    : upright({ data, stacked, range, longest }, space, words);
}

interface Drawn {
  readonly data: ChartData;
  readonly stacked: readonly Stacked[];
  readonly range: readonly [number, number];
  readonly longest: number;
}

/** Letters of a name that is written aslant, and how high one letter then reaches. */
const SLANTED_LETTERS = 16;
const SLANTED_RISE = LETTER * 0.72;

/** Aslant where names would be cut, bands are wide enough for a line each, and there is height for it. */
function isSlantedBy({ longest }: Drawn, band: number, height: number): boolean {
  return longest * LETTER + 6 > band && band >= 15 && height >= 220;
}

function upright(drawn: Drawn, { width, height }: Space, words: (value: number) => string): BarLayout {
  const { data, stacked, range, longest } = drawn;
  const ticks = roundTicks(...range, Math.max(2, Math.floor(height / 46)));
  const beside = Math.max(...ticks.map((tick) => words(tick).length)) * LETTER + 12;
  const count = Math.max(1, data.categories.length);
  const isSlanted = isSlantedBy(drawn, (width - beside - 6) / count, height);
  // The first name begins as far to the left as it reaches down.
  const first = Math.min(data.categories[0]?.length ?? 0, SLANTED_LETTERS) * SLANTED_RISE + 8;
  const left = isSlanted ? Math.max(beside, first - (width - beside) / count / 2) : beside;
  const below = isSlanted ? Math.min(longest, SLANTED_LETTERS) * SLANTED_RISE + 18 : 24;
  const plot = { x: left, y: 8, width: Math.max(1, width - left - 6), height: Math.max(1, height - 8 - below) };
  const place = linearScale([ticks[0] ?? 0, ticks.at(-1) ?? 1], [plot.y + plot.height, plot.y]);
  const band = plot.width / Math.max(1, data.categories.length);
  const thick = Math.min(WIDEST_BAR, Math.max(1, band * 0.72));
  const middle = (index: number): number => plot.x + band * (index + 0.5);
  const bars = stacked.map(({ point, from, to }) => {
    const [top, bottom] = [place(Math.max(from, to)), place(Math.min(from, to))];
    return { point, box: { x: middle(point.x) - thick / 2, y: top, width: thick, height: bottom - top } };
  });
  // Where not every name has room, every second, third, .. is named.
  const letters = Math.max(3, Math.floor((band - 6) / LETTER));
  const every = isSlanted ? 1 : Math.max(1, Math.ceil(30 / band));
  const flat = every === 1 ? letters : Math.floor((band * every - 6) / LETTER);
  const room = isSlanted ? SLANTED_LETTERS : flat;
  const categories = data.categories.flatMap((name, index) =>
    index % every === 0 ? [{ at: middle(index), words: shortened(name, room) }] : [],
  );
  const measures = ticks.map((tick) => ({ at: place(tick), words: words(tick) }));
  return { isLying: false, plot, bars, measures, categories, zero: place(0), isSlanted };
}

function lying(
  { data, stacked, range, longest }: Drawn,
  { width, height }: Space,
  words: (value: number) => string,
): BarLayout {
  const left = Math.min(longest * LETTER + 12, width * 0.38);
  const plot = { x: left, y: 2, width: Math.max(1, width - left - 22), height: Math.max(1, height - 2 - LINE) };
  const ticks = roundTicks(...range, Math.max(2, Math.floor(plot.width / 90)));
  const place = linearScale([ticks[0] ?? 0, ticks.at(-1) ?? 1], [plot.x, plot.x + plot.width]);
  const band = plot.height / Math.max(1, data.categories.length);
  const thick = Math.min(28, Math.max(1, band * 0.72));
  const middle = (index: number): number => plot.y + band * (index + 0.5);
  const bars = stacked.map(({ point, from, to }) => {
    const [start, end] = [place(Math.min(from, to)), place(Math.max(from, to))];
    return { point, box: { x: start, y: middle(point.x) - thick / 2, width: end - start, height: thick } };
  });
  const letters = Math.floor((left - 10) / LETTER);
  const categories = data.categories.map((name, index) => ({ at: middle(index), words: shortened(name, letters) }));
  const measures = ticks.map((tick) => ({ at: place(tick), words: words(tick) }));
  return { isLying: true, plot, bars, measures, categories, zero: place(0), isSlanted: false };
}

/** A name that fits; what is cut off is in the tip and in the table. */
function shortened(name: string, letters: number): string {
  return name.length <= letters ? name : `${name.slice(0, Math.max(1, letters - 1))}…`;
}
