/** How DuckDB's columns become values: exact for every type, a number that is not finite is null. */
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
import { dateOf, datetimeOf, timestampOf } from '../../model/date-arithmetic.ts';
import { integer } from '../../model/integer.ts';
import { type Batch, ExactDecimal, Interval, TimeValue, type Value } from '../../model/value.ts';
import type { Shape, ValueType } from '../../model/value-type.ts';
import { columnarBuilder } from '../row/record-builder.ts';
import { readUntyped } from './untyped-json.ts';

/** Makes records of a chunk whose columns are the fields of a shape. */
export type ChunkReader = (chunk: DuckDBDataChunk) => Batch;

/** Makes a reader for a shape. */
export function chunkReader(shape: Shape): ChunkReader {
  const readers = shape.map(({ type }) => valueReader(type));
  const build = columnarBuilder(shape.map(({ name }) => name));
  return (chunk) => {
    const count = chunk.rowCount;
    return build(
      readers.map((read, index) => readColumn(chunk, index, read)),
      count,
    );
  };
}

type Read = (value: DuckDBValue) => Value;

function readColumn(chunk: DuckDBDataChunk, index: number, read: Read): Value[] {
  const vector = chunk.getColumnVector(index);
  const values = new Array<Value>(vector.itemCount);
  for (let row = 0; row < values.length; row++) {
    const item = vector.getItem(row);
    values[row] = item === null ? null : read(item);
  }
  return values;
}

const reading = <T>(read: (value: T) => Value): Read => read as unknown as Read;

const asItIs = reading((value: Value) => value);

const scalars: Readonly<Record<Exclude<ValueType['kind'], 'list' | 'record'>, Read>> = {
  null: () => null,
  boolean: asItIs,
  text: asItIs,
  integer: reading((value: bigint) => integer(value)),
  number: reading((value: number) => (Number.isFinite(value) ? value + 0 : null)),
  decimal: reading((value: DuckDBDecimalValue) => decimalOf(value.value, value.scale)),
  date: reading((value: DuckDBDateValue) => dateOf(value.days)),
  time: reading((value: DuckDBTimeValue) => new TimeValue(Number(value.micros))),
  timestamp: reading((value: DuckDBTimestampTZValue) => timestampOf(value.micros)),
  datetime: reading((value: DuckDBTimestampValue) => datetimeOf(value.micros)),
  interval: reading((value: DuckDBIntervalValue) => new Interval(value.months, value.days, value.micros)),
  binary: reading((value: DuckDBBlobValue) => Uint8Array.from(value.bytes)),
  any: reading((value: string) => readUntyped(value)),
};

/** How a value of a type is read that is not null. */
function valueReader(type: ValueType): Read {
  switch (type.kind) {
    case 'list': {
      const read = valueReader(type.item);
      return reading((value: DuckDBListValue) => value.items.map((item) => (item === null ? null : read(item))));
    }
    case 'record':
      return recordReader(type.fields);
    default:
      return scalars[type.kind];
  }
}

function recordReader(fields: Shape): Read {
  const readers = fields.map(({ name, type }) => ({ name, read: valueReader(type) }));
  return reading(({ entries }: DuckDBStructValue) =>
    Object.fromEntries(
      readers.map(({ name, read }) => {
        const part = entries[name];
        return [name, part === null || part === undefined ? null : read(part)];
      }),
    ),
  );
}

/** The decimal of an unscaled integer. */
function decimalOf(unscaled: bigint, scale: number): Value {
  return new ExactDecimal(`${unscaled}e-${scale}`);
}
