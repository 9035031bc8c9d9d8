/** Text of a file as a value of the declared type. */
import { MillraceError } from '../../core/errors.ts';
import { castValue } from '../../model/cast.ts';
import { parseExactJson } from '../../model/exact-json.ts';
import type { Value } from '../../model/value.ts';
import { fromJson } from '../../model/value-codec.ts';
import { parseInteger, parseNumber } from '../../model/value-text.ts';
import { types, type ValueType } from '../../model/value-type.ts';

/** Reads one column. Gives undefined for text that is not of the type. */
export type TextReader = (text: string) => Value | undefined;

/** The reader of a column: `nulls` are the texts that mean null; for all types but text, blanks around count for nothing. */
export function textReader(type: ValueType, nulls: readonly string[]): TextReader {
  const empty = new Set(nulls);
  if (type.kind === 'text') return (text) => (empty.has(text) ? null : text);
  const read = scalarReader(type);
  return (text) => (empty.has(text) || empty.has(text.trim()) ? null : read(text));
}

function scalarReader(type: ValueType): TextReader {
  switch (type.kind) {
    case 'integer':
      return parseInteger;
    case 'number':
      return parseNumber;
    default:
      return (text) => valueOfText(text, type);
  }
}

/** The value that a text stands for, lists and records as JSON; undefined where it is not of the type. */
export function valueOfText(text: string, type: ValueType): Value | undefined {
  try {
    if (type.kind === 'list' || type.kind === 'record') return fromJson(parseExactJson(text), type);
    return castValue(text.trim(), types.text, type);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    if (thrown instanceof MillraceError && (thrown.code === 'cast_failed' || thrown.code === 'invalid_input'))
      return undefined;
    throw thrown;
  }
}
