/** Intervals as text: ISO 8601 durations out, those and `90 days` or `1 year 2 months` in. */
import { Interval } from './value.ts';

/** An interval as an ISO duration: `P1Y2M3DT4H5M6.5S`, `PT0S`. Each part carries its own sign. */
export function formatInterval(interval: Interval): string {
  const years = Math.trunc(interval.months / 12);
  const months = interval.months % 12;
  const day = part(years, 'Y') + part(months, 'M') + part(interval.days, 'D');
  const clock = formatClock(interval.micros);
  if (clock !== '') return `P${day}T${clock}`;
  return day === '' ? 'PT0S' : `P${day}`;
}

function part(count: number, unit: string): string {
  return count === 0 ? '' : `${count}${unit}`;
}

function formatClock(micros: bigint): string {
  const sign = micros < 0n ? '-' : '';
  const total = micros < 0n ? -micros : micros;
  const hours = total / 3_600_000_000n;
  const minutes = (total / 60_000_000n) % 60n;
  const seconds = (total / 1_000_000n) % 60n;
  const fraction = total % 1_000_000n;
  const digits = fraction === 0n ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
  const second = seconds === 0n && fraction === 0n ? '' : `${sign}${seconds}${digits}S`;
  return `${hours === 0n ? '' : `${sign}${hours}H`}${minutes === 0n ? '' : `${sign}${minutes}M`}${second}`;
}

/** What one of a unit is; a unit of the clock has microseconds and takes fractions. */
interface Unit {
  readonly months?: number;
  readonly micros?: bigint;
  /** A day is kept as a day: its length is not fixed. */
  readonly days?: number;
}

const hour: Unit = { micros: 3_600_000_000n };
const minute: Unit = { micros: 60_000_000n };
const second: Unit = { micros: 1_000_000n };
const day: Unit = { days: 1 };
const week: Unit = { days: 7 };
const month: Unit = { months: 1 };
const year: Unit = { months: 12 };

const isoDateUnits: Readonly<Record<string, Unit>> = { Y: year, M: month, W: week, D: day };
const isoClockUnits: Readonly<Record<string, Unit>> = { H: hour, M: minute, S: second };
const wordUnits: ReadonlyMap<string, Unit> = new Map([
  ...words(['year', 'years', 'y'], year),
  ...words(['quarter', 'quarters'], { months: 3 }),
  ...words(['month', 'months', 'mon', 'mons'], month),
  ...words(['week', 'weeks', 'w'], week),
  ...words(['day', 'days', 'd'], day),
  ...words(['hour', 'hours', 'h'], hour),
  ...words(['minute', 'minutes', 'min', 'mins', 'm'], minute),
  ...words(['second', 'seconds', 'sec', 'secs', 's'], second),
  ...words(['millisecond', 'milliseconds', 'ms'], { micros: 1000n }),
  ...words(['microsecond', 'microseconds', 'us'], { micros: 1n }),
]);

function words(names: readonly string[], unit: Unit): [string, Unit][] {
  return names.map((name) => [name, unit]);
}

const isoForm = /^([+-]?)P((?:[+-]?\d+(?:[.,]\d+)?[YMWD])*)(?:T((?:[+-]?\d+(?:[.,]\d+)?[HMS])+))?$/i;
const wordForm = /^(?:[+-]?\d+(?:\.\d+)?\s*[a-z]+\s*)+$/i;

/** The interval that a text stands for, or undefined. */
export function parseInterval(text: string): Interval | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 200) return undefined;
  const iso = isoForm.exec(trimmed);
  if (iso) return parseIso(iso);
  if (!wordForm.test(trimmed)) return undefined;
  const total = new Total();
  for (const [, count, name] of trimmed.matchAll(/([+-]?\d+(?:\.\d+)?)\s*([a-z]+)/gi)) {
    if (!total.add(count ?? '', wordUnits.get((name ?? '').toLowerCase()))) return undefined;
  }
  return total.interval(1);
}

function parseIso([, sign, dates = '', clocks = '']: RegExpExecArray): Interval | undefined {
  if (dates === '' && clocks === '') return undefined;
  const total = new Total();
  const readAll = (text: string, units: Readonly<Record<string, Unit>>): boolean =>
    [...text.matchAll(/([+-]?\d+(?:[.,]\d+)?)([A-Z])/gi)].every(([, count, unit]) =>
      total.add((count ?? '').replace(',', '.'), units[(unit ?? '').toUpperCase()]),
    );
  if (!readAll(dates, isoDateUnits) || !readAll(clocks, isoClockUnits)) return undefined;
  return total.interval(sign === '-' ? -1 : 1);
}

/** Adds parts up; a part that would need a fraction of a month, or of a microsecond, does not fit. */
class Total {
  private months = 0;
  private days = 0;
  private micros = 0n;

  add(count: string, unit: Unit | undefined): boolean {
    if (!unit) return false;
    const [whole = '', fraction = ''] = count.split('.');
    if (unit.micros !== undefined) return this.addClock(whole, fraction, unit.micros);
    if (/[1-9]/.test(fraction)) {
      return unit.days !== undefined && this.addClock(whole, fraction, BigInt(unit.days) * 86_400_000_000n);
    }
    this.months += Number(whole) * (unit.months ?? 0);
    this.days += Number(whole) * (unit.days ?? 0);
    return true;
  }

  private addClock(whole: string, fraction: string, unit: bigint): boolean {
    const scale = 10n ** BigInt(fraction.length);
    const digits = BigInt(`${whole.replace(/^[+-]/, '')}${fraction}`) * unit;
    if (digits % scale !== 0n) return false;
    this.micros += whole.startsWith('-') ? -(digits / scale) : digits / scale;
    return true;
  }

  interval(sign: 1 | -1): Interval | undefined {
    const limit = 2 ** 31;
    if (Math.abs(this.months) >= limit || Math.abs(this.days) >= limit) return undefined;
    if (BigInt.asIntN(64, this.micros) !== this.micros) return undefined;
    return new Interval(sign * this.months + 0, sign * this.days + 0, sign === 1 ? this.micros : -this.micros);
  }
}
