/** Every example of every function, in the row engine and in DuckDB. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DataRecord, Value } from '../../model/value.ts';
import { commonType } from '../../model/common-type.ts';
import { castValue } from '../../model/cast.ts';
import { equalValues } from '../../model/value-compare.ts';
import { type Shape, types, type ValueType } from '../../model/value-type.ts';
import { createAccumulator, splitAggregates } from '../aggregates.ts';
import type { Syntax } from '../ast.ts';
import { checkExpression } from '../checker.ts';
import { compileClosure, environment } from '../closure.ts';
import type {
  AggregateDeclaration,
  AnyFunction,
  FunctionDeclaration,
  WindowDeclaration,
} from '../function-declaration.ts';
import type { Scope } from '../scope.ts';
import { compileSql } from '../sql.ts';
import { sqlLiteral } from '../sql-literal.ts';
import { sqlIdentifier } from '../sql-type.ts';
import type { Typed } from '../typed.ts';
import { computeWindows, splitWindows } from '../windows.ts';
import { assertGives, openDuckDb, type TestDuckDb } from './duckdb.fixture.ts';
import { functionRegistry } from './registry.ts';
import { unfold } from './unfolded.fixture.ts';

const functions = functionRegistry().all();
const scalars = functions.filter((declaration) => declaration.kind === 'scalar');
const aggregates = functions.filter((declaration) => declaration.kind === 'aggregate');
const windows = functions.filter((declaration) => declaration.kind === 'window');

function check(source: string | Syntax, fields: Shape, aggregatesAllowed: 'none' | 'allowed' = 'none'): Typed {
  const scope: Scope = {
    fields,
    parameters: [],
    context: [],
    aggregates: aggregatesAllowed,
    windows: aggregatesAllowed === 'none',
    functions: functionRegistry(),
  };
  const { typed, problems } = checkExpression(source, scope);
  assert.ok(typed, JSON.stringify(problems));
  return typed;
}

function evaluate(expression: string): { readonly value: Value; readonly type: ValueType } {
  const typed = check(expression, []);
  return { value: compileClosure(typed)({}, environment()), type: typed.type };
}

function assertEqual(actual: Value, type: ValueType, expression: string): void {
  const expected = evaluate(expression);
  const common = commonType(type, expected.type);
  assert.ok(common, 'the result has the type of what is expected');
  const [left, right] = [castValue(actual, type, common), castValue(expected.value, expected.type, common)];
  const isNear =
    typeof left === 'number' && typeof right === 'number' && Math.abs(left - right) <= 1e-9 * Math.abs(right);
  assert.ok(
    isNear || equalValues(left, right),
    `got ${String(castValue(actual, type, types.text))}, not ${expression}`,
  );
}

describe('examples of functions', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  const runScalar = async (expression: string, result: string): Promise<void> => {
    const folded = evaluate(expression);
    assertEqual(folded.value, folded.type, result);
    const { syntax, shape, record } = unfold(expression);
    const typed = check(syntax, shape);
    const value = compileClosure(typed)(record, environment());
    assertEqual(value, typed.type, result);
    const asLiteral = compileSql(typed, { field: (name, type) => sqlLiteral(record[name] ?? null, type) });
    if (asLiteral !== undefined) await assertGives(duck, asLiteral, { value, type: typed.type });
    const asColumn = compileSql(typed);
    if (asColumn !== undefined && shape.length > 0) {
      await assertGives(duck, asColumn, { value, type: typed.type, from: rowsSql(shape, [record]) });
    }
  };

  for (const { name, examples } of scalars as readonly FunctionDeclaration[]) {
    for (const { expression, result } of examples) it(`${name}: ${expression}`, () => runScalar(expression, result));
  }

  const runAggregate = async (example: AggregateDeclaration['examples'][number]): Promise<void> => {
    const values = example.values.map(evaluate);
    const type = values.reduce<ValueType | undefined>((sofar, one) => sofar && commonType(sofar, one.type), types.null);
    assert.ok(type, 'the values have one type');
    const shape = [{ name: 'x', type: type.kind === 'null' ? types.integer : type }];
    const typed = check(example.expression, shape, 'allowed');
    const records = values.map((one) => ({ x: castValue(one.value, one.type, type) }));
    const value = aggregated(typed, records);
    assertEqual(value, typed.type, example.result);
    const sql = compileSql(typed);
    if (sql === undefined) return;
    const rows = records.length > 0 ? rowsSql(shape, records) : `${rowsSql(shape, [{ x: null }])} WHERE false`;
    await assertGives(duck, `q.r`, { value, type: typed.type, from: `FROM (SELECT ${sql} AS r ${rows}) q` });
  };

  const runWindow = async (example: WindowDeclaration['examples'][number]): Promise<void> => {
    const { shape, records } = recordsOf(example.values);
    const typed = check(example.expression, shape);
    const found = windowed(typed, records);
    assertEqual(found, { kind: 'list', item: typed.type }, example.result);
    const sql = compileSql(typed);
    assert.ok(sql, 'a window has SQL');
    for (const [at, value] of found.entries()) {
      const from = `FROM (SELECT ${sql} AS r, i ${rowsSql(shape, records)}) q WHERE i = ${at + 1}`;
      await assertGives(duck, 'q.r', { value, type: typed.type, from });
    }
  };

  for (const { name, examples } of windows as readonly WindowDeclaration[]) {
    for (const example of examples) {
      it(`${name}: ${example.expression} over ${example.values.join(', ')}`, () => runWindow(example));
    }
  }

  for (const { name, examples } of aggregates as readonly AggregateDeclaration[]) {
    for (const example of examples) {
      it(`${name}: ${example.expression} over ${example.values.join(', ')}`, () => runAggregate(example));
    }
  }
});

/** Operators are written between their arguments; `index` is one of them, in the family of lists. */
function isCalled({ family, name }: AnyFunction): boolean {
  return family !== 'operator' && name !== 'index';
}

