/**
 * Every overload that has SQL, called with the edges of what it takes, in JavaScript and in DuckDB: the same values, and
 * the same codes of problems. Lambdas are covered by the examples.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { messageOf, MillraceError } from '../../core/errors.ts';
import { castValue } from '../../model/cast.ts';
import { listOf, types, formatType, type ValueType } from '../../model/value-type.ts';
import type { Value } from '../../model/value.ts';
import type { FunctionDeclaration, Overload } from '../function-declaration.ts';
import { sqlArgumentLiteral, sqlLiteral } from '../sql-literal.ts';
import { openDuckDb, sameSql, type TestDuckDb } from './duckdb.fixture.ts';
import { functionRegistry } from './registry.ts';
import { codeOfSqlError } from './sql-text.ts';

const price: ValueType = { kind: 'decimal', precision: 12, scale: 2 };
const wide: ValueType = { kind: 'decimal', precision: 18, scale: 2 };
const fine: ValueType = { kind: 'decimal', precision: 38, scale: 6 };

/** Values at the edges, written as text that casts to the type. */
const edges: readonly (readonly [ValueType, readonly string[]])[] = [
  [types.boolean, ['true', 'false']],
  [
    types.integer,
    [
      '0',
      '1',
      '-1',
      '2',
      '3',
      '-2',
      '7',
      '13',
      '31',
      '400',
      '-400',
      '9007199254740993',
      '9223372036854775807',
      '-9223372036854775808',
      '2500000',
      '-2500000',
      '3000000000',
    ],
  ],
  [
    types.number,
    [
      '0',
      '1',
      '-1',
      '0.5',
      '-0.5',
      '2.5',
      '-2.5',
      '1.005',
      '2.675',
      '1e300',
      '-1e300',
      '1e-300',
      '0.1',
      '3',
      '1e15',
      '123456.789',
      '0.49999999999999994',
    ],
  ],
  [price, ['0', '1', '-1', '0.01', '-0.01', '2.50', '-2.50', '2.35', '9999999999.99', '-9999999999.99', '0.99']],
  [wide, ['0', '1.5', '9999999999999999.99', '-9999999999999999.99', '-0.07']],
  [
    fine,
    [
      '0',
      '1',
      '-0.5',
      '0.000001',
      '99999999999999999999999999999999.999999',
      '-99999999999999999999999999999999.999999',
      '2.5',
    ],
  ],
  [
    types.text,
    [
      '',
      'a',
      'abc',
      'A',
      ' a ',
      'ß',
      'é',
      'e\u0301x',
      '🍎',
      'a🍎b',
      '豈',
      '%',
      '_',
      'a%',
      'a_c',
      '\\',
      ',',
      'a,b,,c',
      "it's",
      'İi',
      '\ta\n',
      'day',
      'month',
      'week',
      'hour',
      'UTC',
      'Asia/Singapore',
      'America/New_York',
      '%Y-%m-%d %H:%M:%S.%f %j %p %a %b',
      '%-d/%-m/%y',
      '[a-c]+',
      'a*',
      '(b)(c)?',
      '\\1',
      '(',
    ],
  ],
  [
    types.date,
    [
      '2026-03-01',
      '2024-02-29',
      '1970-01-01',
      '1969-12-31',
      '0001-01-01',
      '9999-12-31',
      '2026-01-31',
      '2027-01-01',
      '1900-02-28',
    ],
  ],
  [types.time, ['00:00:00', '23:59:59.999999', '08:30:15.25']],
  [
    types.timestamp,
    [
      '2026-03-01T00:00:00Z',
      '2026-03-29T01:30:00Z',
      '2026-11-01T05:30:00.000001Z',
      '1969-12-31T23:59:59.999999Z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999999Z',
      '2024-02-29T23:59:59Z',
    ],
  ],
  [
    types.datetime,
    [
      '2026-03-01T00:00:00',
      '2024-02-29T23:59:59.999999',
      '1969-12-31T23:59:59.5',
      '0001-01-01T00:00:00',
      '9999-12-31T23:59:59.999999',
    ],
  ],
  [
    types.interval,
    [
      'P1D',
      '-P1D',
      'P1M',
      '-P13M',
      'PT36H',
      'PT24H',
      'P30D',
      'PT0S',
      'P9000Y',
      'P1M-3DT1.000001S',
      'P29DT24H',
      'P1DT-1S',
      'PT86399S',
      'PT24H0.000001S',
      'P400D',
    ],
  ],
  [types.binary, ['', 'YWJj', 'w6k=', '/w==']],
];

const cases: ReadonlyMap<string, { readonly type: ValueType; readonly values: readonly Value[] }> = new Map(
  edges.flatMap(([type, texts]) => {
    const values = [...texts.map((text) => castValue(text, types.text, type)), null];
    const list = listOf(type);
    const lists: Value[] = [
      [],
      values.slice(0, 3),
      [null],
      [...values].reverse().slice(0, 4),
      [values[0] ?? null, values[0] ?? null],
      null,
    ];
    return [[formatType(type), { type, values }] as const, [formatType(list), { type: list, values: lists }] as const];
  }),
);

/** The combinations of types that the overload takes as they are. */
function combinations(overload: Overload): readonly (readonly ValueType[])[] {
  const patterns = overload.variadic ? [...overload.parameters, ...overload.parameters.slice(-1)] : overload.parameters;
  return patterns.reduce<readonly (readonly ValueType[])[]>(
    (sofar, pattern) =>
      sofar.flatMap((before) =>
        [...cases.values()]
          .map(({ type }) => type)
          .filter(
            (type) => pattern.accepts(type) && formatType(pattern.convertsTo?.(type) ?? type) === formatType(type),
          )
          .map((type) => [...before, type]),
      ),
    [[]],
  );
}

