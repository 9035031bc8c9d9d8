/** Values of definitions on their way to typed values: numbers still have the text that they were written with. */
import { SourceNumber } from './source-number.ts';
import { ExactDecimal } from './value.ts';
import type { ValueType } from './value-type.ts';

/**
 * What `fromJson` takes, from a value as YAML gives it. A number in the place of a text is the text as it was written,
 * so that `code: 0042` keeps its zeros.
 */
export function exactSource(value: unknown, type: ValueType): unknown {
  if (value instanceof SourceNumber) return exactNumber(value.text, type);
  if (type.kind === 'text' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (Array.isArray(value)) {
    const item: ValueType = type.kind === 'list' ? type.item : { kind: 'any' };
    return value.map((one) => exactSource(one, item));
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const fields = new Map(type.kind === 'record' ? type.fields.map((field) => [field.name, field.type]) : []);
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, exactSource(part, fields.get(name) ?? { kind: 'any' })]),
  );
}

function exactNumber(text: string, type: ValueType): unknown {
  if (type.kind === 'text') return text;
  if (type.kind === 'number') return Number(text);
  const exact = new ExactDecimal(text);
  if (exact.isInteger() && type.kind !== 'decimal') return BigInt(exact.toFixed(0));
  const rounded = Number(text);
  return type.kind === 'any' && Number.isFinite(rounded) && exact.eq(rounded) ? rounded : exact;
}
