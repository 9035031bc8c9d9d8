/** Records that a test makes by expressions: as many as are wanted, and the same in every run. */
import { didYouMean } from '../../core/did-you-mean.ts';
import type { Closure, Env } from '../../expression/closure.ts';
import type { WrittenMade } from '../../model/definitions/given-schema.ts';
import type { Path } from '../../model/problem.ts';
import { batchSize, type BatchStream, type DataRecord, type Value } from '../../model/value.ts';
import { type Shape, types } from '../../model/value-type.ts';
import type { TestCheck } from './test-check.ts';

/** How records are made. */
export interface Making {
  readonly count: number;
  readonly seed: number;
  /** Every field of the shape; undefined for null. */
  readonly fields: readonly { readonly name: string; readonly closure: Closure | undefined }[];
}

const seen: Shape = [
  { name: 'index', type: types.integer },
  { name: 'random', type: types.number },
];

/** Checks how records of a shape are made; `path` is where it is written. */
export function checkMaking(check: TestCheck, path: Path, given: { made: WrittenMade; shape: Shape }): Making {
  const { made, shape } = given;
  const { generate = 0, seed = 1, compute = {} } = made;
  const names = shape.map(({ name }) => name);
  for (const name of Object.keys(compute)) {
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names) ?? `It has: ${names.join(', ')}.`;
    const more = { code: 'unknown_field', hint, atKey: true } as const;
    check.fault([...path, 'compute', name], 'there is no such field.', more);
  }
  const fields = shape.map(({ name, type }) => {
    const source = compute[name];
    const at = [...path, 'compute', name];
    return {
      name,
      closure: source === undefined ? undefined : check.expression(at, source, { fields: seen, expects: type }),
    };
  });
  return { count: generate, seed, fields };
}

/** Makes the records, a batch at a time. */
export async function* makeRecords({ count, seed, fields }: Making, env: Env): BatchStream {
  for (let start = 0; start < count; start += batchSize) {
    const length = Math.min(batchSize, count - start);
    yield Array.from({ length }, (_, at) => makeRecord(fields, { index: start + at + 1, seed, env }));
  }
}

function makeRecord(fields: Making['fields'], at: { index: number; seed: number; env: Env }): DataRecord {
  const { index, seed, env } = at;
  const record: Record<string, Value> = {};
  for (const [place, { name, closure }] of fields.entries())
    record[name] = closure === undefined ? null : closure({ index, random: seededRandom(seed, index, place) }, env);
  return record;
}

/** A number from 0 up to 1 that is the same for the same three, and looks like chance (the mix of SplitMix32). */
export function seededRandom(seed: number, index: number, place: number): number {
  let mixed = 0;
  for (const part of [seed, index, place]) {
    mixed = (mixed ^ part ^ Math.floor(part / 2 ** 32)) + 0x9e37_79b9;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    mixed ^= mixed >>> 15;
  }
  return (mixed >>> 0) / 2 ** 32;
}
