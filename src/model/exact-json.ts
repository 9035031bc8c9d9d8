/** JSON as it is written: a number that JavaScript would round is kept as bigint or decimal. */
import { ExactDecimal } from './value.ts';

/** 16 digits or more, or an exponent of three: only then can a double differ from what is written. */
const risky = /\d[\d.]{15}|[eE][+-]?\d{3}/;

/** Parses JSON; throws the SyntaxError of `JSON.parse` where the text is none. */
export function parseExactJson(text: string): unknown {
  return risky.test(text) ? JSON.parse(text, reviveExact) : JSON.parse(text);
}

/** Revivers are handed the source text of numbers, which the type definitions do not know yet. */
function reviveExact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return exactNumber(value, context.source);
}

function exactNumber(value: number, source: string): unknown {
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source);
  if (!Number.isFinite(value)) return new ExactDecimal(source);
  const exact = new ExactDecimal(source);
  return exact.equals(new ExactDecimal(value)) ? value : exact;
}
