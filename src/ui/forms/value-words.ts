/** What a value reads like, by the kind of its field. Pure. */
import { exactTime } from '../format/time.ts';

/** What is known of a value: the kind of its field; without one it is read as it looks. */
export interface ValueKind {
  readonly kind?: string | undefined;
  readonly item?: string | undefined;
}

interface Reader {
  readonly locale: string;
  readonly zone: string;
}

/** True for nothing: no value, null, or an empty text. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** True for what is shown as JSON, on lines of its own. */
export function isStructured(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((one) => typeof one === 'object' && one !== null);
  return typeof value === 'object' && value !== null;
}

/** A value in words. */
export function valueWords(value: unknown, { kind, item }: ValueKind, reader: Reader): string {
  if (isNothing(value)) return '';
  if (isStructured(value)) return JSON.stringify(value, null, 2);
  if (Array.isArray(value)) return value.map((one) => valueWords(one, { kind: item }, reader)).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return numberWords(value, reader.locale);
  return textWords(String(value), kind, reader);
}

function numberWords(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value);
}

function textWords(text: string, kind: string | undefined, { locale, zone }: Reader): string {
  if (kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = new Intl.DateTimeFormat(locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    });
    return day.format(Date.parse(`${text}T00:00:00Z`));
  }
  if (kind === 'timestamp' && !Number.isNaN(Date.parse(text))) return exactTime(Date.parse(text), zone, locale);
  if (kind === 'integer' && /^[+-]?\d+$/.test(text)) return new Intl.NumberFormat(locale).format(BigInt(text));
  return text;
}
