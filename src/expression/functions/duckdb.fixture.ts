/** A DuckDB for tests that hold the functions' SQL against their JavaScript. */
import assert from 'node:assert/strict';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Value } from '../../model/value.ts';
import type { ValueType } from '../../model/value-type.ts';
import { sqlLiteral } from '../sql-literal.ts';
import { duckType } from '../sql-type.ts';

/** A connection set up as the vector engine sets it up. */
export interface TestDuckDb {
  readonly connection: DuckDBConnection;
  close(): void;
}

/** Opens a database in memory. */
export async function openDuckDb(): Promise<TestDuckDb> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A condition that is true where two columns of a type are the same, numbers within 1e-9 of their size. */
export function sameSql(type: ValueType): string {
  if (type.kind !== 'number') return 'x IS NOT DISTINCT FROM y';
  return '(x IS NULL AND y IS NULL) OR coalesce(x = y OR abs(x - y) <= 1e-9 * greatest(abs(x), abs(y)), false)';
}

/** Fails unless `sql` gives `value` in DuckDB, in the type that belongs to `type`. */
export async function assertGives(
  { connection }: TestDuckDb,
  sql: string,
  { value, type, from = '' }: { readonly value: Value; readonly type: ValueType; readonly from?: string },
): Promise<void> {
  const literal = sqlLiteral(value, type);
  assert.ok(literal, 'the expected value has an SQL literal');
  const asked = `SELECT ${sameSql(type)}, x::VARCHAR, y::VARCHAR, typeof(x) FROM (SELECT ${sql} AS x, ${literal} AS y ${from})`;
  const [row] = (await connection.runAndReadAll(asked)).getRowsJson();
  assert.equal(row?.[0], true, `DuckDB gives ${String(row?.[1])}, JavaScript ${String(row?.[2])}: ${sql}`);
  if (type.kind !== 'null' && value !== null)
    assert.equal(row?.[3], await nameOf(connection, type), `the type of ${sql}`);
}

async function nameOf(connection: DuckDBConnection, type: ValueType): Promise<unknown> {
  const asked = await connection.runAndReadAll(`SELECT typeof(CAST(NULL AS ${duckType(type)}))`);
  return asked.getRowsJson()[0]?.[0];
}
