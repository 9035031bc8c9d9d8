/**
 * A second reading of cron fields, written from their description and sharing nothing with the product: a day or a minute
 * matches, or it does not. Slow and plain on purpose.
 */

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const DAY = 86_400_000;

/** Which wall times cron fields mean. Days are counted from 1970-01-01. */
export interface CronOracle {
  day(day: number): boolean;
  /** By minute of the day: 1 for one that matches. */
  readonly minutes: Uint8Array;
  /** The seconds of a minute that match. */
  readonly seconds: readonly number[];
}

/** The numbers of a field: lists of `*`, `5`, `1-5`, and these with `/2`. */
function numbersOf(
  text: string,
  [least, greatest]: readonly [number, number],
  names: readonly string[] = [],
): Set<number> {
  const number = (word: string): number => {
    const named = names.indexOf(word.toLowerCase());
    return named < 0 ? Number(word) : named + (greatest === 12 ? 1 : 0);
  };
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [first = '', last] = range.split('-');
    const isAll = first === '*' || first === '?';
    const from = isAll ? least : number(first);
    const open = isAll || (last === undefined && part.includes('/'));
    const to = open ? greatest : number(last ?? first);
    for (let value = from; value <= to; value += Number(step)) found.add(value);
  }
  return found;
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly date: number;
  readonly weekday: number;
  /** How many days its month has. */
  readonly length: number;
}

function dayOf(day: number): Day {
  const at = new Date(day * DAY);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + 1];
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { year, month, date: at.getUTCDate(), weekday: at.getUTCDay(), length };
}

/** The working day nearest to a date, within its month. */
function nearestWorkingDay(date: number, { year, month, length }: Day): number | undefined {
  if (date > length) return undefined;
  const weekday = new Date(Date.UTC(year, month - 1, date)).getUTCDay();
  if (weekday === 6) return date === 1 ? 3 : date - 1;
  if (weekday === 0) return date === length ? date - 2 : date + 1;
  return date;
}

function dateMatches(text: string, day: Day): boolean {
  return text.split(',').some((part) => {
    if (part === 'L') return day.date === day.length;
    const near = /^(\d+)W$/.exec(part);
    if (near !== null) return day.date === nearestWorkingDay(Number(near[1]), day);
    return numbersOf(part, [1, 31]).has(day.date);
  });
}

function weekdayMatches(text: string, day: Day): boolean {
  return text.split(',').some((part) => {
    const [days = '', which] = part.split('#');
    const isDay = [...numbersOf(days, [0, 7], dayNames)].some((one) => one % 7 === day.weekday);
    if (!isDay || which === undefined) return isDay;
    if (which === 'L') return day.date + 7 > day.length;
    return Math.ceil(day.date / 7) === Number(which);
  });
}

const isFree = (text: string): boolean => text === '*' || text === '?';

/** Where both days are restricted, one of them is enough, as cron has always had it. */
function dayMatches(date: string, weekday: string, day: Day): boolean {
  if (isFree(date)) return isFree(weekday) || weekdayMatches(weekday, day);
  if (isFree(weekday)) return dateMatches(date, day);
  return dateMatches(date, day) || weekdayMatches(weekday, day);
}

/** Reads cron fields. */
export function readCron(text: string): CronOracle {
  const fields = text.trim().split(/\s+/);
  const [second = '', minute = '', hour = '', date = '', month = '', weekday = ''] =
    fields.length === 5 ? ['0', ...fields] : fields;
  const [minutes, hours] = [numbersOf(minute, [0, 59]), numbersOf(hour, [0, 23])];
  const months = numbersOf(month, [1, 12], monthNames);
  const known = new Map<number, boolean>();
  return {
    day(number) {
      const before = known.get(number);
      if (before !== undefined) return before;
      const day = dayOf(number);
      const matches = months.has(day.month) && dayMatches(date, weekday, day);
      known.set(number, matches);
      return matches;
    },
    minutes: Uint8Array.from({ length: 1_440 }, (_none, at) =>
      hours.has(Math.floor(at / 60)) && minutes.has(at % 60) ? 1 : 0,
    ),
    seconds: [...numbersOf(second, [0, 59])],
  };
}