/** The records of an example, and the shape of their fields. */
function recordsOf(given: readonly string[]): { readonly shape: Shape; readonly records: readonly DataRecord[] } {
  const values = given.map(evaluate);
  const type = values.reduce<ValueType | undefined>((sofar, one) => sofar && commonType(sofar, one.type), types.null);
  assert.ok(type, 'the values have one type');
  const shape = [
    { name: 'x', type: type.kind === 'null' ? types.integer : type },
    { name: 'i', type: types.integer },
  ];
  return { shape, records: values.map((one, at) => ({ x: castValue(one.value, one.type, type), i: at + 1 })) };
}

function windowed(typed: Typed, records: readonly DataRecord[]): Value[] {
  const { windows: found, rest } = splitWindows(typed);
  const computed = found.map((window) => computeWindows(records, window, environment()));
  const closure = compileClosure(rest);
  return records.map((record, at) =>
    closure(record, environment({ slots: computed.map((values) => values[at] ?? null) })),
  );
}

function rowsSql(shape: Shape, records: readonly DataRecord[]): string {
  const rows = records.map(
    (record) =>
      `SELECT ${shape.map(({ name, type }) => `${sqlLiteral(record[name] ?? null, type)} AS ${sqlIdentifier(name)}`).join(', ')}`,
  );
  return `FROM (${rows.join(' UNION ALL ')}) t`;
}

function aggregated(typed: Typed, records: readonly DataRecord[]): Value {
  const { aggregates: found, rest } = splitAggregates(typed);
  const slots = found.map((aggregate) => {
    const accumulator = createAccumulator(aggregate);
    for (const record of records) accumulator.add(record, environment());
    return accumulator.result();
  });
  return compileClosure(rest)({}, environment({ slots }));
}

describe('the declarations of functions', () => {
  for (const declaration of functions) {
    it(`${declaration.name} has a sentence, two examples and its own name`, () => {
      assert.match(declaration.summary, /^[A-Z0-9-].*\.$/s);
      assert.ok(declaration.examples.length >= 2);
      for (const name of [declaration.name, ...(declaration.aliases ?? [])]) {
        assert.equal(functionRegistry().find(name), declaration);
        assert.equal(functions.filter((other) => other.name === name || other.aliases?.includes(name)).length, 1);
      }
    });
  }

  for (const declaration of functions.filter(isCalled)) {
    it(`${declaration.name} has a name for each of its arguments`, () => {
      const shared = declaration.overloads.filter((overload) => overload.names === undefined);
      const longest = Math.max(0, ...shared.map((overload) => overload.parameters.length));
      assert.equal(declaration.parameters?.length, longest);
      for (const { names, parameters } of declaration.overloads)
        assert.equal((names ?? parameters).length, parameters.length);
      for (const names of [declaration.parameters, ...declaration.overloads.map((overload) => overload.names ?? [])]) {
        assert.equal(new Set(names).size, names.length);
        for (const name of names) assert.match(name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      }
    });
  }

  for (const { name, overloads, ...declaration } of functions) {
    it(`${name} says exactly when it can fail in which cases`, () => {
      const canFail = overloads.some((overload) => 'canFail' in overload && overload.canFail === true);
      const { problem } = { problem: undefined, ...declaration };
      assert.equal(problem !== undefined, canFail);
      if (problem !== undefined) assert.match(problem, /^(?:[a-z]|-\d).*[^.]$/);
    });
  }

  it('finds names as they are, and nothing else', () => {
    assert.equal(functionRegistry().find('SUM'), undefined);
    assert.equal(functionRegistry().find('no_such_function'), undefined);
  });
});
