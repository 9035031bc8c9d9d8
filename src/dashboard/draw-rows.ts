/** Rows of a widget from records: pure. Throws a MillraceError where an expression fails on a record. */
import { compileAggregate, type RunningAggregate } from '../expression/aggregates.ts';
import type { Env } from '../expression/closure.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { Batch, DataRecord, Value } from '../model/value.ts';
import { comparatorFor, groupKeyOfAll } from '../model/value-compare.ts';
import type { RowPlan } from './checked-dashboard.ts';

/** One row: the values of the columns, and of what else was asked for. */
export interface DrawnRow {
  readonly cells: readonly Value[];
  readonly extras: readonly Value[];
}

/** The rows that are shown, and how many there are. */
export interface DrawnRows {
  readonly rows: readonly DrawnRow[];
  readonly total: number;
}

/** Draws the rows of `records`; `extras` are further values of each row, in the scope of the plan. */
export function drawRows(
  plan: RowPlan,
  records: Batch,
  { extras, env }: { extras: readonly CheckedValue[]; env: Env },
): DrawnRows {
  const { where } = plan;
  const kept = where === undefined ? records : records.filter((record) => where.evaluate(record, env) === true);
  const drawn =
    plan.groupedBy === undefined ? eachRecord(plan, kept, { extras, env }) : groups(plan, kept, { extras, env });
  return { rows: drawn.slice(0, plan.most), total: drawn.length };
}

interface Drawing {
  readonly extras: readonly CheckedValue[];
  readonly env: Env;
}

/** Rows beyond those that are shown are counted, not worked out, unless their order matters. */
function eachRecord({ columns, sorted, most }: RowPlan, records: Batch, { extras, env }: Drawing): DrawnRow[] {
  const draw = (record: DataRecord): DrawnRow => ({
    cells: columns.map(({ value }) => value.evaluate(record, env)),
    extras: extras.map((value) => value.evaluate(record, env)),
  });
  if (sorted) return inOrder(columns, records.map(draw));
  const rows = records.slice(0, most).map(draw);
  rows.length = records.length;
  return rows;
}

function inOrder(columns: RowPlan['columns'], rows: readonly DrawnRow[]): DrawnRow[] {
  const [first] = columns;
  if (first === undefined) return [...rows];
  const compare = comparatorFor(first.type);
  return rows.toSorted((a, b) => compare(a.cells[0] ?? null, b.cells[0] ?? null));
}

interface Group {
  readonly keys: readonly Value[];
  /** Its first record: only what is a key may be read from it, and that is equal in all of them. */
  readonly record: DataRecord;
  readonly running: readonly RunningAggregate[];
}

function groups(plan: RowPlan, records: Batch, { extras, env }: Drawing): DrawnRow[] {
  const { columns, groupedBy = 0, sorted } = plan;
  const keys = columns.slice(0, groupedBy);
  const values = [...columns.slice(groupedBy).map(({ value }) => value), ...extras];
  const starts = values.flatMap(({ aggregates }) => aggregates.map(compileAggregate));
  const found = new Map<string, Group>();
  const begin = (key: string, own: readonly Value[], record: DataRecord): Group => {
    const group = { keys: own, record, running: starts.map((start) => start()) };
    found.set(key, group);
    return group;
  };
  // All records as one group are a row even when there are none: a count of nothing is 0.
  if (groupedBy === 0) begin(groupKeyOfAll([]), [], {});
  for (const record of records) {
    const own = keys.map(({ value }) => value.evaluate(record, env));
    const key = groupKeyOfAll(own);
    const { running } = found.get(key) ?? begin(key, own, record);
    for (const aggregate of running) aggregate.add(record, env);
  }
  const rows = [...found.values()].map((group) => finish(group, { values, extras: extras.length, env }));
  return sorted && groupedBy > 0 ? inOrder(columns, rows) : rows;
}

function finish(
  { keys, record, running }: Group,
  { values, extras, env }: { values: readonly CheckedValue[]; extras: number; env: Env },
): DrawnRow {
  const results = running.map((one) => one.result());
  let next = 0;
  const evaluated = values.map((value) => {
    const slots = results.slice(next, next + value.aggregates.length);
    next += slots.length;
    return value.evaluate(record, { ...env, slots });
  });
  return {
    cells: [...keys, ...evaluated.slice(0, evaluated.length - extras)],
    extras: evaluated.slice(evaluated.length - extras),
  };
}
