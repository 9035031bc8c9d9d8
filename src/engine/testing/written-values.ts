/** Records of tests as they are written, read by the shape that they are to have. */
import { didYouMean } from '../../core/did-you-mean.ts';
import { toMillraceError } from '../../core/errors.ts';
import type { Path } from '../../model/problem.ts';
import { exactSource } from '../../model/source-value.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { fromJson } from '../../model/value-codec.ts';
import type { Shape } from '../../model/value-type.ts';
import type { TestCheck } from './test-check.ts';

/** Records that are written as maps. */
export type WrittenRecord = Readonly<Record<string, unknown>>;

/** How a record is read. */
export interface Reading {
  readonly shape: Shape;
  /** What is said of a field that is not there: `the source reads no such field`. */
  readonly strange: string;
  /** True where fields that are left out are null, false where they are not there. */
  readonly complete: boolean;
}

/** A record of a shape; what does not fit is noted, and is null. */
export function readWritten(check: TestCheck, path: Path, given: { record: WrittenRecord; as: Reading }): DataRecord {
  const { record, as } = given;
  const { shape, strange, complete } = as;
  const names = shape.map(({ name }) => name);
  for (const name of Object.keys(record)) {
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names) ?? `It has: ${names.join(', ')}.`;
    check.fault([...path, name], `${strange}.`, { code: 'unknown_field', hint, atKey: true });
  }
  const wanted = complete ? shape : shape.filter(({ name }) => Object.hasOwn(record, name));
  const values = wanted.map(({ name, type }): [string, Value] => {
    try {
      return [name, fromJson(exactSource(record[name] ?? null, type), type, [])];
    } catch (thrown) {
      const { message, hint } = toMillraceError(thrown);
      check.fault([...path, name], message, { code: 'cast_failed', hint });
      return [name, null];
    }
  });
  return Object.fromEntries(values);
}
