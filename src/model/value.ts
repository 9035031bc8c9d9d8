/**
 * Values as they live in records. Dates and times are small immutable objects so that they cannot be mistaken for
 * numbers or text; an integer is a number while it is safe and a bigint beyond.
 */
import { Decimal } from 'decimal.js';

/** A decimal that keeps every one of 38 digits, with room for products before they are rounded. */
export const ExactDecimal = Decimal.clone({
  precision: 80,
  rounding: Decimal.ROUND_HALF_UP,
  toExpNeg: -100,
  toExpPos: 100,
});

/** A calendar day, as days since 1970-01-01. */
export class DateValue {
  readonly days: number;
  constructor(days: number) {
    this.days = days;
  }
}

/** A time of day, as microseconds since midnight. */
export class TimeValue {
  readonly micros: number;
  constructor(micros: number) {
    this.micros = micros;
  }
}

/** An instant, as microseconds since 1970-01-01T00:00:00Z. */
export class Timestamp {
  readonly micros: bigint;
  constructor(micros: bigint) {
    this.micros = micros;
  }
}

/** A local date and time without a zone, as microseconds since 1970-01-01T00:00:00 of that clock. */
export class LocalDateTime {
  readonly micros: bigint;
  constructor(micros: bigint) {
    this.micros = micros;
  }
}

/** A span of time; months, days and microseconds are kept apart because a month or a day has no fixed length. */
export class Interval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
  constructor(months: number, days: number, micros: bigint) {
    this.months = months;
    this.days = days;
    this.micros = micros;
  }
}

/** Anything a field of a record can hold. */
export type Value =
  | null
  | boolean
  | string
  | number
  | bigint
  | Decimal
  | DateValue
  | TimeValue
  | Timestamp
  | LocalDateTime
  | Interval
  | Uint8Array
  | readonly Value[]
  | DataRecord;

/** An ordered set of named values; a missing field is null. */
export interface DataRecord {
  readonly [name: string]: Value | undefined;
}

/** Records that travel together through a chain. */
export type Batch = readonly DataRecord[];

/** A stream of records, pulled by its consumer. */
export type BatchStream = AsyncIterable<Batch>;

/** How many records a batch should hold. */
export const batchSize = 1024;

/** True for a record (and false for every other object a value can be). */
export function isRecord(value: Value | undefined): value is DataRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  );
}

/** True for a decimal made by any copy of the decimal class. */
export function isDecimal(value: Value | undefined): value is Decimal {
  return Decimal.isDecimal(value);
}
