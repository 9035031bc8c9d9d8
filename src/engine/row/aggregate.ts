import { compileAggregate, type RunningAggregate } from '../../expression/aggregates.ts';
import { type Closure, compileClosure } from '../../expression/closure.ts';
import type { TypedAggregate } from '../../expression/typed.ts';
import { partsOf } from '../../expression/typed-tree.ts';
import type { Batch, DataRecord } from '../../model/value.ts';
import { approximateValueSize } from '../vector/approximate-size.ts';
import type { AggregateRelation } from '../algebra.ts';
import { splitAllAggregates } from '../split-expressions.ts';
import { consume, oneReader, valueReader } from './consume.ts';
import { leaveOut } from './deferred-problem.ts';
import { type Flow, inBatches, type RowOperator, type RowRun, StepTimer } from './flow.ts';
import { type Group, GroupTable } from './group-table.ts';
import { emptyRecord, recordBuilder, type RecordBuilder } from './record-builder.ts';
import type { RowHolding } from './row-budget.ts';

interface CompiledAggregate {
  readonly relation: AggregateRelation;
  readonly keys: readonly Closure[];
  readonly starts: readonly (() => RunningAggregate)[];
  /** What each record is probed with, so that one that is to be left out is left out of every aggregate. */
  readonly probes: readonly Closure[];
  /** True where some aggregate remembers the records of its group. */
  readonly holdsRecords: boolean;
  readonly buildKeys: RecordBuilder;
  readonly buildResult: RecordBuilder;
}

/** One record per group; records are taken in as they come, so that only the groups are held. */
export function aggregate(relation: AggregateRelation, input: Flow): RowOperator {
  const compiled = compile(relation);
  return async function* (run) {
    using holding = run.budget.open(relation.step);
    const table = await readGroups(compiled, { input, holding }, run);
    const timer = new StepTimer(run, relation.step);
    timer.start();
    const results = finishGroups(compiled, table, run);
    timer.stop();
    yield* inBatches(results, run);
  };
}

function compile(relation: AggregateRelation): CompiledAggregate {
  const { by, compute, onError } = relation;
  const { aggregates, rest } = splitAllAggregates(compute.map(({ value }) => value));
  const keySources = by.map(({ name }, index) => ({ name, from: 'value', index }) as const);
  return {
    relation,
    keys: by.map(({ value }) => compileClosure(value)),
    starts: aggregates.map(compileAggregate),
    probes: onError === 'fail' ? [] : aggregates.flatMap((each) => partsOf(each).map((part) => compileClosure(part))),
    holdsRecords: aggregates.some(holdsRecords),
    buildKeys: recordBuilder(keySources),
    buildResult: recordBuilder([
      ...keySources,
      ...compute.map(({ name }, index) => ({ name, from: 'closure', closure: compileClosure(rest[index]!) }) as const),
    ]),
  };
}

const holders: ReadonlySet<string> = new Set(['median', 'quantile', 'mode', 'string_agg']);

/** True for an aggregate that remembers what it was given. */
function holdsRecords({ name, distinct, orderBy, type }: TypedAggregate): boolean {
  return distinct || orderBy.length > 0 || type.kind === 'list' || holders.has(name);
}

async function readGroups(
  compiled: CompiledAggregate,
  { input, holding }: { input: Flow; holding: RowHolding },
  run: RowRun,
): Promise<GroupTable> {
  const { relation, starts } = compiled;
  const table = new GroupTable((keys) => {
    holding.add(1, approximateValueSize(keys));
    return starts.map((start) => start());
  });
  if (relation.by.length === 0) table.group([]);
  const find = groupFinder(compiled, table, run);
  const add = recordAdder(compiled, run);
  const probe = compiled.probes.length > 0 ? valueReader(compiled.probes, relation, run) : undefined;
  const take = (batch: Batch): void => {
    if (compiled.holdsRecords) holding.take(batch);
    for (const record of batch) {
      if (probe !== undefined && probe(record) === undefined) continue;
      const group = find(record);
      if (group !== undefined) add(record, group);
    }
  };
  await consume(input, run, { relation, take });
  return table;
}

/** Finds the group of a record; undefined where its keys failed and it is to be left out. */
function groupFinder(
  { keys, relation }: CompiledAggregate,
  table: GroupTable,
  run: RowRun,
): (record: DataRecord) => Group | undefined {
  const [only] = keys;
  if (only !== undefined && keys.length === 1) {
    const read = oneReader(only, relation, run);
    return (record) => {
      const value = read(record);
      return value === undefined ? undefined : table.groupOf(value);
    };
  }
  const read = valueReader(keys, relation, run);
  return (record) => {
    const values = read(record);
    return values === undefined ? undefined : table.group(values);
  };
}

/** Adds a record to the aggregates of its group. */
function recordAdder({ relation }: CompiledAggregate, { context }: RowRun): (record: DataRecord, group: Group) => void {
  const { step, onError } = relation;
  const { env } = context;
  return (record, { running }) => {
    try {
      for (let index = 0; index < running.length; index++) running[index]!.add(record, env);
    } catch (error) {
      leaveOut(context, { step, onError, record, error });
    }
  };
}

function finishGroups(compiled: CompiledAggregate, table: GroupTable, { context }: RowRun): DataRecord[] {
  const { step, onError } = compiled.relation;
  const results: DataRecord[] = [];
  for (const group of table.groups()) {
    const record = compiled.buildKeys(emptyRecord, { second: emptyRecord, values: group.keys, env: context.env });
    try {
      const slots = group.running.map((running) => running.result());
      const env = { ...context.env, slots };
      results.push(compiled.buildResult(record, { second: emptyRecord, values: group.keys, env }));
    } catch (error) {
      leaveOut(context, { step, onError, record, error });
    }
  }
  return results;
}
