import type { TypedWindow } from '../../expression/typed.ts';
import { computeAllWindows, type WindowValues } from '../../expression/windows.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import type { ProjectRelation } from '../algebra.ts';
import { splitAllWindows } from '../split-expressions.ts';
import { type CarefulBuilder, carefulBuilder } from './careful-builder.ts';
import { collect } from './consume.ts';
import { type Flow, inBatches, type RowOperator, type RowRun, StepTimer } from './flow.ts';
import { columnSource } from './project.ts';
import { emptyRecord } from './record-builder.ts';

/** Gives the columns of the relation, some of which look at all records: it takes in everything first. */
export function windowedProject(relation: ProjectRelation, input: Flow): RowOperator {
  const { windows, rest } = splitAllWindows(relation.columns.map(({ value }) => value));
  const sources = relation.columns.map(({ name }, index) => columnSource({ name, value: rest[index]! }));
  const builder = carefulBuilder(sources, relation);
  return async function* (run) {
    const timer = new StepTimer(run, relation.step);
    using holding = run.budget.open(relation.step);
    const records = await collect({ input, holding }, run, relation);
    timer.start();
    const projected = projectAll(records, { windows, build: builder(run) }, run);
    timer.stop();
    yield* inBatches(projected, run);
  };
}

/** The windows of a record are the slots of its columns. */
function projectAll(
  records: readonly DataRecord[],
  { windows, build }: { windows: readonly TypedWindow[]; build: CarefulBuilder },
  { context }: RowRun,
): DataRecord[] {
  const computed = computeAllWindows(records, windows, context.env);
  const projected: DataRecord[] = [];
  for (const [index, record] of records.entries()) {
    const slots = slotsAt(computed, index);
    const made = build(record, { second: emptyRecord, values: [], env: { ...context.env, slots } });
    if (made !== undefined) projected.push(made);
  }
  return projected;
}

/** The windows of one record; one that could not be worked out throws when it is read. */
function slotsAt(computed: readonly WindowValues[], place: number): Value[] {
  const slots = computed.map(({ values }) => values[place] ?? null);
  for (const [slot, { failures }] of computed.entries()) {
    const failure = failures.get(place);
    if (failure === undefined) continue;
    const get = (): never => {
      throw failure;
    };
    Object.defineProperty(slots, slot, { get });
  }
  return slots;
}
