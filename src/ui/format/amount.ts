/** Counts and sizes. */

/** A count, grouped as the locale does. */
export function count(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** A count with its noun: `1 record`, `20,000 records`. */
export function countOf(value: number, noun: string, locale: string): string {
  return `${count(value, locale)} ${value === 1 ? noun : `${noun}s`}`;
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size in bytes: `9.1 kB`. */
export function bytes(value: number, locale: string): string {
  const power = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const digits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  return `${digits.format(value / 1000 ** power)} ${sizes[power]}`;
}
