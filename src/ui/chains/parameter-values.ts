/** Between what stands in a form and what the server takes. An empty field takes the parameter's default. Pure. */
import type { Schemas } from '../api/client.ts';

type Field = Schemas['Field'];

/** What stands in the fields: text, or texts where a list is asked for. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** True where a list of simple values is typed in one by one. */
export function isTextList({ kind, item }: Field): boolean {
  return kind === 'list' && item !== undefined && item !== 'record' && item !== 'list' && item !== 'any';
}

/** True where the value is written as JSON. */
export function isJson(field: Field): boolean {
  return ['record', 'any', 'list'].includes(field.kind) && !isTextList(field);
}

/** A form in which nothing was typed yet. */
export function emptyForm(fields: readonly Field[]): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, isTextList(field) ? [] : '']));
}

const checks: Readonly<Record<string, readonly [RegExp, string]>> = {
  integer: [/^[+-]?\d+$/, 'A whole number, such as 42.'],
  number: [/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'A number, such as 3.5.'],
  decimal: [/^[+-]?(\d+\.?\d*|\.\d+)$/, 'A decimal number, such as 12.50.'],
  date: [/^\d{4}-\d{2}-\d{2}$/, 'A date, such as 2026-03-01.'],
  time: [/^\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/, 'A time, such as 08:30:00.'],
  timestamp: [
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/,
    'An instant with Z or an offset, such as 2026-03-01T08:30:00Z.',
  ],
};

/** What is wrong with a field, if anything; a required one that is empty only once somebody tried to run. */
export function faultOf(field: Field, value: string | readonly string[], isTried = true): string | undefined {
  if (value === '' || value.length === 0)
    return isTried && !field.optional ? 'This has no default: give a value.' : undefined;
  const texts = typeof value === 'string' ? [value] : value;
  const [pattern, wanted] = checks[isTextList(field) ? (field.item ?? '') : field.kind] ?? [];
  if (pattern !== undefined && texts.some((text) => !pattern.test(text.trim()))) return wanted;
  return isJson(field) && !isReadable(String(value)) ? 'This is not JSON.' : undefined;
}

function isReadable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false;
    throw thrown;
  }
}

/** Numbers that JavaScript would change go as text; the server reads them by type. */
function toValue(kind: string, text: string): unknown {
  if (kind === 'boolean') return text === 'true';
  if (kind === 'number') return Number(text);
  if (kind === 'integer') return Number.isSafeInteger(Number(text)) ? Number(text) : text.trim();
  return kind === 'text' ? text : text.trim();
}

/** What the server takes: what is empty is left out. */
export function toParameters(fields: readonly Field[], values: FormValues): Readonly<Record<string, unknown>> {
  const given = fields.flatMap((field) => {
    const value = values[field.name] ?? '';
    if (value.length === 0) return [];
    if (typeof value !== 'string')
      return [[field.name, value.map((text) => toValue(field.item ?? 'text', text))] as const];
    return [[field.name, isJson(field) ? (JSON.parse(value) as unknown) : toValue(field.kind, value)] as const];
  });
  return Object.fromEntries(given);
}

/** The default of a parameter, as a person reads it. */
export function defaultWords({ default: written, defaultNow, optional }: Field): string {
  const value = defaultNow ?? written;
  if (value === undefined) return optional ? 'empty' : '';
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.join(', ')
    : JSON.stringify(value);
}
