/** Between what stands in a form and what the server takes. An empty field takes the field's default. Pure. */
import type { Schemas } from '../api/client.ts';

/** A field of a shape, as the server declares it; `lines` is how high a text is shown. */
export type FormField = Schemas['Field'] & { readonly lines?: number };

/** What stands in a field: text, or texts where a list is asked for. */
export type FieldValue = string | readonly string[];

/** What stands in the fields, by name. */
export type FormValues = Readonly<Record<string, FieldValue>>;

/** True where a list of simple values is typed in one by one. */
export function isTextList({ kind, item }: FormField): boolean {
  return kind === 'list' && item !== undefined && item !== 'record' && item !== 'list' && item !== 'any';
}

/** True where the value is written as JSON. */
export function isJson(field: FormField): boolean {
  return ['record', 'any', 'list'].includes(field.kind) && !isTextList(field);
}

/** A form in which nothing was typed yet; `known` is what stands in it before, as the server said it. */
export function emptyForm(fields: readonly FormField[], known: Readonly<Record<string, unknown>> = {}): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, toFieldValue(field, known[field.name])]));
}

function toFieldValue(field: FormField, value: unknown): FieldValue {
  if (isTextList(field)) return Array.isArray(value) ? value.map(String) : [];
  if (value === undefined || value === null) return '';
  if (isJson(field)) return JSON.stringify(value, null, 2);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The value of a field; empty where there is none. */
export function standsIn(field: FormField, values: FormValues): FieldValue {
  return values[field.name] ?? (isTextList(field) ? [] : '');
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

/** What is wrong with a field, if anything; a required one that is empty only once somebody tried to send. */
export function faultOf(field: FormField, value: FieldValue, isTried = true): string | undefined {
  if (value === '' || value.length === 0)
    return isTried && !field.optional ? 'This is needed: give a value.' : undefined;
  const texts = typeof value === 'string' ? [value] : value;
  const [pattern, wanted] = checks[isTextList(field) ? (field.item ?? '') : field.kind] ?? [];
  if (pattern !== undefined && texts.some((text) => !pattern.test(text.trim()))) return wanted;
  if (isJson(field)) return isReadable(String(value)) ? undefined : 'This is not JSON.';
  return boundFault(field, value) ?? patternFault(field, value);
}

/** Bounds measure the length of texts and lists; days and times read in the order in which they are written. */
function boundFault({ kind, min, max }: FormField, value: FieldValue): string | undefined {
  const isText = kind === 'text';
  const what = isText ? ' characters' : kind === 'list' ? ' items' : '';
  const isBelow = (bound: number | string): boolean => {
    if (isText || kind === 'list') return [...value].length < Number(bound);
    return kind === 'date' || kind === 'time' ? String(value) < String(bound) : Number(value) < Number(bound);
  };
  const isAbove = (bound: number | string): boolean => {
    if (isText || kind === 'list') return [...value].length > Number(bound);
    return kind === 'date' || kind === 'time' ? String(value) > String(bound) : Number(value) > Number(bound);
  };
  if (min !== undefined && isBelow(min)) return `At least ${min}${what} wanted.`;
  if (max !== undefined && isAbove(max)) return `At most ${max}${what} wanted.`;
  return undefined;
}

/** Patterns are of the server's dialect: what a browser cannot read is left for the server to check. */
function patternFault({ pattern }: FormField, value: FieldValue): string | undefined {
  if (pattern === undefined || typeof value !== 'string') return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value) ? undefined : `It must match the pattern ${pattern}.`;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
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

/** What the server takes: what is empty is left out; what was emptied, where something was `known`, is null. */
export function toInput(
  fields: readonly FormField[],
  values: FormValues,
  known: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const given = fields.flatMap((field) => {
    const value = standsIn(field, values);
    const { name } = field;
    if (value.length === 0) return known[name] === undefined || known[name] === null ? [] : [[name, null] as const];
    if (typeof value !== 'string') return [[name, value.map((text) => toValue(field.item ?? 'text', text))] as const];
    return [[name, isJson(field) ? (JSON.parse(value) as unknown) : toValue(field.kind, value)] as const];
  });
  return Object.fromEntries(given);
}

/** The default of a field, as a person reads it. */
export function defaultWords({ default: written, defaultNow }: FormField): string {
  const value = defaultNow ?? written;
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.join(', ')
    : JSON.stringify(value);
}
