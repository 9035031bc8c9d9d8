/**
 * Records across a structured clone (a spill file, a process border), which forgets classes: dates, decimals and the
 * like travel as tagged objects and come back as what they were.
 */
import {
  Interval,
  LocalDateTime,
  DateValue,
  ExactDecimal,
  isDecimal,
  TimeValue,
  Timestamp,
} from '../../model/value.ts';
import type { Batch, DataRecord, Value } from '../../model/value.ts';

/** The mark of a tagged value: a symbol cannot cross, so a key that no field can have does. */
const mark = '\u0000t';

function freeze(value: Value | undefined): unknown {
  if (value === undefined || value === null || typeof value !== 'object' || value instanceof Uint8Array)
    return value ?? null;
  if (Array.isArray(value)) return value.map(freeze);
  return tag(value) ?? freezeRecord(value as DataRecord);
}

const tagged = (kind: string, held: unknown): Record<string, unknown> => ({ [mark]: kind, v: held });

function tag(value: Value): Record<string, unknown> | undefined {
  if (value instanceof DateValue) return tagged('date', value.days);
  if (value instanceof TimeValue) return tagged('time', value.micros);
  if (value instanceof Timestamp) return tagged('timestamp', value.micros);
  if (value instanceof LocalDateTime) return tagged('datetime', value.micros);
  if (value instanceof Interval) return tagged('interval', [value.months, value.days, value.micros]);
  if (isDecimal(value)) return tagged('decimal', value.toString());
  return undefined;
}

function freezeRecord(record: DataRecord): Record<string, unknown> {
  const frozen: Record<string, unknown> = {};
  for (const name in record) frozen[name] = freeze(record[name]);
  return frozen;
}

function thaw(value: unknown): Value {
  if (value === null || typeof value !== 'object') return value as Value;
  // A buffer's memory is shared with the file's chunk: copy, so that the chunk can go.
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(thaw);
  const object = value as Record<string, unknown>;
  const kind = object[mark];
  return typeof kind === 'string' ? untag(kind, object['v']) : thawRecord(object);
}

function untag(kind: string, held: unknown): Value {
  switch (kind) {
    case 'date':
      return new DateValue(held as number);
    case 'time':
      return new TimeValue(held as number);
    case 'timestamp':
      return new Timestamp(held as bigint);
    case 'datetime':
      return new LocalDateTime(held as bigint);
    case 'interval': {
      const [months, days, micros] = held as [number, number, bigint];
      return new Interval(months, days, micros);
    }
    default:
      return new ExactDecimal(held as string);
  }
}

function thawRecord(object: Record<string, unknown>): DataRecord {
  const record: Record<string, Value> = {};
  for (const name in object) record[name] = thaw(object[name]);
  return record;
}

/** A batch that survives a structured clone. */
export function freezeBatch(batch: Batch): unknown[] {
  return batch.map(freezeRecord);
}

/** What {@link freezeBatch} made, as records again. */
export function thawBatch(frozen: unknown): Batch {
  return (frozen as Record<string, unknown>[]).map(thawRecord);
}
