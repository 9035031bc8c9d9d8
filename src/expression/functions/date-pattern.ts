/** Patterns of dates and times with the letters of strftime: `%d.%m.%Y`, in and out. Names are English. */
import { MillraceError } from '../../core/errors.ts';
import { civilFromDays, daysFromCivil, daysInMonth, isoDayOfWeek } from '../../model/date-arithmetic.ts';
import type { Clock } from './date-parts.ts';
import { readPart } from './date-parts.ts';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const digits = (count: number) => (value: number) => String(value).padStart(count, '0');
const two = digits(2);
const twelve = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);

/** What each letter writes. */
const writers: Readonly<Record<string, (clock: Clock) => string>> = {
  Y: (clock) => digits(4)(readPart('year', clock)),
  y: (clock) => two(readPart('year', clock) % 100),
  m: (clock) => two(readPart('month', clock)),
  '-m': (clock) => String(readPart('month', clock)),
  d: (clock) => two(readPart('day', clock)),
  '-d': (clock) => String(readPart('day', clock)),
  H: (clock) => two(readPart('hour', clock)),
  '-H': (clock) => String(readPart('hour', clock)),
  I: (clock) => two(twelve(readPart('hour', clock))),
  '-I': (clock) => String(twelve(readPart('hour', clock))),
  M: (clock) => two(readPart('minute', clock)),
  S: (clock) => two(readPart('second', clock)),
  f: ({ inDay }) => digits(6)(inDay % 1_000_000),
  p: (clock) => (readPart('hour', clock) < 12 ? 'AM' : 'PM'),
  B: ({ days }) => months[civilFromDays(days).month - 1] ?? '',
  b: ({ days }) => (months[civilFromDays(days).month - 1] ?? '').slice(0, 3),
  A: ({ days }) => weekdays[isoDayOfWeek(days) - 1] ?? '',
  a: ({ days }) => (weekdays[isoDayOfWeek(days) - 1] ?? '').slice(0, 3),
  j: (clock) => digits(3)(readPart('day_of_year', clock)),
  '%': () => '%',
};

type Piece = { readonly letter: string } | { readonly text: string };

const kept = 256;
const cache = new Map<string, readonly Piece[]>();

/** The pieces of a pattern; `evaluation_failed` for a letter that is not known. */
export function piecesOf(pattern: string): readonly Piece[] {
  const known = cache.get(pattern);
  if (known) return known;
  const pieces = [...pattern.matchAll(/%(-?.|$)|[^%]+/gsu)].map(([whole, letter]): Piece => {
    if (letter === undefined) return { text: whole };
    if (Object.hasOwn(writers, letter)) return { letter };
    throw new MillraceError('evaluation_failed', `"${whole}" means nothing in a pattern of dates.`, {
      hint: `Use ${Object.keys(writers)
        .map((one) => `%${one}`)
        .join(' ')}.`,
    });
  });
  if (cache.size >= kept) cache.clear();
  cache.set(pattern, pieces);
  return pieces;
}

/** Writes a clock as a pattern says. */
export function formatClock(clock: Clock, pattern: string): string {
  return piecesOf(pattern)
    .map((piece) => ('text' in piece ? piece.text : (writers[piece.letter]?.(clock) ?? '')))
    .join('');
}

/** What has been read so far. */
interface Found {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  micros: number;
  afternoon: boolean | undefined;
}

/** How a letter is read: what it looks like and where it goes. */
interface LetterReader {
  readonly form: RegExp;
  read(found: Found, text: string): void;
}

const number = (form: RegExp, part: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'): LetterReader => ({
  form,
  read: (found, text) => {
    found[part] = Number(text);
  },
});

const monthName = (length: number | undefined): LetterReader => ({
  form: /[A-Za-z]+/y,
  read: (found, text) => {
    found.month = months.findIndex((name) => name.slice(0, length).toLowerCase() === text.toLowerCase()) + 1;
  },
});

const upToTwo = /\d{1,2}/y;

/** Weekdays and the day of the year are not read: they could contradict the rest. */
const readers: Readonly<Record<string, LetterReader>> = {
  Y: number(/\d{4}/y, 'year'),
  y: {
    form: /\d{2}/y,
    read: (found, text) => {
      found.year = Number(text) + (Number(text) < 69 ? 2000 : 1900);
    },
  },
  m: number(upToTwo, 'month'),
  '-m': number(upToTwo, 'month'),
  d: number(upToTwo, 'day'),
  '-d': number(upToTwo, 'day'),
  H: number(upToTwo, 'hour'),
  '-H': number(upToTwo, 'hour'),
  I: number(upToTwo, 'hour'),
  '-I': number(upToTwo, 'hour'),
  M: number(upToTwo, 'minute'),
  S: number(upToTwo, 'second'),
  f: {
    form: /\d{1,6}/y,
    read: (found, text) => {
      found.micros = Number(text.padEnd(6, '0'));
    },
  },
  p: {
    form: /[AaPp][Mm]/y,
    read: (found, text) => {
      found.afternoon = text.toLowerCase() === 'pm';
    },
  },
  B: monthName(undefined),
  b: monthName(3),
  '%': { form: /%/y, read: () => undefined },
};

/** The clock that a text shows as a pattern says, or undefined. */
export function parseClock(text: string, pattern: string): Clock | undefined {
  const found: Found = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, micros: 0, afternoon: undefined };
  let at = 0;
  for (const piece of piecesOf(pattern)) {
    const length =
      'text' in piece ? literalLength(text, at, piece.text) : readLetter(text, at, { letter: piece.letter, found });
    if (length === undefined) return undefined;
    at += length;
  }
  return at === text.length ? clockFound(found) : undefined;
}

function literalLength(text: string, at: number, wanted: string): number | undefined {
  return text.startsWith(wanted, at) ? wanted.length : undefined;
}

function readLetter(text: string, at: number, { letter, found }: { letter: string; found: Found }): number | undefined {
  const reader = Object.hasOwn(readers, letter) ? readers[letter] : undefined;
  if (!reader) {
    throw new MillraceError('evaluation_failed', `"%${letter}" can be written, but not read.`, {
      hint: `Use ${Object.keys(readers)
        .map((one) => `%${one}`)
        .join(' ')}.`,
    });
  }
  reader.form.lastIndex = at;
  const match = reader.form.exec(text);
  if (!match) return undefined;
  reader.read(found, match[0]);
  return match[0].length;
}

function clockFound({ year, month, day, hour, minute, second, micros, afternoon }: Found): Clock | undefined {
  if (afternoon !== undefined && (hour < 1 || hour > 12)) return undefined;
  const hours = afternoon === undefined ? hour : (hour % 12) + (afternoon ? 12 : 0);
  const isDate = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!isDate || hours > 23 || minute > 59 || second > 59) return undefined;
  return { days: daysFromCivil(year, month, day), inDay: ((hours * 60 + minute) * 60 + second) * 1_000_000 + micros };
}
