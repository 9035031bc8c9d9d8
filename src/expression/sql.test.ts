/** Every expression here is evaluated by the closure and by DuckDB on the same records, and must give the same. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { MillraceError } from '../core/errors.ts';
import type { Value } from '../model/value.ts';
import type { ValueType } from '../model/value-type.ts';
import { createAccumulator, splitAggregates } from './aggregates.ts';
import { compileClosure } from './closure.ts';
import { check, env, records, shape } from './records.fixture.ts';
import { compileSql, sqlObstacle, type SqlNames } from './sql.ts';
import { sqlLiteral } from './sql-literal.ts';
import { duckType, sqlIdentifier } from './sql-type.ts';
import type { Typed } from './typed.ts';
import { computeWindows, splitWindows } from './windows.ts';

const names: SqlNames = {
  parameter: (name, type) => sqlLiteral(env.parameters[name] ?? null, type),
};

function mustWrite(typed: Typed): string {
  const sql = compileSql(typed, names);
  assert.ok(sql, `no SQL because of ${sqlObstacle(typed)}`);
  return sql;
}

let instance: DuckDBInstance;
let connection: DuckDBConnection;

async function query(sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

before(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const columns = shape.map(({ name, type }) => `${sqlIdentifier(name)} ${duckType(type)}`);
  await connection.run(`CREATE TABLE t (${columns.join(', ')})`);
  for (const record of records) {
    const values = shape.map(({ name, type }) => sqlLiteral(record[name] ?? null, type));
    assert.ok(values.every((value) => value !== undefined));
    await connection.run(`INSERT INTO t VALUES (${values.join(', ')})`);
  }
});

after(() => {
  connection.closeSync();
  instance.closeSync();
});

/** Asks DuckDB whether its value is the closure's, which is written as a literal: so nothing has to be read back. */
async function assertSame(
  sql: string,
  { value, type, from }: { value: Value; type: ValueType; from: string },
): Promise<void> {
  const literal = sqlLiteral(value, type);
  assert.ok(literal);
  const same =
    type.kind === 'any' ? 'CAST(x AS VARCHAR) IS NOT DISTINCT FROM CAST(y AS VARCHAR)' : 'x IS NOT DISTINCT FROM y';
  const asked = `SELECT ${same}, CAST(x AS VARCHAR), CAST(y AS VARCHAR), typeof(x), typeof(y) FROM (SELECT ${sql} AS x, ${literal} AS y ${from})`;
  const [row] = await query(asked);
  assert.ok(row, 'no row');
  assert.equal(row[0], true, `DuckDB gives ${String(row[1])}, the closure ${String(row[2])}: ${sql}`);
  if (type.kind !== 'null') assert.equal(row[3], row[4], `type of ${sql}`);
}

