/** Values of records as people read them, by type and locale. Pure. */
import { numberByPattern } from './number-pattern.ts';

/** How values are written. */
export interface Writing {
  readonly locale: string;
  readonly zone: string;
}

/** A value of the API: its type without parts, and a number format where there is one. */
export interface CellKind {
  readonly type: string;
  readonly format?: string | undefined;
}

/** True for types whose values stand to the right. */
export function isNumeric(type: string): boolean {
  return type === 'integer' || type === 'number' || type === 'decimal';
}

const dates = new Map<string, Intl.DateTimeFormat>();

function dateFormat(key: string, locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = dates.get(`${key} ${locale}`) ?? new Intl.DateTimeFormat(locale, options);
  dates.set(`${key} ${locale}`, known);
  return known;
}

const numbers = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: string, decimals: number): Intl.NumberFormat {
  const key = `${locale} ${decimals}`;
  const known =
    numbers.get(key) ??
    new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: Math.max(decimals, 6) });
  numbers.set(key, known);
  return known;
}

/** A decimal comes as text and keeps its places. */
function numberWords(value: number | string, format: string | undefined, locale: string): string {
  if (format !== undefined) return numberByPattern(value, format, locale);
  const places = typeof value === 'string' ? (/\.(\d+)$/.exec(value)?.[1]?.length ?? 0) : 0;
  return numberFormat(locale, places).format(value as number);
}

/** A value in words; nothing for null. */
export function cellWords(value: unknown, { type, format }: CellKind, { locale, zone }: Writing): string {
  if (value === null || value === undefined) return '';
  if (isNumeric(type) && (typeof value === 'number' || typeof value === 'string'))
    return numberWords(value, format, locale);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return numberWords(value, format, locale);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (type === 'date')
    return dateFormat('date', locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(`${value}T00:00Z`));
  if (type === 'timestamp') {
    return dateFormat(`timestamp ${zone}`, locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(
      Date.parse(value),
    );
  }
  if (type === 'datetime')
    return dateFormat('datetime', locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(
      Date.parse(`${value}Z`),
    );
  return value;
}
