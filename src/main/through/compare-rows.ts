/** Compares the rows that came through an adapter with those of the test: pure. */
import { toMillraceError } from '../../core/errors.ts';
import { toJson, fromJson } from '../../model/value-codec.ts';
import { equalValues } from '../../model/value-compare.ts';
import type { Batch, DataRecord } from '../../model/value.ts';
import { recordOf, type Shape } from '../../model/value-type.ts';
import type { Difference } from './ways.ts';

/** Rows as they should be, and whether their order is defined. */
export interface WantedRows {
  readonly shape: Shape;
  readonly ordered: boolean;
  readonly records: Batch;
  /** Fields that are not compared. */
  readonly varying: readonly string[];
}

/** Rows as JSON, with all that the encoding makes of their values. */
export function encodedRows(records: Batch, shape: Shape): readonly unknown[] {
  const type = recordOf(shape);
  return records.map((record) => toJson(record, type));
}

/** The first difference between `wanted` and rows that an adapter gave as JSON. */
export function compareRows(rows: WantedRows, given: unknown): readonly Difference[] {
  if (!Array.isArray(given)) return [{ at: 'rows', expected: 'a list of records', got: shown(given) }];
  const { ordered, records, varying } = rows;
  const shape = rows.shape.filter(({ name }) => !varying.includes(name));
  try {
    const wanted = decoded(encodedRows(records, shape), shape);
    const got = decoded(given, shape);
    const pairs = ordered ? [wanted, got] : [inOneOrder(wanted, shape), inOneOrder(got, shape)];
    return firstDifference(pairs[0] ?? [], pairs[1] ?? [], shape);
  } catch (thrown) {
    return [{ at: 'rows', expected: 'records of the shape of the chain', got: toMillraceError(thrown).message }];
  }
}

/** Fields whose values are others in a second run of the same: neither run says what they are in a third one. */
export function varyingFields(shape: Shape, [first, second]: readonly [Batch, Batch]): readonly string[] {
  if (first.length !== second.length) return [];
  const valuesOf = (records: Batch, name: string): readonly string[] => {
    const field = shape.filter((one) => one.name === name);
    return records.map((record) => textOf(record, field)).sort();
  };
  return shape.flatMap(({ name }) => {
    const [one, other] = [valuesOf(first, name), valuesOf(second, name)];
    return one.every((text, at) => text === other[at]) ? [] : [name];
  });
}

function decoded(rows: readonly unknown[], shape: Shape): readonly DataRecord[] {
  const type = recordOf(shape);
  return rows.map((row, at) => fromJson(row, type, [`rows[${at}]`]) as DataRecord);
}

/** Rows whose order says nothing, in one that is the same for equal rows. */
function inOneOrder(rows: readonly DataRecord[], shape: Shape): readonly DataRecord[] {
  const keyed = rows.map((row) => ({ row, key: textOf(row, shape) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}

function firstDifference(
  wanted: readonly DataRecord[],
  got: readonly DataRecord[],
  shape: Shape,
): readonly Difference[] {
  const counts: Difference[] =
    wanted.length === got.length ? [] : [{ at: 'rows', expected: `${wanted.length}`, got: `${got.length}` }];
  const most = Math.max(wanted.length, got.length);
  for (let at = 0; at < most; at += 1) {
    const [want, have] = [wanted[at], got[at]];
    if (want === undefined || have === undefined) {
      return [...counts, { at: `rows[${at}]`, expected: textOf(want, shape), got: textOf(have, shape) }];
    }
    const field = shape.find(({ name }) => !equalValues(want[name], have[name]));
    if (field === undefined) continue;
    const { name, type } = field;
    const [expected, came] = [want, have].map((row) => shown(toJson(row[name], type)));
    return [...counts, { at: `rows[${at}].${name}`, expected: expected ?? '', got: came ?? '' }];
  }
  return counts;
}

function textOf(row: DataRecord | undefined, shape: Shape): string {
  return row === undefined ? 'nothing' : shown(toJson(row, recordOf(shape)));
}

const shown = (json: unknown): string => JSON.stringify(json) ?? 'nothing';
