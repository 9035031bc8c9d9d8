/** Values of a test as an adapter takes them: as JSON that is sent, or as they are written in a definition. */
import { exactSource } from '../../model/source-value.ts';
import type { JsonValue } from '../../model/value-codec.ts';
import { ExactDecimal } from '../../model/value.ts';
import type { ValueType } from '../../model/value-type.ts';

/** A field that values are for. */
export interface NamedType {
  readonly name: string;
  readonly type: ValueType;
}

/** Values by name as JSON; those that are for no field are as they were written. */
export function sentValues(
  values: Readonly<Record<string, unknown>>,
  fields: readonly NamedType[],
): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const type = fields.find((field) => field.name === name)?.type ?? { kind: 'any' };
      return [name, plain(exactSource(value, type))];
    }),
  );
}

/** Exact numbers are sent as text, as our own answers have them. */
function plain(value: unknown): JsonValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (ExactDecimal.isDecimal(value)) return value.toFixed();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** JSON as a definition says it: no text of it is taken for an expression or a template. */
export function writtenValue(value: JsonValue): JsonValue {
  if (typeof value === 'string') return writtenText(value);
  if (Array.isArray(value)) return value.map(writtenValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, writtenValue(part)]));
  }
  return value;
}

function writtenText(text: string): string {
  return text.startsWith('=') || text.includes('${') ? `='${text.replaceAll("'", "''")}'` : text;
}
