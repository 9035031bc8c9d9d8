import { type Closure, compileClosure, type Env } from '../../expression/closure.ts';
import type { TypedWindow } from '../../expression/typed.ts';
import { computeWindows, splitWindows } from '../../expression/windows.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import type { NamedExpression, ProjectRelation } from '../algebra.ts';
import { collect } from './consume.ts';
import { type Flow, inBatches, type RowOperator, type RowRun, StepTimer } from './flow.ts';
import { columnSource } from './project.ts';
import { emptyRecord, type FieldSource, type RecordBuilder, recordBuilder } from './record-builder.ts';

/** A column with windows: their values become the slots of the expression around them. */
interface WindowedColumn {
  readonly windows: readonly TypedWindow[];
  readonly closure: Closure;
}

/** Gives the columns of the relation, some of which look at all records: it takes in everything first. */
export function windowedProject(relation: ProjectRelation, input: Flow): RowOperator {
  const windowed: WindowedColumn[] = [];
  const build = recordBuilder(relation.columns.map((column) => sourceOf(column, windowed)));
  return async function* (run) {
    const timer = new StepTimer(run, relation.step);
    using holding = run.budget.open(relation.step);
    const records = await collect({ input, holding }, run, relation);
    timer.start();
    const projected = projectAll(relation, { records, windowed, build }, run);
    timer.stop();
    yield* inBatches(projected, run);
  };
}

function sourceOf(column: NamedExpression, windowed: WindowedColumn[]): FieldSource {
  const { rest, windows } = splitWindows(column.value);
  if (windows.length === 0) return columnSource(column);
  return { name: column.name, from: 'value', index: windowed.push({ windows, closure: compileClosure(rest) }) - 1 };
}

function projectAll(
  { step, onError }: ProjectRelation,
  from: { records: readonly DataRecord[]; windowed: readonly WindowedColumn[]; build: RecordBuilder },
  run: RowRun,
): DataRecord[] {
  const { context } = run;
  const columns = from.windowed.map((column) => startColumn(column, from.records, context.env));
  const projected: DataRecord[] = [];
  from.records.forEach((record, index) => {
    try {
      const values = columns.map((value) => value(record, index));
      projected.push(from.build(record, { second: emptyRecord, values, env: context.env }));
    } catch (error) {
      context.fail({ step, onError, record, error });
    }
  });
  return projected;
}

function startColumn(
  { windows, closure }: WindowedColumn,
  records: readonly DataRecord[],
  env: Env,
): (record: DataRecord, index: number) => Value {
  const computed = windows.map((window) => computeWindows(records, window, env));
  return (record, index) => closure(record, { ...env, slots: computed.map((values) => values[index] ?? null) });
}
