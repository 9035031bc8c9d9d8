import { compileAggregate, type RunningAggregate } from '../../expression/aggregates.ts';
import { type Closure, compileClosure } from '../../expression/closure.ts';
import type { TypedAggregate } from '../../expression/typed.ts';
import { partsOf } from '../../expression/typed-tree.ts';
import type { Batch, DataRecord } from '../../model/value.ts';
import type { AggregateRelation } from '../algebra.ts';
import { splitAllAggregates } from '../split-expressions.ts';
import { consume, type ValueReader, valueReader } from './consume.ts';
import { leaveOut } from './deferred-problem.ts';
import { type Flow, inBatches, type RowOperator, type RowRun, StepTimer } from './flow.ts';
import { GroupTable } from './group-table.ts';
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
  const table = new GroupTable(() => {
    holding.add(1);
    return starts.map((start) => start());
  });
  if (relation.by.length === 0) table.group([]);
  const read = valueReader(compiled.keys, relation, run);
  const probe = compiled.probes.length > 0 ? valueReader(compiled.probes, relation, run) : undefined;
  const take = (batch: Batch): void => {
    if (compiled.holdsRecords) holding.add(batch.length);
    for (const record of batch) addRecord(record, { table, read, probe, run, compiled });
  };
  await consume(input, run, { relation, take });
  return table;
}

interface Adding {
  readonly table: GroupTable;
  readonly read: ValueReader;
  readonly probe: ValueReader | undefined;
  readonly run: RowRun;
  readonly compiled: CompiledAggregate;
}

function addRecord(record: DataRecord, { table, read, probe, run, compiled }: Adding): void {
  if (probe !== undefined && probe(record) === undefined) return;
  const keys = read(record);
  if (keys === undefined) return;
  const { running } = table.group(keys);
  try {
    for (let index = 0; index < running.length; index++) running[index]!.add(record, run.context.env);
  } catch (error) {
    const { step, onError } = compiled.relation;
    leaveOut(run.context, { step, onError, record, error });
  }
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
