/** Expressions over the records of one table, computed in both engines and compared value by value. */
import { checkExpression } from '../../src/expression/checker.ts';
import { compileClosure, environment } from '../../src/expression/closure.ts';
import { functionRegistry } from '../../src/expression/functions/registry.ts';
import { nodesOf } from '../../src/expression/typed-tree.ts';
import type { Typed } from '../../src/expression/typed.ts';
import { duckType } from '../../src/expression/sql-type.ts';
import { MillraceError } from '../../src/core/errors.ts';
import type { DataRecord, Value } from '../../src/model/value.ts';
import { type Shape, types } from '../../src/model/value-type.ts';
import type { Relation } from '../../src/engine/algebra.ts';
import { fieldsUsed } from '../../src/expression/typed-walk.ts';
import { relationToSql } from '../../src/engine/vector/relation-sql.ts';
import type { VectorEngine } from './engines.ts';
import { gaveRecords, type Outcome } from './engines.ts';
import { type Node, textOf } from './node.ts';
import { sameValue } from './same.ts';
import type { Table } from './tables.ts';

/** An expression that is in order and has SQL. */
export interface Compiled {
  readonly node: Node;
  readonly typed: Typed;
}

/** Checks an expression; undefined where it is not in order, or has no SQL. */
export function compiled(node: Node, shape: Shape): Compiled | undefined {
  const scope = {
    fields: shape,
    parameters: [],
    context: [],
    aggregates: 'none',
    windows: false,
    functions: functionRegistry(),
  } as const;
  const { typed } = checkExpression(textOf(node), scope);
  if (typed === undefined || duckType(typed.type) === undefined) return undefined;
  // As it would be in a step: whether it is too long for SQL depends on how columns are called there.
  const { sql } = relationToSql(projection([{ node, typed }], shape), { leaf: () => 'fed' });
  return sql === undefined ? undefined : { node, typed };
}

/** What the row engine gives for one record. */
type Given = { readonly value: Value } | { readonly problem: string };

/** A record for which the engines differ, and what each gave. */
export interface ScalarDifference {
  readonly expression: Compiled;
  readonly record: DataRecord;
  readonly row: string;
  readonly vector: string;
}

function givenBy(typed: Typed, records: readonly DataRecord[]): Given[] {
  const run = compileClosure(typed);
  return records.map((record) => {
    try {
      return { value: run(record, environment()) };
    } catch (error) {
      return { problem: error instanceof MillraceError ? error.code : `crash: ${String(error)}` };
    }
  });
}

const step = { index: 1, name: 'derive', uses: 'derive' };

/** The numbers of the records and the expressions, as a step would have them. */
function projection(expressions: readonly Compiled[], shape: Shape): Relation {
  const id: Typed = { kind: 'field', name: 'id', type: types.integer, at: { start: 0, end: 0 } };
  const columns = [
    { name: 'id', value: id },
    ...expressions.map(({ typed }, at) => ({ name: `x${at}`, value: typed })),
  ];
  const common = { ordered: true, step, onError: 'fail' } as const;
  const input: Relation = { op: 'input', slot: 0, shape, ...common };
  return {
    op: 'project',
    input,
    columns,
    shape: columns.map(({ name, value }) => ({ name, type: value.type })),
    ...common,
  };
}

/** Compares expressions over a table that is fed already. */
export class ScalarComparison {
  readonly #engine: VectorEngine;
  readonly #table: Table;
  readonly #name: string;
  readonly differences: ScalarDifference[] = [];

  constructor(engine: VectorEngine, table: Table, name: string) {
    this.#engine = engine;
    this.#table = table;
    this.#name = name;
  }

  async compare(expressions: readonly Compiled[]): Promise<void> {
    const all = new Map(expressions.map((one) => [one, givenBy(one.typed, this.#table.records)]));
    const given = new Map([...all].filter(([, values]) => !values.some(isLong)));
    const fails = (one: Compiled): boolean => given.get(one)!.some((of) => 'problem' in of);
    const compared = [...given.keys()];
    await this.#values(
      compared.filter((one) => !fails(one)),
      given,
    );
    for (const one of compared.filter(fails)) {
      await this.#values([one], given);
      await this.#problem(one, given.get(one)!);
    }
  }

  /** The values where there are any: all expressions in one query, and one by one where that does not come out right. */
  async #values(expressions: readonly Compiled[], given: ReadonlyMap<Compiled, readonly Given[]>): Promise<void> {
    if (expressions.length === 0) return;
    const { shape, records } = this.#table;
    const good = records.filter((_, at) => expressions.every((one) => 'value' in (given.get(one)![at] ?? {})));
    if (good.length === 0) return;
    const outcome = await this.#engine.run(
      projection(expressions, shape),
      [this.#name],
      good.length < records.length ? among(good) : '',
    );
    if (!gaveRecords(outcome) || outcome.records.length !== good.length)
      return this.#halves(expressions, given, { outcome, good });
    const byId = new Map(outcome.records.map((record) => [record['id'], record]));
    for (const [index, expression] of expressions.entries()) {
      const wrong = good.find(
        (record) =>
          !sameValue(valueAt(given.get(expression)!, records.indexOf(record)), byId.get(record['id'])?.[`x${index}`]),
      );
      if (wrong === undefined) continue;
      this.#differs(expression, wrong, {
        row: given.get(expression)![records.indexOf(wrong)]!,
        vector: { value: byId.get(wrong['id'])?.[`x${index}`] ?? null },
      });
    }
  }

