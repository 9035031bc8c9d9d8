/** Compares the records that a run gave with those that a test expects. */
import { messageOf } from '../../core/errors.ts';
import { toJson } from '../../model/value-codec.ts';
import { equalValues } from '../../model/value-compare.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { recordOf, type Shape } from '../../model/value-type.ts';
import type { ExpectedRecord, OrderKey } from './check-expected.ts';

/** How many records that nobody expected are shown. */
const shownStrangers = 5;

/** Only the fields that a test names are compared; the order only where it says so. */
export function compareRecords(
  shape: Shape,
  { wanted, ordered }: { wanted: readonly ExpectedRecord[]; ordered: boolean },
  got: readonly DataRecord[],
): string[] {
  if (ordered) {
    const faults = wanted.flatMap((record, at) =>
      matches(record, got[at])
        ? []
        : [`records[${at}]: expected ${showNamed(record, shape)}, got ${show(got[at], shape)}`],
    );
    return got.length === wanted.length ? faults : [`records: expected ${wanted.length}, got ${got.length}`, ...faults];
  }
  const left = [...got];
  const missing: string[] = [];
  for (const record of wanted) {
    const found = left.findIndex((candidate) => matches(record, candidate));
    if (found >= 0) left.splice(found, 1);
    else missing.push(`records: expected ${showNamed(record, shape)}, which did not come`);
  }
  return [
    ...missing,
    ...left.slice(0, shownStrangers).map((record) => `records: got ${show(record, shape)}, which was not expected`),
  ];
}

/** The first place where records are not in their order; nulls stand last, whichever way it goes. */
export function compareOrder(shape: Shape, keys: readonly OrderKey[], got: readonly DataRecord[]): string[] {
  const at = got.findIndex((record, index) => index > 0 && isBefore(record, got[index - 1]!, keys));
  if (at < 0) return [];
  const order = keys.map(({ field, falls }) => `${field}${falls ? ' desc' : ''}`).join(', ');
  return [`order: by ${order}, records[${at}] ${show(got[at], shape)} belongs before ${show(got[at - 1], shape)}`];
}

function isBefore(record: DataRecord, other: DataRecord, keys: readonly OrderKey[]): boolean {
  for (const { field, falls, compare } of keys) {
    const [a, b] = [record[field] ?? null, other[field] ?? null];
    const order = compare(a, b);
    if (order !== 0) return falls && a !== null && b !== null ? order > 0 : order < 0;
  }
  return false;
}

function matches(wanted: ExpectedRecord, got: DataRecord | undefined): boolean {
  return got !== undefined && Object.keys(wanted).every((name) => close(wanted[name] ?? null, got[name] ?? null));
}

/** Equal, doubles within 1e-9 of each other. */
function close(wanted: Value, got: Value): boolean {
  if (typeof wanted === 'number' && typeof got === 'number' && !Number.isInteger(got))
    return Math.abs(wanted - got) <= 1e-9 * Math.max(1, Math.abs(wanted));
  return equalValues(wanted, got);
}

function show(record: unknown, shape: Shape): string {
  if (record === undefined) return 'nothing';
  try {
    return JSON.stringify(toJson(record as DataRecord, recordOf(shape)));
  } catch (error) {
    return messageOf(error);
  }
}

/** An expected record, of which only some fields are said. */
function showNamed(record: DataRecord, shape: Shape): string {
  return show(
    record,
    shape.filter(({ name }) => Object.hasOwn(record, name)),
  );
}