const scalars = [
  'a',
  'a * 2 + 1',
  'n + 1',
  'a - $p',
  'a / b',
  'n / m',
  'n * m',
  'a % 3',
  '-n',
  'price * 2',
  'price + tax',
  'price - 1.5',
  'price * 1.1',
  'price / tax',
  'price / 3',
  'tax / 0',
  'n > 1.4',
  'a = 5.0',
  'price > tax',
  'price = 12.5',
  'a < n',
  'a in (5, -7)',
  'a not in (5, null)',
  "name in ('Tea', $town)",
  "'x' in tags",
  'a between b and 10',
  'price between 0 and 20',
  "name like '%e%'",
  "name || '!'",
  "'n' || a",
  'customer.city || \', \' || customer."post code"',
  'ok and a > 0',
  'ok or a > 0',
  'not ok',
  'ok and null',
  'null or ok',
  'a > 0 and b > 0 or ok',
  "name < 'Tea'",
  "name <> 'Tea'",
  'a is null',
  'name is not null',
  'customer is null',
  'body is null',
  'body.c is null',
  'body.a',
  'body.a.b',
  "body['a']",
  'body.missing',
  'customer.city',
  'customer.city is null',
  'items[1].sku',
  'items[2]',
  'items[-1]',
  'tags[1]',
  'tags[9]',
  'case when a > 0 then 1 else 2 end',
  "case a when 5 then 'five' when -7 then 'minus seven' end",
  'case when ok then 1 when a > 0 then 2.5 end',
  'case when ok then n end',
  'coalesce(name, $town)',
  "coalesce($nothing, name, '?')",
  'if(ok, a, b)',
  'when($nothing, name = $nothing)',
  'when($town, customer.city = $town)',
  'a::number',
  'a::text',
  'ok::text',
  'ok::integer',
  'a::boolean',
  'try_cast(n as integer)',
  'price::integer',
  'price::text',
  'price::number',
  'price::decimal(20,1)',
  'tax::decimal(6,2)',
  'try_cast(tax as decimal(4,2))',
  'day::text',
  'day::datetime',
  'local::date',
  'local::time',
  'try_cast(digits as integer)',
  'try_cast(digits as date)',
  'a::decimal(20,2)',
  '[a, b]',
  '[n, 1]',
  '[1, 2]',
  '{a: a, b: name}',
  '{x: {y: 1}}',
  'tags',
  'items',
  '[a, b]::list(number)',
  'tags::list(text)',
  'try_cast(price as decimal(3,2))',
  "date '2026-01-01'",
  "timestamp '2026-01-01T00:00:00Z'",
  "datetime '2026-01-01T00:00:00'",
  "time '08:00'",
  "interval '90 days'",
  "day >= date '2026-01-01'",
  "at < timestamp '2026-01-01T00:00:00Z'",
  "local = datetime '2026-03-01T08:30:00'",
  "clock > time '08:00'",
  'day + 1',
  "day - date '2026-01-01'",
  "at + interval '1 month'",
  "span = interval '1 day'",
  'bytes',
  'null',
  'true',
  "'it''s'",
  '1e300',
  '-1.5e-7',
  '12345678901234567890',
  '-9223372036854775808',
  '0.10',
  'a > 0 and a < 10 and digits::integer = 42',
  'a < 0 or a is null or a > 6 or digits::integer > 0',
];

describe('scalar expressions mean the same in DuckDB', () => {
  for (const expression of scalars) {
    it(expression, async () => {
      const typed = check(expression);
      const sql = mustWrite(typed);
      const closure = compileClosure(typed);
      for (const record of records) {
        await assertSame(sql, {
          value: closure(record, env),
          type: typed.type,
          from: `FROM t WHERE id = ${String(record['id'])}`,
        });
      }
    });
  }
});

const failing = [
  { expression: 'a + 9223372036854775807', id: 1 },
  { expression: 'b - 1', id: 3 },
  { expression: 'digits::integer', id: 2 },
  { expression: 'digits::date', id: 3 },
  { expression: 'n::integer', id: 3 },
  { expression: 'price::decimal(3,2)', id: 1 },
  { expression: 'a = 5 and digits::integer = 4 or digits::date = day', id: 2 },
];

describe('what fails in the row engine fails in DuckDB', () => {
  for (const { expression, id } of failing) {
    it(expression, async () => {
      const typed = check(expression);
      assert.throws(() => compileClosure(typed)(records[id - 1]!, env), MillraceError);
      await assert.rejects(query(`SELECT ${mustWrite(typed)} FROM t WHERE id = ${id}`));
      assert.deepEqual(await query(`SELECT try(${mustWrite(typed)}) IS NULL FROM t WHERE id = ${id}`), [[true]]);
    });
  }
});

const aggregates = [
  'count()',
  'count(*)',
  'count(a)',
  'count(distinct ok)',
  'sum(price)',
  'sum(b + 1) filter (where b > -5)',
  'min(name)',
  'max(day)',
  'sum(n)',
  'sum(n) / count()',
  'count() filter (where ok)',
  'max(price * 2) - min(price)',
  'sum(a) filter (where a < 100) * 1.5',
  'coalesce(sum(m), 0)',
];

