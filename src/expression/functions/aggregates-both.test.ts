/** Every aggregate that has SQL, over groups of edges, in JavaScript and in DuckDB. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { messageOf, MillraceError } from '../../core/errors.ts';
import { castValue } from '../../model/cast.ts';
import { formatType, type Shape, types, type ValueType } from '../../model/value-type.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { createAccumulator } from '../aggregates.ts';
import { checkExpression } from '../checker.ts';
import { environment } from '../closure.ts';
import { compileSql } from '../sql.ts';
import { sqlLiteral } from '../sql-literal.ts';
import type { TypedAggregate } from '../typed.ts';
import { openDuckDb, sameSql, type TestDuckDb } from './duckdb.fixture.ts';
import { functionRegistry } from './registry.ts';
import { codeOfSqlError } from './sql-text.ts';

const price: ValueType = { kind: 'decimal', precision: 12, scale: 2 };
const long: ValueType = { kind: 'decimal', precision: 38, scale: 2 };

/** What groups are made of, by type. */
const pools: readonly (readonly [ValueType, readonly string[]])[] = [
  [types.integer, ['0', '1', '-5', '7', '7', '9007199254740993', '9223372036854775807', '-9223372036854775808']],
  [types.number, ['0', '1.5', '-2.25', '1e10', '0.1', '0.2', '1e200', '123456.789']],
  [price, ['0', '0.01', '-0.01', '2.35', '9999999999.99', '1.00', '1.01']],
  [long, ['0', '0.5', '-1.25', '999999999999999999999999999999999999.99', '3']],
  [types.text, ['', 'a', 'b', 'B', '🍎', '豈', 'a']],
  [types.boolean, ['true', 'false']],
  [types.date, ['2026-03-01', '0001-01-01', '9999-12-31', '2026-03-01']],
  [types.timestamp, ['2026-03-01T00:00:00Z', '1969-12-31T23:59:59.999999Z']],
  [types.interval, ['P1D', 'PT24H', 'P29DT24H', 'P1DT-1S', 'PT86399S']],
];

const expressions = [
  'count()',
  'count(x)',
  'count(distinct x)',
  'sum(x)',
  'sum(distinct x)',
  'avg(x)',
  'avg(distinct x)',
  'min(x)',
  'max(x)',
  'arg_min(x, i)',
  'arg_max(x, i)',
  'first(x order by i)',
  'last(x order by i desc)',
  'mode(x)',
  'median(x)',
  'quantile(x, 0.3)',
  'stddev(x)',
  'variance(x)',
  'list(x order by i)',
  "string_agg(x, '; ' order by i)",
  'bool_and(x)',
  'bool_or(x)',
  'covar_samp(x, i)',
  'covar_pop(x, i)',
  'corr(x, i)',
  'regr_slope(x, i)',
  'regr_intercept(x, i)',
  'var_pop(x)',
  'stddev_pop(x)',
  'geometric_mean(x)',
  'geometric_mean(abs(x) + 1)',
  'harmonic_mean(abs(x) + 1)',
  'weighted_avg(x, i)',
  'entropy(x)',
  'histogram(x)',
  'histogram(x) filter (where i > 1)',
  'mad(x)',
  'count_if(x)',
  'sum(x) filter (where i > 2)',
  'avg(x) filter (where i > 2)',
] as const;

function typed(expression: string, shape: Shape): TypedAggregate | undefined {
  const result = checkExpression(expression, {
    fields: shape,
    parameters: [],
    context: [],
    aggregates: 'allowed',
    windows: false,
    functions: functionRegistry(),
  });
  return result.typed?.kind === 'aggregate' ? result.typed : undefined;
}

function inJs(
  aggregate: TypedAggregate,
  records: readonly DataRecord[],
): { readonly value: Value } | { readonly code: string } {
  try {
    const running = createAccumulator(aggregate);
    for (const record of records) running.add(record, environment());
    return { value: running.result() };
  } catch (thrown) {
    assert.ok(thrown instanceof MillraceError, messageOf(thrown));
    return { code: thrown.code };
  }
}

describe('aggregates in both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  const ask = async (sql: string): Promise<unknown[][]> => (await duck.connection.runAndReadAll(sql)).getRowsJson();

  const assertSame = async (aggregate: TypedAggregate, shape: Shape, records: readonly DataRecord[]): Promise<void> => {
    const sql = compileSql(aggregate);
    if (sql === undefined) return;
    const rows = records.map(
      (record) =>
        `SELECT ${shape.map(({ name, type }) => `${sqlLiteral(record[name] ?? null, type)} AS ${name}`).join(', ')}`,
    );
    const from = `FROM (${rows.join(' UNION ALL ')}) t`;
    const expected = inJs(aggregate, records);
    if ('code' in expected) {
      await assert.rejects(
        ask(`SELECT ${sql} ${from}`),
        (thrown) => codeOfSqlError(messageOf(thrown)) === expected.code,
      );
      return;
    }
    const literal = sqlLiteral(expected.value, aggregate.type);
    const [row] = await ask(
      `SELECT ${sameSql(aggregate.type)}, x::VARCHAR, y::VARCHAR, typeof(x) = typeof(y) FROM (SELECT ${sql} AS x, ${literal} AS y ${from})`,
    );
    assert.deepEqual(row?.[0], true, `DuckDB ${String(row?.[1])}, JavaScript ${String(row?.[2])}`);
    assert.equal(row?.[3], true, `the type of ${sql}`);
  };

  for (const [type, texts] of pools) {
    const shape: Shape = [
      { name: 'i', type: types.integer },
      { name: 'x', type },
    ];
    for (const expression of expressions) {
      const aggregate = typed(expression, shape);
      if (aggregate === undefined) continue;
      it(`${expression} over ${formatType(type)}`, async () => {
        const value = fc.option(fc.constantFrom(...texts), { freq: 5 });
        for (const group of fc.sample(fc.array(value, { minLength: 1, maxLength: 7 }), { numRuns: 15, seed: 3 })) {
          const records = group.map((text, i) => ({ i, x: castValue(text, types.text, type) }));
          await assertSame(aggregate, shape, records);
        }
      });
    }
  }
});
