/** Which overloads the vector engine can compute: found by asking them for SQL with arguments of every type. */
import { listOf, recordOf, types, type ValueType } from '../../model/value-type.ts';
import type { ParameterPattern } from '../function-declaration.ts';
import type { AnyOverload } from '../overload-resolution.ts';

const candidates: readonly ValueType[] = [
  types.integer,
  { kind: 'decimal', precision: 5, scale: 2 },
  types.number,
  types.text,
  types.boolean,
  types.date,
  types.time,
  types.timestamp,
  types.datetime,
  types.interval,
  types.binary,
  types.any,
  listOf(types.integer),
  listOf(types.text),
  listOf({ kind: 'decimal', precision: 5, scale: 2 }),
  listOf(types.number),
  listOf(types.boolean),
  listOf(listOf(types.integer)),
  recordOf([{ name: 'a', type: types.integer }]),
];

/** Arguments as they would be written at their easiest: literals that name parts, zones, patterns and small numbers. */
const writtenArguments: readonly string[][] = [
  ["'month'", 'x', "'UTC'"],
  ['x', "'a'", '0'],

  ["'month'", "'UTC'", "'%Y'", '1', "'UTC'"],
  ['x', "'UTC'", "'UTC'", "'UTC'"],
  ['x', "'%Y'", "'UTC'"],
  ['x', '1', '1'],
  ['x', '0.5e0'],
  ['x', "','", "','"],
  ['x', 'y', "'month'"],
  ['x', 'y', "'12345'"],
  ['x', "'12345'"],
  ['x', 'y', 'z', "'UTC'"],
  ["'month'", 'x', 'y', "'UTC'"],
];

function typesFor(pattern: ParameterPattern): readonly ValueType[] {
  if (pattern.lambda) return [types.boolean, types.integer];
  return candidates.filter((type) => pattern.accepts(type));
}

interface WithSql extends AnyOverload {
  sql(
    args: readonly string[],
    argumentTypes: readonly ValueType[],
    inside: { distinct: string; orderBy: string },
  ): unknown;
}

/**
 * When an overload has SQL: with fields as arguments, only with an order, only where arguments such as units and zones
 * are written out, or never.
 */
export type WhereSql = 'always' | 'ordered' | 'written' | 'never';

/** When an overload has SQL, for arguments of some types that it takes. */
export function whereSql(overload: WithSql): WhereSql {
  const has = probe(overload);
  if (has([], '')) return 'always';
  if (has([], anOrder)) return 'ordered';
  return writtenArguments.some((args) => has(args, '') || has(args, anOrder)) ? 'written' : 'never';
}

/** The places of the arguments that must be written out for an overload to have SQL. */
export function mustBeWritten(overload: WithSql): readonly number[] {
  const has = probe(overload);
  const args = writtenArguments.find((written) => has(written, anOrder));
  if (args === undefined) return [];
  return overload.parameters.flatMap((_, place) => (has(args.with(place, 'x'), anOrder) ? [] : [place]));
}

const anOrder = ' ORDER BY x';

/** Whether an overload has SQL for such arguments, of some types that it takes. */
function probe(overload: WithSql): (args: readonly string[], orderBy: string) => boolean {
  const combinations = overload.parameters.reduce<readonly (readonly ValueType[])[]>(
    (sofar, pattern) =>
      sofar.flatMap((before) => typesFor(pattern).map((type) => [...before, pattern.convertsTo?.(type) ?? type])),
    [[]],
  );
  return (args, orderBy) =>
    combinations.some((argumentTypes) => {
      const used = argumentTypes.map((_, index) => args[index] ?? 'x');
      return overload.sql(used, argumentTypes, { distinct: '', orderBy }) !== undefined;
    });
}
