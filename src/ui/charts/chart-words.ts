import { cellWords, type Writing } from '../format/cell-words.ts';
import type { ChartData, ChartPoint } from './chart-data.ts';
import { timeUnit } from './scale.ts';

/** How a chart writes: locale and zone, and the format of its measure. */
export interface ChartWriting extends Writing {
  readonly format?: string | undefined;
}

/** A measure in words. */
export function measureWords(value: number, { format, ...writing }: ChartWriting): string {
  return cellWords(value, { type: 'number', format }, writing);
}

/** A point in words: `tea, low: 5`. */
export function pointWords(point: ChartPoint, data: ChartData, writing: ChartWriting): string {
  const series = data.series[point.series];
  return `${point.words}${series === undefined || series === '' ? '' : `, ${series}`}: ${measureWords(point.y, writing)}`;
}

const unitOptions: Readonly<Record<ReturnType<typeof timeUnit>, Intl.DateTimeFormatOptions>> = {
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
};

/** The words of the marks of a time axis: as fine as the marks are; a day's first hour says which day. */
export function timeWords(ticks: readonly number[], locale: string): readonly string[] {
  const unit = timeUnit(ticks);
  const format = new Intl.DateTimeFormat(locale, { ...unitOptions[unit], timeZone: 'UTC' });
  const day = new Intl.DateTimeFormat(locale, { ...unitOptions.day, timeZone: 'UTC' });
  return ticks.map((at) => (unit === 'minute' && at % 86_400_000 === 0 ? day : format).format(at));
}
