/** Laws that hold for every expression, over expressions that are made up from a grammar. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { MillraceError } from '../core/errors.ts';
import { sameType } from '../model/value-type.ts';
import { checkExpression } from './checker.ts';
import { compileClosure } from './closure.ts';
import { formatTyped } from './format-typed.ts';
import { env, records, scope, shape } from './records.fixture.ts';
import { compileSql } from './sql.ts';
import { sqlLiteral } from './sql-literal.ts';
import { duckType, sqlIdentifier } from './sql-type.ts';
import type { Typed } from './typed.ts';
import { canFail } from './typed-walk.ts';

/** How often each law is tried; more by hand: MILLRACE_FUZZ=5000. */
const runs = Number(process.env['MILLRACE_FUZZ'] ?? 100);

type Grammar = {
  integer: string;
  number: string;
  decimal: string;
  text: string;
  boolean: string;
  date: string;
};

/** Expressions by type, as texts. */
const grammar = fc.letrec<Grammar>((tie) => {
  const of = (...kinds: (keyof Grammar)[]): fc.Arbitrary<string> => fc.oneof(...kinds.map((kind) => tie(kind)));
  const numeric = of('integer', 'number', 'decimal');
  const same = fc
    .constantFrom('integer', 'number', 'decimal', 'text', 'date')
    .chain((kind) => fc.tuple(tie(kind as 'text'), tie(kind as 'text')));
  const calls = (kind: keyof Grammar): fc.Arbitrary<string>[] => [
    fc.tuple(tie('boolean'), tie(kind), tie(kind)).map(([c, a, b]) => `case when ${c} then ${a} else ${b} end`),
    fc.tuple(tie(kind), tie(kind)).map(([a, b]) => `coalesce(${a}, ${b})`),
    fc.tuple(tie('boolean'), tie(kind)).map(([c, a]) => `if(${c}, ${a})`),
  ];
  const arithmetic = (side: fc.Arbitrary<string>, operators: string[]): fc.Arbitrary<string> =>
    fc.tuple(side, fc.constantFrom(...operators), side).map(([a, operator, b]) => `(${a} ${operator} ${b})`);
  const limited = (...ways: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.oneof({ maxDepth: 4, depthIdentifier: 'expression' }, ...ways);
  return {
    integer: limited(
      fc.constantFrom('a', 'b', 'id', '$p', 'items[1].quantity', '0', '7', '-3', 'null::integer'),
      arithmetic(tie('integer'), ['+', '-', '*', '%', 'div']),
      of('number', 'decimal').map((x) => `try_cast(${x} as integer)`),
      ...calls('integer'),
    ),
    number: limited(
      fc.constantFrom('n', 'm', '1.5e0', '0e0', '-2e10'),
      arithmetic(fc.oneof(tie('number'), tie('integer')), ['+', '-', '*', '/']),
      numeric.map((x) => `(${x})::number`),
      ...calls('number'),
    ),
    decimal: limited(
      fc.constantFrom('price', 'tax', '1.50', '0.001', '-12.5'),
      arithmetic(fc.oneof(tie('decimal'), tie('integer')), ['+', '-', '*', '/']).map(
        (x) => `try_cast(${x} as decimal(30,3))`,
      ),
    ),
    text: limited(
      fc.constantFrom('name', 'digits', '$town', 'customer.city', 'tags[1]', "'Tea'", "''"),
      arithmetic(tie('text'), ['||']),
      of('integer', 'decimal', 'boolean', 'date').map((x) => `(${x})::text`),
      ...calls('text'),
    ),
    boolean: limited(
      fc.constantFrom('ok', 'true', 'false', "'x' in tags"),
      arithmetic(tie('boolean'), ['and', 'or']),
      tie('boolean')
        .map((x) => `not ${x}`)
        .map((x) => `(${x})`),
      same.chain(([a, b]) =>
        fc.constantFrom('=', '<>', '<', '<=', '>', '>=').map((operator) => `(${a} ${operator} ${b})`),
      ),
      same.map(([a, b]) => `(${a} in (${b}, ${a}))`),
      of('integer', 'text', 'date', 'boolean').map((x) => `(${x} is null)`),
      ...calls('boolean'),
    ),
    date: limited(
      fc.constantFrom('day', "date '2026-03-01'", 'local::date', 'try_cast(digits as date)'),
      tie('integer').map((x) => `(day + (${x}) % 1000)`),
    ),
  };
});

const expressions = fc.oneof(
  grammar.integer,
  grammar.number,
  grammar.decimal,
  grammar.text,
  grammar.boolean,
  grammar.date,
);

/** The typed tree, where the types that were made up allow one: a decimal may have grown beyond 38 digits. */
function typedOf(text: string): Typed {
  const { typed } = checkExpression(text, scope);
  fc.pre(typed !== undefined);
  return typed;
}

let instance: DuckDBInstance;
let connection: DuckDBConnection;

before(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  // DuckDB computes what occurs twice once, and by that moves it out of the `try` around it.
  await connection.run("SET disabled_optimizers = 'common_subexpressions'");
  const columns = shape.map(({ name, type }) => `${sqlIdentifier(name)} ${duckType(type)}`);
  await connection.run(`CREATE TABLE t (${columns.join(', ')})`);
  for (const record of records) {
    await connection.run(
      `INSERT INTO t VALUES (${shape.map(({ name, type }) => sqlLiteral(record[name] ?? null, type)).join(', ')})`,
    );
  }
});

after(() => {
  connection.closeSync();
  instance.closeSync();
});

/** The SQL literal of what the closure gives, or undefined where it fails. */
function expected(typed: Typed, index: number): string | undefined {
  try {
    return sqlLiteral(compileClosure(typed)(records[index]!, env), typed.type);
  } catch (error) {
    assert.ok(error instanceof MillraceError, String(error));
    assert.ok(canFail(typed), `${error.message} although it cannot fail`);
    return undefined;
  }
}

describe('every expression', () => {
  it('reads the same again when it is written out', () => {
    fc.assert(
      fc.property(expressions, (text) => {
        const typed = typedOf(text);
        const written = formatTyped(typed);
        const again = checkExpression(written, scope);
        assert.ok(again.typed, `${written}: ${again.problems[0]?.message}`);
        assert.equal(formatTyped(again.typed), written);
        const isNull = typed.kind === 'literal' && typed.value === null;
        assert.ok(isNull || sameType(again.typed.type, typed.type), 'of another type');
      }),
      { numRuns: runs * 3 },
    );
  });

  it('means the same to the closure and to DuckDB', async () => {
    const names = { parameter: (name: string, type: Typed['type']) => sqlLiteral(env.parameters[name] ?? null, type) };
    await fc.assert(
      fc.asyncProperty(expressions, async (text) => {
        const typed = typedOf(text);
        const sql = compileSql(typed, names);
        fc.pre(sql !== undefined);
        for (const index of records.keys()) {
          const wanted = expected(typed, index);
          const asked: string = `SELECT try(${sql}) IS NOT DISTINCT FROM ${wanted ?? 'NULL'}, CAST(try(${sql}) AS VARCHAR) FROM t WHERE id = ${index + 1}`;
          const [row]: unknown[][] = (await connection.runAndReadAll(asked)).getRowsJson();
          assert.equal(
            row?.[0],
            true,
            `record ${index + 1}: DuckDB gives ${String(row?.[1])}, the closure ${wanted ?? 'a problem'}`,
          );
        }
      }),
      { numRuns: runs },
    );
  });
});
