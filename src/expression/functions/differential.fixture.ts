/** Random arguments for calls in both engines: what differs is told with the arguments it differs for. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { messageOf, MillraceError } from '../../core/errors.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { formatValue } from '../../model/value-codec.ts';
import type { Shape, ValueType } from '../../model/value-type.ts';
import { checkExpression } from '../checker.ts';
import { compileClosure, environment } from '../closure.ts';
import { compileSql } from '../sql.ts';
import { sqlLiteral } from '../sql-literal.ts';
import { sqlIdentifier } from '../sql-type.ts';
import type { Typed } from '../typed.ts';
import { sameSql, type TestDuckDb } from './duckdb.fixture.ts';
import { functionRegistry } from './registry.ts';
import { codeOfSqlError } from './sql-text.ts';

/** An expression over fields, each with a type and values to choose from. */
export interface Law {
  readonly expression: string;
  readonly fields: Readonly<Record<string, readonly [ValueType, fc.Arbitrary<Value>]>>;
  /** Default: 150. */
  readonly cases?: number;
}

function checked(expression: string, fields: Shape): Typed {
  const { typed, problems } = checkExpression(expression, {
    fields,
    parameters: [],
    context: [],
    aggregates: 'none',
    windows: false,
    functions: functionRegistry(),
  });
  assert.ok(typed, `${expression}: ${JSON.stringify(problems)}`);
  return typed;
}

function outcome(run: () => Value): { readonly value: Value } | { readonly code: string } {
  try {
    return { value: run() };
  } catch (thrown) {
    assert.ok(thrown instanceof MillraceError, messageOf(thrown));
    return { code: thrown.code };
  }
}

function shown(value: Value, type: ValueType): string {
  return value === null ? 'null' : formatValue(value, type);
}

/** Computes an expression for random records in both engines, and fails unless values and problems are the same. */
export async function assertAgree(duck: TestDuckDb, { expression, fields, cases = 150 }: Law): Promise<void> {
  const shape = Object.entries(fields).map(([name, [type]]) => ({ name, type }));
  const typed = checked(expression, shape);
  const sql = compileSql(typed);
  assert.ok(sql, `${expression} has SQL`);
  const run = compileClosure(typed);
  const arbitrary = fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, [, values]]) => [name, fc.option(values, { freq: 12 })])),
  );
  const records = fc.sample(arbitrary, { numRuns: cases, seed: 42 }) as readonly DataRecord[];
  const outcomes = records.map((record) => outcome(() => run(record, environment())));
  const row = (record: DataRecord): string =>
    shape.map(({ name, type }) => `${sqlLiteral(record[name] ?? null, type)} AS ${sqlIdentifier(name)}`).join(', ');
  const giving = records.flatMap((record, index) => {
    const found = outcomes[index];
    return found && 'value' in found
      ? [`SELECT ${index} AS "#", ${row(record)}, ${sqlLiteral(found.value, typed.type)} AS "#y"`]
      : [];
  });
  const told = (record: DataRecord | undefined): string =>
    shape.map(({ name, type }) => `${name}=${shown(record?.[name] ?? null, type)}`).join(', ');
  if (giving.length > 0) {
    const asked = `SELECT "#", x::VARCHAR, y::VARCHAR FROM (SELECT "#", TRY(${sql}) AS x, "#y" AS y FROM (${giving.join(' UNION ALL ')})) WHERE NOT (${sameSql(typed.type)})`;
    const wrong = (await duck.connection.runAndReadAll(asked)).getRowsJson();
    assert.deepEqual(
      wrong.slice(0, 5).map(([index, x, y]) => `${told(records[Number(index)])}: DuckDB ${x}, JavaScript ${y}`),
      [],
      expression,
    );
  }
  const failing = records.filter((_, index) => 'code' in (outcomes[index] ?? {})).slice(0, 10);
  for (const record of failing) {
    const found = outcomes[records.indexOf(record)];
    await assert.rejects(
      duck.connection.runAndReadAll(`SELECT ${sql} FROM (SELECT ${row(record)})`),
      (thrown) => found !== undefined && 'code' in found && codeOfSqlError(messageOf(thrown)) === found.code,
      `${expression} for ${told(record)}`,
    );
  }
}
