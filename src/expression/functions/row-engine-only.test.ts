/** Which overloads have no SQL, so that leaving one in the row engine is a choice somebody made, with a reason. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listOf, recordOf, types, type ValueType } from '../../model/value-type.ts';
import type { ParameterPattern } from '../function-declaration.ts';
import { type AnyOverload, formatOverload } from '../overload-resolution.ts';
import { functionRegistry } from './registry.ts';
import { rowEngineOnly } from './row-engine-only.fixture.ts';

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

function hasSql(overload: WithSql): boolean {
  const combinations = overload.parameters.reduce<readonly (readonly ValueType[])[]>(
    (sofar, pattern) =>
      sofar.flatMap((before) => typesFor(pattern).map((type) => [...before, pattern.convertsTo?.(type) ?? type])),
    [[]],
  );
  return combinations.some((argumentTypes) =>
    writtenArguments.some((args) => {
      const used = argumentTypes.map((_, index) => args[index] ?? 'x');
      const inside = { distinct: '', orderBy: ' ORDER BY x' };
      return (
        overload.sql(used, argumentTypes, inside) !== undefined ||
        overload.sql(used, argumentTypes, { ...inside, orderBy: '' }) !== undefined
      );
    }),
  );
}

describe('overloads without SQL', () => {
  it('are those that are listed here with a reason', () => {
    const without = functionRegistry()
      .all()
      .flatMap(({ name, overloads }) =>
        (overloads as readonly WithSql[])
          .filter((overload) => !hasSql(overload))
          .map((overload) => formatOverload(name, overload)),
      );
    assert.deepEqual(without.toSorted(), Object.keys(rowEngineOnly).toSorted());
  });
});
