/**
 * Decodes rows of an embedded collection that come with one column of JSON text for each field. What is simple is read from
 * the text itself, which is several times quicker than parsing it and looking at what came out; everything else is parsed.
 */
import type { DataRecord, Value } from '../../model/value.ts';
import type { Field, Shape } from '../../model/value-type.ts';
import type { TextRow } from '../sql/sql-dialect.ts';
import { fieldDecoder, type Misfit } from './document-decoder.ts';
import { readDecimal } from './document-scalars.ts';
import { embeddedForm, readStoredTimestamp } from './embedded-form.ts';

/** Gives the record of a row, or undefined after reporting a misfit. */
export type RowDecoder = (row: TextRow, misfit: (fault: Misfit) => void) => DataRecord | undefined;

/** Reads JSON text without parsing it; undefined where it is not that simple. */
type QuickReader = (json: string) => Value | undefined;

const quote = 34;
const timestampHead = '{"$timestamp": "';
const timestampLength = timestampHead.length + 27 + 2;
const decimalHead = '{"$decimal": "';

const plainNumber = /^-?\d{1,15}$/;

const quickText: QuickReader = (json) =>
  json.charCodeAt(0) === quote && !json.includes('\\') ? json.slice(1, -1) : undefined;

const quickInteger: QuickReader = (json) => (plainNumber.test(json) ? Number(json) : undefined);

const quickTimestamp: QuickReader = (json) =>
  json.length === timestampLength && json.startsWith(timestampHead)
    ? readStoredTimestamp(json.slice(timestampHead.length, -2))
    : undefined;

function quickReader({ type }: Field): QuickReader {
  switch (type.kind) {
    case 'text':
      return quickText;
    case 'integer':
      return quickInteger;
    case 'timestamp':
      return quickTimestamp;
    case 'decimal': {
      const read = readDecimal(type);
      return (json) => (json.startsWith(decimalHead) ? read(json.slice(decimalHead.length, -2)) : undefined);
    }
    default:
      return () => undefined;
  }
}

/** The decoder of rows whose columns are the fields of a shape, in order. */
export function embeddedRowDecoder(shape: Shape): RowDecoder {
  const columns = shape.map((field) => ({
    name: field.name,
    quick: quickReader(field),
    decode: fieldDecoder(field, embeddedForm),
  }));
  return (row, misfit) => {
    const record: Record<string, Value> = {};
    for (let index = 0; index < columns.length; index++) {
      const { name, quick, decode } = columns[index]!;
      const json = row[index] ?? null;
      const value = json === null ? null : (quick(json) ?? decode(JSON.parse(json), misfit));
      if (value === undefined) return undefined;
      record[name] = value;
    }
    return record;
  };
}