describe('aggregates mean the same in DuckDB', () => {
  for (const expression of aggregates) {
    it(expression, async () => {
      const typed = check(expression, { aggregates: 'allowed' });
      const sql = mustWrite(typed);
      const { aggregates: found, rest } = splitAggregates(typed);
      const running = found.map(createAccumulator);
      for (const record of records) for (const each of running) each.add(record, env);
      const slots = running.map((each) => each.result());
      await assertSame(sql, { value: compileClosure(rest)({}, { ...env, slots }), type: typed.type, from: 'FROM t' });
    });
  }
});

const windows = [
  'sum(b) over (partition by ok) + a % 10',
  'count() over ()',
  'count() over (order by ok)',
  'count() over (order by ok desc)',
  'sum(price) over (partition by a > 0 order by id)',
  'max(name) over (order by name desc)',
  'min(n) over (partition by ok, a > 0)',
  'count(a) filter (where a > 0) over (order by id)',
];

describe('windows mean the same in DuckDB', () => {
  for (const expression of windows) {
    it(expression, async () => {
      const typed = check(expression);
      const usable = records.filter((record) => record['id'] !== 3);
      const { windows: found, rest } = splitWindows(typed);
      const computed = found.map((window) => computeWindows(usable, window, env));
      const closure = compileClosure(rest);
      const sql = mustWrite(typed);
      for (const [index, record] of usable.entries()) {
        const value = closure(record, { ...env, slots: computed.map((values) => values[index] ?? null) });
        const from = `FROM (SELECT * FROM (SELECT *, ${sql} AS w FROM t WHERE id <> 3) WHERE id = ${String(record['id'])})`;
        await assertSame('w', { value, type: typed.type, from });
      }
    });
  }
});

describe('what is not needed does not fail in DuckDB either', () => {
  const lazy = [
    ['coalesce(id, digits::integer)', 'coalesce(id + 1, digits::integer)'],
    ['id < 0 and digits::integer > 0', 'id < -1 and digits::integer > 0'],
    ['id > 0 or digits::integer > 0', 'id > 0 or digits::integer + 1 > 0'],
    ['case when id = 1 then digits::integer end', 'case when id = 1 then digits::integer + 1 end'],
    ['if(id = 1, digits::integer, 0)', 'when($nothing, digits::integer > 0)'],
    ['sum(digits::integer) filter (where id = 1)', 'max(digits::integer) filter (where id = 1)'],
    [
      'sum(digits::integer) filter (where id = 1) over ()',
      'max(digits::integer) filter (where id = 1) over (order by id)',
    ],
  ];
  for (const expressions of lazy) {
    it(expressions.join(', '), async () => {
      const columns = expressions.map((expression) => mustWrite(check(expression, { aggregates: 'allowed' })));
      const rows = await query(`SELECT ${columns.join(', ')} FROM t`);
      assert.ok(rows.length > 0);
    });
  }
});

const onlyInRows: { expression: string; obstacle: RegExp }[] = [
  { expression: 'count() over (partition by [span])', obstacle: /^groups by list\(interval\)$/ },
  { expression: 'n::text', obstacle: /^the cast from number to text$/ },
  { expression: 'n::decimal(5,2)', obstacle: /^the cast from number to decimal\(5,2\)$/ },
  { expression: 'price::decimal', obstacle: /^the cast from decimal\(12,2\) to decimal$/ },
  { expression: 'body.a::text', obstacle: /^the cast from any to text$/ },
];

describe('what DuckDB would do otherwise has no SQL', () => {
  for (const { expression, obstacle } of onlyInRows) {
    it(expression, () => {
      const typed = check(expression);
      assert.equal(compileSql(typed, names), undefined);
      assert.match(sqlObstacle(typed) ?? '', obstacle);
    });
  }

  it('names that the caller cannot write', () => {
    assert.equal(compileSql(check('$p + 1')), undefined);
    assert.equal(sqlObstacle(check('a + 1')), undefined);
  });
});
