/** What is the same for every record of a run, written by its value: both engines give the same, and fail for the same records. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { messageOf, MillraceError } from '../core/errors.ts';
import { DateValue } from '../model/value.ts';
import { recordOf, types } from '../model/value-type.ts';
import { checkExpression } from './checker.ts';
import { compileClosure, environment } from './closure.ts';
import { assertGives, openDuckDb, type TestDuckDb } from './functions/duckdb.fixture.ts';
import { functionRegistry } from './functions/registry.ts';
import { codeOfSqlError } from './functions/sql-text.ts';
import { compileSql, type SqlNames, sqlObstacle } from './sql.ts';
import { sqlLiteral } from './sql-literal.ts';

const env = environment({
  parameters: { day: new DateValue(20_513), zone: 'Asia/Singapore', wrong: 'Nowhere/Town', none: null },
  context: { user: { name: 'ella' } },
});
const scope = {
  fields: [{ name: 'n', type: types.integer }],
  parameters: [
    { name: 'day', type: types.date },
    { name: 'zone', type: types.text },
    { name: 'wrong', type: types.text },
    { name: 'none', type: types.date },
  ],
  context: [{ name: 'user', type: recordOf([{ name: 'name', type: types.text }]) }],
  aggregates: 'none' as const,
  windows: false,
  functions: functionRegistry(),
};

const names: SqlNames = {
  parameter: (name, type) => sqlLiteral(env.parameters[name] ?? null, type),
  run: env,
};

function typedOf(expression: string) {
  const { typed, problems } = checkExpression(expression, scope);
  assert.ok(typed, JSON.stringify(problems));
  return typed;
}

/** Each for the records 1 to 3. */
const cases: { expression: string; fails?: string }[] = [
  { expression: 'start_of($day, $zone) + make_interval(0, n, 0)' },
  { expression: "start_of($day, $zone) >= start_of($day + 1, 'UTC') or n > 2" },
  { expression: 'n = 1 and start_of($none, $zone) is null' },
  { expression: 'coalesce(start_of($none, $zone), start_of($day, $zone))::text || n::text' },
  { expression: 'start_of($day, $wrong) is null', fails: 'evaluation_failed' },
  { expression: 'if(n > 5, start_of($day, $wrong) is null, n > 1)' },
  { expression: 'if(n > 2, start_of($day, $wrong) is null, n > 1)', fails: 'evaluation_failed' },
  { expression: 'n > 5 and start_of($day, $wrong) > start_of($day, $zone)' },
];

describe('a part that is the same for every record', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  for (const { expression, fails } of cases) {
    it(expression, async () => {
      const typed = typedOf(expression);
      assert.equal(compileSql(typed), undefined, 'without its value it has no SQL');
      assert.equal(sqlObstacle(typed), undefined);
      const sql = compileSql(typed, names);
      const records = [1, 2, 3].map((n) => ({ n }));
      const query = `SELECT list(${sql} ORDER BY n) FROM (VALUES (1), (2), (3)) AS t(n)`;
      const run = compileClosure(typed);
      if (fails !== undefined) {
        assert.throws(() => records.map((record) => run(record, env)), { code: fails });
        await assert.rejects(duck.connection.run(query), (thrown) => codeOfSqlError(messageOf(thrown)) === fails);
        return;
      }
      assert.ok(sql !== undefined);
      for (const record of records) {
        const from = `FROM (SELECT ${record.n}::BIGINT AS n)`;
        await assertGives(duck, sql, { value: run(record, env), type: typed.type, from });
      }
    });
  }

  it('throws a problem that SQL does not know', () => {
    const typed = typedOf('start_of($day, $zone)');
    const other = new MillraceError('denied', 'This is not for you.');
    const failing = environment({
      parameters: {
        get day(): never {
          throw other;
        },
      },
    });
    assert.throws(() => compileSql(typed, { run: failing }), other);
  });
});
