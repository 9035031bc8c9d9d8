/** DuckDB's data chunks as records of a shape. */
import type {
  DuckDBBlobValue,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBValue,
} from '@duckdb/node-api';
import { parseExactJson } from '../model/exact-json.ts';
import { dateOf, datetimeOf, timestampOf } from '../model/date-arithmetic.ts';
import { integer } from '../model/integer.ts';
import { valueFromUnknown } from '../model/value-codec.ts';
import { type DataRecord, ExactDecimal, Interval, TimeValue, type Value } from '../model/value.ts';
import type { Shape, ValueType } from '../model/value-type.ts';

type Convert = (value: Exclude<DuckDBValue, null>) => Value;

/** How the text of a value of unknown shape is read; default: as plain JSON. */
export type ReadUntyped = (text: string) => Value;

const plainJson: ReadUntyped = (text) => valueFromUnknown(parseExactJson(text));

function converter(type: ValueType, untyped: ReadUntyped): Convert {
  switch (type.kind) {
    case 'integer':
      return (value) => integer(BigInt(value as bigint | number));
    case 'number':
      // Infinity and NaN are no values.
      return (value) => (Number.isFinite(value) ? (value as number) + 0 : null);
    case 'decimal':
      return (value) => decimalOf(value as DuckDBDecimalValue);
    case 'date':
      return (value) => dateOf((value as DuckDBDateValue).days);
    case 'time':
      return (value) => new TimeValue(Number((value as DuckDBTimeValue).micros));
    case 'timestamp':
      return (value) => timestampOf((value as DuckDBTimestampTZValue).micros);
    case 'datetime':
      return (value) => datetimeOf((value as DuckDBTimestampValue).micros);
    case 'interval':
      return (value) => {
        const { months, days, micros } = value as DuckDBIntervalValue;
        return new Interval(months, days, micros);
      };
    case 'binary':
      // A view of its own: DuckDB's is a Buffer.
      return (value) => Uint8Array.from((value as DuckDBBlobValue).bytes);
    case 'list':
      return listConverter(converter(type.item, untyped));
    case 'record':
      return structConverter(type.fields, untyped);
    case 'any':
      return (value) => untyped(value as string);
    default:
      return (value) => value as string | boolean;
  }
}

/** By its digits and exponent: cheaper than by its text. */
function decimalOf({ value, scale }: DuckDBDecimalValue): Value {
  return new ExactDecimal(`${value}e-${scale}`);
}

function listConverter(convert: Convert): Convert {
  return (value) => (value as DuckDBListValue).items.map((one) => (one === null ? null : convert(one)));
}

function structConverter(fields: Shape, untyped: ReadUntyped): Convert {
  const parts = fields.map(({ name, type }) => ({ name, convert: converter(type, untyped) }));
  return (value) => {
    const { entries } = value as DuckDBStructValue;
    return Object.fromEntries(
      parts.map(({ name, convert }) => {
        const part = entries[name] ?? null;
        return [name, part === null ? null : convert(part)];
      }),
    );
  };
}

/** Makes records of a chunk whose columns are the fields of a shape, in order. */
export type ChunkReader = (chunk: DuckDBDataChunk) => DataRecord[];

/** A reader for records of a shape. */
export function chunkReader(shape: Shape, untyped: ReadUntyped = plainJson): ChunkReader {
  const converters = shape.map(({ type }) => converter(type, untyped));
  const build = recordMaker(shape.map(({ name }) => name));
  return (chunk) =>
    build(
      converters.map((convert, index) => readColumn(chunk, index, convert)),
      chunk.rowCount,
    );
}

/** Value by value out of the vector, without a list of DuckDB's values in between. */
function readColumn(chunk: DuckDBDataChunk, index: number, convert: Convert): Value[] {
  const vector = chunk.getColumnVector(index);
  const values = new Array<Value>(vector.itemCount);
  for (let row = 0; row < values.length; row++) {
    const item = vector.getItem(row);
    values[row] = item === null ? null : convert(item);
  }
  return values;
}

/** One object literal per record, so that all of them have the same hidden class; only quoted names enter the code. */
function recordMaker(
  names: readonly string[],
): (columns: readonly (readonly Value[])[], count: number) => DataRecord[] {
  const columns = names.map((_, index) => `c${index} = columns[${index}]`);
  const fields = names.map((name, index) => `[${JSON.stringify(name)}]: c${index}[row]`);
  const code = [
    columns.length === 0 ? '' : `const ${columns.join(', ')};`,
    'const records = new Array(count);',
    `for (let row = 0; row < count; row++) records[row] = { ${fields.join(', ')} };`,
    'return records;',
  ];
  return new Function('columns', 'count', code.join(' ')) as ReturnType<typeof recordMaker>;
}
