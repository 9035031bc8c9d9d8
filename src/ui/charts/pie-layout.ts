/** The slices of a pie: the largest by name, the others together. Pure. */
import type { ChartData } from './chart-data.ts';

/** A slice. */
export interface Slice {
  readonly name: string;
  readonly value: number;
  /** Of the whole, from 0 to 1. */
  readonly share: number;
  /** The row that it stands for; none for the others together. */
  readonly row: number | undefined;
  /** From and to, in radians from the top, clockwise. */
  readonly from: number;
  readonly to: number;
}

/** More slices than these cannot be told apart. */
const mostSlices = 7;

/** The slices; undefined where they are no parts of a whole: something is below zero. */
export function slicesOf({ points, categories }: ChartData): readonly Slice[] | undefined {
  if (points.some(({ y }) => y < 0)) return undefined;
  const sorted = points.filter(({ y }) => y > 0).toSorted((a, b) => b.y - a.y);
  const total = sorted.reduce((sum, { y }) => sum + y, 0);
  const named = sorted.length > mostSlices + 1 ? sorted.slice(0, mostSlices) : sorted;
  const others = sorted.slice(named.length);
  const parts: Pick<Slice, 'name' | 'value' | 'row'>[] = named.map(({ x, y, row }) => ({
    name: categories[x] ?? '',
    value: y,
    row,
  }));
  if (others.length > 0) {
    parts.push({ name: `${others.length} others`, value: others.reduce((sum, { y }) => sum + y, 0), row: undefined });
  }
  let angle = 0;
  return parts.map((part) => {
    const share = part.value / total;
    const from = angle;
    angle += share * 2 * Math.PI;
    return { ...part, share, from, to: angle };
  });
}

interface Ring {
  readonly x: number;
  readonly y: number;
  readonly outer: number;
  readonly inner: number;
}

/** The outline of a slice of a ring. */
export function slicePath({ from, to }: Pick<Slice, 'from' | 'to'>, { x, y, outer, inner }: Ring): string {
  // An arc of a whole turn would have no length.
  const end = Math.min(to, from + 2 * Math.PI - 1e-4);
  const at = (angle: number, radius: number): string =>
    `${(x + radius * Math.sin(angle)).toFixed(2)} ${(y - radius * Math.cos(angle)).toFixed(2)}`;
  const large = end - from > Math.PI ? 1 : 0;
  return [
    `M${at(from, outer)}`,
    `A${outer} ${outer} 0 ${large} 1 ${at(end, outer)}`,
    `L${at(end, inner)}`,
    `A${inner} ${inner} 0 ${large} 0 ${at(from, inner)}Z`,
  ].join('');
}
