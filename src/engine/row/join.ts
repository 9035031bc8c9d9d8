import { type Closure, compileClosure, environment } from '../../expression/closure.ts';
import { type Batch, type BatchStream, batchSize, type DataRecord } from '../../model/value.ts';
import type { JoinRelation } from '../algebra.ts';
import { copyingBuilder } from './careful-builder.ts';
import { consume } from './consume.ts';
import { type Flow, openFlow, type RowOperator, type RowRun, StepTimer } from './flow.ts';
import { Joiner } from './joiner.ts';
import { JoinTable, withJoinKey } from './join-table.ts';
import { emptyRecord } from './record-builder.ts';
import type { RowHolding } from './row-budget.ts';

/** A join, compiled. */
export interface CompiledJoin {
  readonly relation: JoinRelation;
  readonly leftKeys: readonly Closure[];
  readonly rightKeys: readonly Closure[];
  readonly condition: Closure | undefined;
  combine(left: DataRecord, right: DataRecord): DataRecord;
}

/** Reads the right side into a table, then looks up every left record in it. */
export function join(relation: JoinRelation, left: Flow, right: Flow): RowOperator {
  const compiled = compileJoin(relation);
  return async function* (run) {
    using holding = run.budget.open(relation.step);
    const table = await readTable(compiled, { right, holding }, run);
    yield* probe(compiled, { table, left }, run);
    if (relation.type === 'right' || relation.type === 'full') yield* lonely(compiled, table, run);
  };
}

function compileJoin(relation: JoinRelation): CompiledJoin {
  return {
    relation,
    leftKeys: relation.keys.map(({ left }) => compileClosure(left)),
    rightKeys: relation.keys.map(({ right }) => compileClosure(right)),
    condition: relation.condition && compileClosure(relation.condition),
    combine: combiner(relation),
  };
}

function combiner({ type, shape, take }: JoinRelation): (left: DataRecord, right: DataRecord) => DataRecord {
  if (type === 'semi' || type === 'anti') return (left) => left;
  const taken = new Map(take.map(({ field, as }) => [as, field]));
  const build = copyingBuilder(
    shape.map(({ name }) => {
      const field = taken.get(name);
      return field === undefined
        ? { name, from: 'field', record: 0, field: name }
        : { name, from: 'field', record: 1, field };
    }),
  );
  // What is built reads this at once, so that one will do for all pairs.
  const given = { second: emptyRecord, values: [], env: environment() };
  return (left, right) => {
    given.second = right;
    return build(left, given);
  };
}

async function readTable(
  { relation, rightKeys }: CompiledJoin,
  { right, holding }: { right: Flow; holding: RowHolding },
  run: RowRun,
): Promise<JoinTable> {
  const table = new JoinTable();
  const add = withJoinKey(rightKeys, { relation, run, use: (record, key) => table.add(record, key) });
  const take = (batch: Batch): void => {
    holding.take(batch);
    for (const record of batch) add(record);
  };
  await consume(right, run, { relation, take });
  return table;
}

async function* probe(
  join: CompiledJoin,
  { table, left }: { table: JoinTable; left: Flow },
  run: RowRun,
): BatchStream & AsyncGenerator<Batch> {
  const timer = new StepTimer(run, join.relation.step);
  const joiner = new Joiner(join, table, run);
  for await (const batch of openFlow(left, run)) {
    timer.start();
    for (const record of batch) {
      joiner.take(record);
      while (joiner.isFull) {
        timer.stop();
        yield joiner.handOut();
        const pause = run.pace.step();
        if (pause) await pause;
        timer.start();
      }
    }
    const rest = joiner.handOut();
    timer.stop();
    if (rest.length > 0) yield rest;
  }
}

async function* lonely(join: CompiledJoin, table: JoinTable, run: RowRun): BatchStream & AsyncGenerator<Batch> {
  let ready: DataRecord[] = [];
  for (const record of table.unmatched()) {
    ready.push(join.combine(emptyRecord, record));
    if (ready.length < batchSize) continue;
    const pause = run.pace.step();
    if (pause) await pause;
    yield ready;
    ready = [];
  }
  if (ready.length > 0) yield ready;
}
