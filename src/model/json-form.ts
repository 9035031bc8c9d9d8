/** What was read exactly (`parseExactJson`), back in a form that plain JSON can carry to a store or another process. */
import { types, type ValueType } from './value-type.ts';
import { isDecimal, type Value } from './value.ts';

/** The value with bigints and decimals as text, which their types read exactly; as numbers where the type is one. */
export function jsonForm(value: unknown, type: ValueType): unknown {
  if (typeof value === 'bigint' || isDecimal(value as Value))
    return type.kind === 'number' ? Number(String(value)) : String(value);
  if (Array.isArray(value)) {
    const item = type.kind === 'list' ? type.item : types.any;
    return value.map((one) => jsonForm(one, item));
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = new Map(type.kind === 'record' ? type.fields.map((field) => [field.name, field.type]) : []);
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, jsonForm(part, fields.get(name) ?? types.any)]),
  );
}
