import { type Closure, compileClosure, environment } from '../../expression/closure.ts';
import { type Batch, type BatchStream, batchSize, type DataRecord } from '../../model/value.ts';
import type { JoinRelation } from '../algebra.ts';
import { copyingBuilder } from './careful-builder.ts';
import { consume, type ValueReader, valueReader } from './consume.ts';
import { leaveOut } from './deferred-problem.ts';
import { type Flow, openFlow, type RowOperator, type RowRun, StepTimer } from './flow.ts';
import { JoinTable, type Partner } from './join-table.ts';
import { emptyRecord } from './record-builder.ts';
import type { RowHolding } from './row-budget.ts';

interface CompiledJoin {
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
  const env = environment();
  return (left, second) => build(left, { second, values: [], env });
}

async function readTable(
  { relation, rightKeys }: CompiledJoin,
  { right, holding }: { right: Flow; holding: RowHolding },
  run: RowRun,
): Promise<JoinTable> {
  const table = new JoinTable();
  const read = valueReader(rightKeys, relation, run);
  const take = (batch: Batch): void => {
    holding.add(batch.length);
    for (const record of batch) {
      const keys = read(record);
      if (keys) table.add(record, keys);
    }
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
  const readKeys = valueReader(join.leftKeys, join.relation, run);
  const matches = matcher(join, run);
  for await (const batch of openFlow(left, run)) {
    let ready: DataRecord[] = [];
    timer.start();
    for (const record of batch) {
      for (const joined of joinOne(join, { record, table, readKeys, matches })) {
        if (ready.length >= batchSize) {
          timer.stop();
          yield ready;
          const pause = run.pace.step();
          if (pause) await pause;
          timer.start();
          ready = [];
        }
        ready.push(joined);
      }
    }
    timer.stop();
    if (ready.length > 0) yield ready;
  }
}

type Matcher = (left: DataRecord, right: DataRecord) => boolean | 'failed';

/** The further condition; a failure leaves the pair out, and is the left record's. */
function matcher({ relation, condition }: CompiledJoin, { context }: RowRun): Matcher {
  if (condition === undefined) return () => true;
  const { step, onError } = relation;
  return (left, right) => {
    try {
      return condition({ left, right }, context.env) === true;
    } catch (error) {
      leaveOut(context, { step, onError, record: left, error });
      return 'failed';
    }
  };
}

/** What becomes of one left record. */
function* joinOne(
  { relation, combine }: CompiledJoin,
  from: { record: DataRecord; table: JoinTable; readKeys: ValueReader; matches: Matcher },
): Generator<DataRecord> {
  const { record, table, readKeys, matches } = from;
  const keys = readKeys(record);
  if (keys === undefined) return;
  const found: Partner[] = [];
  for (const partner of table.find(keys)) {
    const matched = matches(record, partner.record);
    if (matched === 'failed') return;
    if (matched) found.push(partner);
  }
  switch (relation.type) {
    case 'semi':
      if (found.length > 0) yield record;
      return;
    case 'anti':
      if (found.length === 0) yield record;
      return;
    default:
      if (found.length === 0 && (relation.type === 'left' || relation.type === 'full'))
        yield combine(record, emptyRecord);
      for (const partner of found) {
        partner.matched = true;
        yield combine(record, partner.record);
      }
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
