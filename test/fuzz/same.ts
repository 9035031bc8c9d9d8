/** When two results are the same, as the contract of the engines says: doubles within 1e-9, all else exactly. */
import { groupKey } from '../../src/model/value-compare.ts';
import { type DataRecord, Interval, isDecimal, isRecord, type Value } from '../../src/model/value.ts';
import type { Shape } from '../../src/model/value-type.ts';

const tolerance = 1e-9;

/** True when two values are the same. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  const [left, right] = [a ?? null, b ?? null];
  if (typeof left === 'number' && typeof right === 'number') return sameNumber(left, right);
  if (Array.isArray(left) && Array.isArray(right)) return sameList(left, right);
  if (isRecord(left) && isRecord(right)) return sameRecord(left, right);
  // Intervals that compare as equal may still be told apart: by their parts, and as text.
  if (left instanceof Interval && right instanceof Interval)
    return left.months === right.months && left.days === right.days && left.micros === right.micros;
  return isDecimal(left) === isDecimal(right) && groupKey(left) === groupKey(right);
}

function sameNumber(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}

function sameList(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, at) => sameValue(item, b[at]));
}

function sameRecord(a: DataRecord, b: DataRecord): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => sameValue(a[name], b[name]));
}

/** True when two lists of records are the same, in this order or, unless `ordered`, in any. */
export function sameRecords(
  a: readonly DataRecord[],
  b: readonly DataRecord[],
  { shape, ordered }: { readonly shape: Shape; readonly ordered: boolean },
): boolean {
  if (a.length !== b.length) return false;
  const [left, right] = ordered ? [a, b] : [sorted(a, shape), sorted(b, shape)];
  return left.every((record, at) => shape.every(({ name }) => sameValue(record[name], right[at]?.[name])));
}

/** Records in an order that doubles which differ in their last digits do not change. */
function sorted(records: readonly DataRecord[], shape: Shape): DataRecord[] {
  const keyed = records.map((record) => ({
    record,
    key: JSON.stringify(shape.map(({ name }) => coarse(record[name]))),
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ record }) => record);
}

function coarse(value: Value | undefined): unknown {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1e6 ? value : value.toPrecision(5);
  if (Array.isArray(value)) return (value as readonly Value[]).map(coarse);
  if (isRecord(value))
    return Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([name, part]) => [name, coarse(part)]);
  const key = groupKey(value);
  return typeof key === 'number' ? key.toPrecision(5) : key;
}
