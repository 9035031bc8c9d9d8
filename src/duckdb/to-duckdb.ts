/** Records into DuckDB's data chunks, column by column. */
import {
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
  type DuckDBValue,
} from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { toJson } from '../model/value-codec.ts';
import type {
  Batch,
  DataRecord,
  DateValue,
  Interval,
  LocalDateTime,
  TimeValue,
  Timestamp,
  Value,
} from '../model/value.ts';
import type { Shape, ValueType } from '../model/value-type.ts';
import { columnType } from './column-type.ts';
import { columnWriter, type ReadColumn } from './column-writer.ts';
import { decimalScaler } from './scaled-decimal.ts';

type Convert = (value: Exclude<Value, null>) => DuckDBValue;

/** How a value of unknown shape becomes text; default: plain JSON. */
export type WriteUntyped = (value: Exclude<Value, null>) => string;

const plainJson: WriteUntyped = (value) => JSON.stringify(toJson(value));

const asIs: Convert = (value) => value as DuckDBValue;

/** How values of a type become DuckDB's; the values are of the type, since the row engine holds to it. */
function converter(type: ValueType, untyped: WriteUntyped): Convert {
  switch (type.kind) {
    case 'integer':
      return (value) => BigInt(value as number | bigint);
    case 'decimal':
      return decimalConverter(type);
    case 'date':
      return (value) => new DuckDBDateValue((value as DateValue).days);
    case 'time':
      return (value) => new DuckDBTimeValue(BigInt((value as TimeValue).micros));
    case 'timestamp':
      return (value) => new DuckDBTimestampTZValue((value as Timestamp).micros);
    case 'datetime':
      return (value) => new DuckDBTimestampValue((value as LocalDateTime).micros);
    case 'interval':
      return (value) => {
        const { months, days, micros } = value as Interval;
        return new DuckDBIntervalValue(months, days, micros);
      };
    case 'binary':
      return (value) => new DuckDBBlobValue(value as Uint8Array);
    case 'list':
      return listConverter(converter(type.item, untyped));
    case 'record':
      return structConverter(type.fields, untyped);
    case 'any':
      return untyped;
    default:
      return asIs;
  }
}

function decimalConverter(type: ValueType & { readonly kind: 'decimal' }): Convert {
  const { precision = 38, scale = 0 } = type;
  const scaled = decimalScaler(type);
  return (value) => new DuckDBDecimalValue(BigInt(scaled(value)), precision, scale);
}

function listConverter(convert: Convert): Convert {
  return (value) => new DuckDBListValue((value as readonly Value[]).map((one) => (one === null ? null : convert(one))));
}

function structConverter(fields: Shape, untyped: WriteUntyped): Convert {
  const parts = fields.map(({ name, type }) => ({ name, convert: converter(type, untyped) }));
  return (value) => {
    const record = value as DataRecord;
    return new DuckDBStructValue(
      Object.fromEntries(
        parts.map(({ name, convert }) => {
          const part = ownField(record, name);
          return [name, part === null ? null : convert(part)];
        }),
      ),
    );
  };
}

function ownField(record: DataRecord, name: string): Value {
  return Object.hasOwn(record, name) ? (record[name] ?? null) : null;
}

/** Names that every object inherits need a look at whose they are. */
function fieldReader(name: string): ReadColumn {
  return name in Object.prototype ? (record) => ownField(record, name) : (record) => record[name] ?? null;
}

/** Fills a chunk with at most {@link chunkRows} records; the chunk is the same every time, so use it before the next call. */
export type ChunkWriter = (records: Batch) => DuckDBDataChunk;

/** A writer for records of a shape; undefined where a column has no type in DuckDB. */
export function chunkWriter(shape: Shape, untyped: WriteUntyped = plainJson): ChunkWriter | undefined {
  const types = shape.map(({ type }) => columnType(type)).filter((type) => type !== undefined);
  if (types.length < shape.length) return undefined;
  // A new chunk each time would keep its memory until the collector comes by.
  const chunk = DuckDBDataChunk.create(types.map((type) => type.chunk));
  const columns = shape.map(({ name, type }, index) => {
    const read = fieldReader(name);
    const write = columnWriter(read, type, untyped);
    if (write === undefined) return valueWriter(chunk, { index, read, convert: converter(type, untyped) });
    return (records: Batch) => write(records, duckdb.data_chunk_get_vector(chunk.chunk, index));
  });
  return (records) => {
    chunk.reset();
    chunk.rowCount = records.length;
    for (const column of columns) column(records);
    return chunk;
  };
}

/** Hands a column over value by value. */
function valueWriter(
  chunk: DuckDBDataChunk,
  { index, read, convert }: { readonly index: number; readonly read: ReadColumn; readonly convert: Convert },
): (records: Batch) => void {
  return (records) => {
    const vector = chunk.getColumnVector(index);
    for (let row = 0; row < records.length; row++) {
      const value = read(records[row]!);
      vector.setItem(row, value === null ? null : convert(value));
    }
    vector.flush();
  };
}