/** A repeatable choice of at most `most` tuples of values. */
function tuples(argumentTypes: readonly ValueType[], most: number): readonly (readonly Value[])[] {
  const pools = argumentTypes.map((type) => cases.get(formatType(type))?.values ?? [null]);
  const total = pools.reduce((product, pool) => product * pool.length, 1);
  const step = Math.max(1, Math.floor(total / most));
  const chosen: Value[][] = [];
  // An odd stride over the numbered tuples visits values of every pool.
  for (let number = 0; number < total && chosen.length < most; number += step % 2 === 0 && step > 1 ? step - 1 : step) {
    let rest = number;
    chosen.push(
      pools.map((pool) => {
        const value = pool[rest % pool.length] ?? null;
        rest = Math.floor(rest / pool.length);
        return value;
      }),
    );
  }
  return chosen;
}

type Outcome = { readonly value: Value } | { readonly code: string };

function outcomeInJs(overload: Overload, argumentTypes: readonly ValueType[], args: readonly Value[]): Outcome {
  if (overload.nulls !== 'handle' && args.includes(null)) return { value: null };
  try {
    const value = overload.js(argumentTypes)(...(args as never[]));
    return { value: typeof value === 'number' && !Number.isFinite(value) ? null : value };
  } catch (thrown) {
    assert.ok(thrown instanceof MillraceError, messageOf(thrown));
    return { code: thrown.code };
  }
}

function returned(overload: Overload, argumentTypes: readonly ValueType[]): ValueType | undefined {
  try {
    return overload.returns(argumentTypes);
  } catch (thrown) {
    assert.ok(thrown instanceof MillraceError && thrown.code === 'type_mismatch', messageOf(thrown));
    return undefined;
  }
}

describe('functions in both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  const ask = async (sql: string): Promise<unknown[][]> => (await duck.connection.runAndReadAll(sql)).getRowsJson();

  /** The code of the problem that an expression ends in, or what it gives. */
  const outcomeInSql = async (sql: string): Promise<string> => {
    try {
      return `the value ${String((await ask(`SELECT (${sql})::VARCHAR`))[0]?.[0])}`;
    } catch (thrown) {
      return codeOfSqlError(messageOf(thrown));
    }
  };

  interface Row {
    readonly args: readonly Value[];
    readonly outcome: Outcome;
    readonly sql: string;
  }

  /** Rows whose value is compared, in one query. */
  const compareValues = async (rows: readonly Row[], type: ValueType): Promise<string[]> => {
    const parts = rows.map(({ sql, outcome }, index) => {
      const expected = 'value' in outcome ? sqlLiteral(outcome.value, type) : undefined;
      assert.ok(expected, `no literal of ${formatType(type)}`);
      return `SELECT ${index} AS i, TRY(${sql}) AS x, ${expected} AS y`;
    });
    if (parts.length === 0) return [];
    const wrong = await ask(
      `SELECT i, x::VARCHAR, y::VARCHAR FROM (${parts.join(' UNION ALL ')}) WHERE NOT (${sameSql(type)})`,
    );
    return wrong.map(([index, x, y]) => `${rows[Number(index)]?.sql}: DuckDB ${String(x)}, JavaScript ${String(y)}`);
  };

  const compareCodes = async (rows: readonly Row[]): Promise<string[]> => {
    const faults: string[] = [];
    for (const { sql, outcome } of rows) {
      const inSql = await outcomeInSql(sql);
      if ('code' in outcome && inSql !== outcome.code)
        faults.push(`${sql}: DuckDB ${inSql}, JavaScript ${outcome.code}`);
    }
    return faults;
  };

  const faultsOf = async (overload: Overload, argumentTypes: readonly ValueType[]): Promise<string[]> => {
    const result = returned(overload, argumentTypes);
    if (result === undefined) return [];
    const rows = tuples(argumentTypes, 200).flatMap((args): Row[] => {
      const literals = args.map((value, index) => {
        const type = argumentTypes[index] ?? types.null;
        // Two bare integers would be 32 bits wide; such a call has been folded before it comes here.
        return (index === 0 ? sqlLiteral(value, type) : sqlArgumentLiteral(value, type)) ?? 'NULL';
      });
      const sql = overload.sql(literals, argumentTypes);
      return sql === undefined ? [] : [{ args, sql, outcome: outcomeInJs(overload, argumentTypes, args) }];
    });
    const [failing, giving] = [
      rows.filter(({ outcome }) => 'code' in outcome),
      rows.filter(({ outcome }) => 'value' in outcome),
    ];
    if (overload.canFail !== true) assert.deepEqual(failing, [], 'an overload that fails says that it can');
    return [...(await compareValues(giving, result)), ...(await compareCodes(failing.slice(0, 8)))];
  };

  for (const declaration of functionRegistry().all()) {
    if (declaration.kind !== 'scalar' || hasLambda(declaration)) continue;
    it(declaration.name, async () => {
      const faults: string[] = [];
      for (const overload of declaration.overloads) {
        const all = overload.volatile === true ? [] : combinations(overload);
        for (const argumentTypes of sample(all, 40)) faults.push(...(await faultsOf(overload, argumentTypes)));
      }
      assert.deepEqual(faults.slice(0, 10), [], `${faults.length} differences`);
    });
  }
});

function hasLambda({ overloads }: FunctionDeclaration): boolean {
  return overloads.some(({ parameters }) => parameters.some((pattern) => pattern.lambda !== undefined));
}

function sample<T>(all: readonly T[], most: number): readonly T[] {
  const step = Math.ceil(all.length / most);
  return step <= 1 ? all : all.filter((_, index) => index % step === 0);
}
