/** DuckDB's data chunks as records of a shape. */
import type {
  DuckDBBlobValue,
  DuckDBDataChunk,
  DuckDBDateValue,
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

function converter(type: ValueType): Convert {
  switch (type.kind) {
    case 'integer':
      return (value) => integer(BigInt(value as bigint | number));
    case 'number':
      // Infinity and NaN are no values.
      return (value) => (Number.isFinite(value) ? (value as number) + 0 : null);
    case 'decimal':
      return (value) => new ExactDecimal(String(value));
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
      return listConverter(type.item);
    case 'record':
      return structConverter(type.fields);
    case 'any':
      return (value) => valueFromUnknown(parseExactJson(value as string));
    default:
      return (value) => value as string | boolean;
  }
}

function listConverter(item: ValueType): Convert {
  const convert = converter(item);
  return (value) => (value as DuckDBListValue).items.map((one) => (one === null ? null : convert(one)));
}

function structConverter(fields: Shape): Convert {
  const parts = fields.map(({ name, type }) => ({ name, convert: converter(type) }));
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
export function chunkReader(shape: Shape): ChunkReader {
  const converters = shape.map(({ type }) => converter(type));
  const build = recordMaker(shape.map(({ name }) => name));
  return (chunk) => {
    const columns = chunk.getColumns();
    const values = columns.map((column, index) => {
      const convert = converters[index]!;
      return column.map((value) => (value === null ? null : convert(value)));
    });
    return Array.from({ length: chunk.rowCount }, (_, row) => build(values, row));
  };
}

/** One object literal per record, so that all of them have the same hidden class; only quoted names enter the code. */
function recordMaker(names: readonly string[]): (columns: readonly (readonly Value[])[], row: number) => DataRecord {
  const fields = names.map((name, index) => `[${JSON.stringify(name)}]: columns[${index}][row]`);
  return new Function('columns', 'row', `return { ${fields.join(', ')} };`) as ReturnType<typeof recordMaker>;
}
