/** The hash that says whether a definition changed. */
import { createHash } from 'node:crypto';
import { SourceNumber } from './source-number.ts';

/**
 * One text for one definition: JSON without white space, numbers as they were written. Keys keep their order, because
 * order carries meaning (`compute`, `columns`).
 */
function canonicalText(value: unknown): string {
  if (value instanceof SourceNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  return `{${Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([key, one]) => `${JSON.stringify(key)}:${canonicalText(one)}`)
    .join(',')}}`;
}

/** SHA-256 of a definition, in hex: the same until what it says changes; comments and layout do not count. */
export function hashDefinition(value: unknown): string {
  return createHash('sha256').update(canonicalText(value)).digest('hex');
}