  async #halves(
    expressions: readonly Compiled[],
    given: ReadonlyMap<Compiled, readonly Given[]>,
    { outcome, good }: { readonly outcome: Outcome; readonly good: readonly DataRecord[] },
  ): Promise<void> {
    if (expressions.length > 1) {
      const half = expressions.length >> 1;
      await this.#values(expressions.slice(0, half), given);
      return this.#values(expressions.slice(half), given);
    }
    // The memory of a run says nothing about what an expression means.
    if (!gaveRecords(outcome) && outcome.problem === 'limit') return;
    const [expression] = expressions;
    for (const record of good) {
      const alone = await this.#engine.run(projection(expressions, this.#table.shape), [this.#name], among([record]));
      if (gaveRecords(alone) && alone.records.length === 1 && good.length > 1) continue;
      const row = given.get(expression!)![this.#table.records.indexOf(record)]!;
      this.#differs(expression!, record, {
        row,
        vector: gaveRecords(alone) ? { problem: 'no record' } : { problem: `${alone.problem}: ${alone.message}` },
      });
      return;
    }
    this.#differs(expression!, good[0]!, {
      row: { problem: 'all well, record by record' },
      vector: { problem: told(outcome) },
    });
  }

  /** A record on which the row engine fails must end the query, too. */
  async #problem(expression: Compiled, given: readonly Given[]): Promise<void> {
    const { records, shape } = this.#table;
    const failing = records.filter((_, at) => 'problem' in given[at]!);
    const record = failing[failing.length >> 1]!;
    const row = given[records.indexOf(record)]!;
    const outcome = await this.#engine.run(projection([expression], shape), [this.#name], among([record]));
    if (gaveRecords(outcome))
      this.#differs(expression, record, { row, vector: { value: outcome.records[0]?.['x0'] ?? null } });
    else if (
      outcome.problem === 'crash' ||
      outcome.problem === 'internal' ||
      ('problem' in row && row.problem.startsWith('crash')) ||
      (onlyOneFails(expression.typed) && 'problem' in row && row.problem !== outcome.problem)
    )
      this.#differs(expression, record, { row, vector: { problem: told(outcome) } });
  }

  #differs(
    expression: Compiled,
    record: DataRecord,
    { row, vector }: { readonly row: Given; readonly vector: Given },
  ): void {
    this.differences.push({ expression, record, row: shown(row), vector: shown(vector) });
  }
}

/** Which of several problems comes first is not said; where there is but one, its code is. */
function onlyOneFails(typed: Typed): boolean {
  const failing = [...nodesOf(typed)].filter(
    (node) => (node.kind === 'call' && node.overload.canFail === true) || (node.kind === 'cast' && !node.lenient),
  );
  return failing.length === 1;
}

/** Lists and texts of a million parts take long, use up the memory of a run, and show no more than short ones do. */
function isLong(given: Given): boolean {
  const value = 'value' in given ? given.value : null;
  return (Array.isArray(value) && value.length > 5000) || (typeof value === 'string' && value.length > 50_000);
}

function told(outcome: Outcome): string {
  return gaveRecords(outcome) ? 'records, but not as many' : `${outcome.problem}: ${outcome.message}`;
}

function valueAt(given: readonly Given[], at: number): Value {
  const one = given[at];
  return one !== undefined && 'value' in one ? one.value : null;
}

function among(records: readonly DataRecord[]): string {
  return `c0 IN (${records.map((record) => String(record['id'])).join(', ')})`;
}

function shown(given: Given): string {
  return 'value' in given ? shownValue(given.value) : `a problem: ${given.problem}`;
}

/** A value for people. */
export function shownValue(value: Value): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint'
      ? `${part}n`
      : part instanceof Uint8Array
        ? `bytes ${Buffer.from(part).toString('hex')}`
        : part,
  );
}

/** The fields that an expression reads. */
export function fieldNames(typed: Typed): Set<string> {
  return new Set(fieldsUsed(typed).map(([name]) => name ?? ''));
}
