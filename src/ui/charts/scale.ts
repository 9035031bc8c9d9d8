/** From values to places and back to words: round steps, zero lines, days and hours. Pure. */

/** A value's place on a line of pixels. */
export type Scale = (value: number) => number;

/** A scale from `[low, high]` to `[from, to]`; a domain without length lies in the middle. */
export function linearScale([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  if (high === low) return () => (from + to) / 2;
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

const roundSteps = [1, 2, 5, 10];

/** The smallest round step of which at most `most` cover `length`. */
function roundStep(length: number, most: number): number {
  const rough = length / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * (roundSteps.find((step) => power * step >= rough * 0.999_999) ?? 10);
}

/** Marks at round values, from the one at or below `low` to the one at or above `high`. */
export function roundTicks(low: number, high: number, most: number): readonly number[] {
  if (high === low) return low === 0 ? [0, 1] : roundTicks(Math.min(0, low), Math.max(0, high), most);
  const step = roundStep(high - low, most);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // Multiplied, not added up, so that 0.1 + 0.2 is not shown.
  return Array.from({ length: last - first + 1 }, (_none, at) => Number(((first + at) * step).toPrecision(15)));
}

/** What an axis of measures covers: zero belongs to it unless the values are far from it and close together. */
export function measuredRange(values: readonly number[], alwaysZero: boolean): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  const isFar = Math.min(Math.abs(low), Math.abs(high)) > 3 * (high - low) && Math.sign(low) === Math.sign(high);
  return !alwaysZero && isFar && high > low ? [low, high] : [Math.min(0, low), Math.max(0, high)];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const timeSteps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14].map((count) => count * DAY),
];
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120];

/** Marks at round times of a clock without zones (milliseconds as if in UTC), inside of `low` and `high`. */
export function timeTicks(low: number, high: number, most: number): readonly number[] {
  const step = timeSteps.find((one) => (high - low) / one <= most);
  if (step !== undefined) return stepped(low, high, step);
  const months = monthSteps.find((one) => (high - low) / (one * 30 * DAY) <= most) ?? 1200;
  const from = new Date(low);
  const first = from.getUTCFullYear() * 12 + from.getUTCMonth();
  const marks: number[] = [];
  for (let month = Math.ceil(first / months) * months; ; month += months) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at > high) return marks;
    if (at >= low) marks.push(at);
  }
}

function stepped(low: number, high: number, step: number): readonly number[] {
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) }, (_none, at) => first + at * step);
}

/** How fine the marks are: what their words must tell apart. */
export function timeUnit(ticks: readonly number[]): 'minute' | 'day' | 'month' | 'year' {
  if (ticks.some((at) => at % DAY !== 0)) return 'minute';
  if (ticks.some((at) => new Date(at).getUTCDate() !== 1)) return 'day';
  return ticks.some((at) => new Date(at).getUTCMonth() !== 0) ? 'month' : 'year';
}
