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
import { MillraceError } from '../core/errors.ts';
import { toJson } from '../model/value-codec.ts';
import {
  type Batch,
  type DataRecord,
  type DateValue,
  ExactDecimal,
  type Interval,
  isDecimal,
  type LocalDateTime,
  type TimeValue,
  type Timestamp,
  type Value,
} from '../model/value.ts';
import { formatType, type Shape, type ValueType } from '../model/value-type.ts';
import { columnType } from './column-type.ts';

/** The records that fit into one chunk. */
export const chunkRows = 2048;

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
  const limit = 10n ** BigInt(precision);
  return (value) => {
    const exact = isDecimal(value) ? value : new ExactDecimal(String(value));
    const digits = BigInt(exact.toFixed(scale).replace('.', ''));
    if (digits >= limit || digits <= -limit) {
      throw new MillraceError('overflow', `${exact.toFixed()} does not fit into ${formatType(type)}.`, {
        hint: 'Declare a wider decimal.',
      });
    }
    return new DuckDBDecimalValue(digits, precision, scale);
  };
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
function fieldReader(name: string): (record: DataRecord) => Value {
  return name in Object.prototype ? (record) => ownField(record, name) : (record) => record[name] ?? null;
}

/** Fills a chunk with at most {@link chunkRows} records; the chunk is the same every time, so use it before the next call. */
export type ChunkWriter = (records: Batch) => DuckDBDataChunk;

/** A writer for records of a shape; undefined where a column has no type in DuckDB. */
export function chunkWriter(shape: Shape, untyped: WriteUntyped = plainJson): ChunkWriter | undefined {
  const types = shape.map(({ type }) => columnType(type)).filter((type) => type !== undefined);
  if (types.length < shape.length) return undefined;
  const columns = shape.map(({ name, type }) => ({ read: fieldReader(name), convert: converter(type, untyped) }));
  // A new chunk each time would keep its memory until the collector comes by.
  const chunk = DuckDBDataChunk.create(types.map((type) => type.chunk));
  return (records) => {
    chunk.reset();
    chunk.rowCount = records.length;
    for (const [index, { read, convert }] of columns.entries()) {
      const vector = chunk.getColumnVector(index);
      for (const [row, record] of records.entries()) {
        const value = read(record);
        vector.setItem(row, value === null ? null : convert(value));
      }
      vector.flush();
    }
    return chunk;
  };
}
