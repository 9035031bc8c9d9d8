import type { Closure, Env } from '../../expression/closure.ts';
import type { Batch, DataRecord, Value } from '../../model/value.ts';
import type { Relation } from '../algebra.ts';
import { leaveOut } from './deferred-problem.ts';
import { type Flow, openFlow, type RowRun, StepTimer } from './flow.ts';
import type { RowHolding } from './row-budget.ts';

/** Hands every batch of a flow to `take`, on the working time of the relation's step. */
export async function consume(
  input: Flow,
  run: RowRun,
  to: { readonly relation: Relation; take(batch: Batch): void },
): Promise<void> {
  const timer = new StepTimer(run, to.relation.step);
  for await (const batch of openFlow(input, run)) {
    timer.start();
    to.take(batch);
    timer.stop();
  }
}

/** All records of a flow, within the budget. */
export async function collect(
  { input, holding }: { input: Flow; holding: RowHolding },
  run: RowRun,
  relation: Relation,
): Promise<DataRecord[]> {
  const records: DataRecord[] = [];
  const take = (batch: Batch): void => {
    holding.take(batch);
    for (const record of batch) records.push(record);
  };
  await consume(input, run, { relation, take });
  return records;
}

/** Works out some values of a record; undefined where one of them failed and the record is to be left out. */
export type ValueReader = (record: DataRecord) => readonly Value[] | undefined;

/** Evaluates closures over a record, and does with a failure what the relation's step says. */
export function valueReader(closures: readonly Closure[], relation: Relation, run: RowRun): ValueReader {
  const { step, onError } = relation;
  const { context } = run;
  const values = valuesOf(closures, context.env);
  return (record) => {
    try {
      return values(record);
    } catch (error) {
      leaveOut(context, { step, onError, record, error });
      return undefined;
    }
  };
}

/** Most keys have one or two parts. */
function valuesOf(closures: readonly Closure[], env: Env): (record: DataRecord) => readonly Value[] {
  const [a, b] = closures;
  if (a !== undefined && closures.length === 1) return (record) => [a(record, env)];
  if (a !== undefined && b !== undefined && closures.length === 2) return (record) => [a(record, env), b(record, env)];
  return (record) => closures.map((closure) => closure(record, env));
}

/** Evaluates one closure over a record; undefined where it failed and the record is to be left out. */
export function oneReader(
  closure: Closure,
  relation: Relation,
  { context }: RowRun,
): (record: DataRecord) => Value | undefined {
  const { step, onError } = relation;
  const { env } = context;
  return (record) => {
    try {
      return closure(record, env);
    } catch (error) {
      leaveOut(context, { step, onError, record, error });
      return undefined;
    }
  };
}
