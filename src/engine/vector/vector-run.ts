import { MillraceError, toMillraceError } from '../../core/errors.ts';
import { canFail } from '../../expression/typed-walk.ts';
import type { Batch, BatchStream } from '../../model/value.ts';
import { inputsOf, type Relation } from '../algebra.ts';
import { Pace } from '../pace.ts';
import type { RelationContext } from '../row/relation-context.ts';
import { type DuckDb, openDuckDb } from './duckdb.ts';
import { feedTable } from './feed.ts';
import { chunkReader } from './read-chunk.ts';
import { expressionsOf } from './relation-obstacle.ts';
import { relationToSql } from './relation-sql.ts';
import { leavesOf } from './segment-plan.ts';

/** What the leaf of a relation in DuckDB reads: a stream, or a table expression. */
export type VectorLeaf = { readonly stream: BatchStream } | { readonly scan: string };

/** Runs a relation as one query of DuckDB; `leaves` by slot. */
export async function* runVector(
  relation: Relation,
  leaves: ReadonlyMap<number, VectorLeaf>,
  context: RelationContext,
): BatchStream & AsyncGenerator<Batch> {
  const { memory, signal, clock } = context;
  try {
    using db = await openDuckDb({ memory, signal, scratch: await context.scratch(), folders: context.folders });
    const query = await prepare(relation, leaves, { db, context });
    const meter = context.meter(relation.step);
    markSteps(relation, context);
    let since = clock.monotonic();
    const read = chunkReader(relation.shape);
    for await (const chunk of db.query(query)) {
      const records = read(chunk);
      meter.recordsOut += records.length;
      meter.working += clock.monotonic() - since;
      yield records;
      since = clock.monotonic();
    }
    meter.working += clock.monotonic() - since;
  } catch (error) {
    throw withStep(error, relation);
  }
}

/** Fills the tables that the query reads, and writes it. */
async function prepare(
  relation: Relation,
  leaves: ReadonlyMap<number, VectorLeaf>,
  { db, context }: { db: DuckDb; context: RelationContext },
): Promise<string> {
  const sources = new Map<number, string>();
  const pace = new Pace(context.clock, context.signal);
  for (const { leaf, reader } of leavesOf(relation)) {
    const source = leaves.get(leaf.slot);
    if (source === undefined) throw new MillraceError('internal', `There is no input ${leaf.slot}.`);
    if ('scan' in source) {
      sources.set(leaf.slot, source.scan);
      continue;
    }
    const table = `input_${leaf.slot}`;
    const stream = reader === undefined ? source.stream : counted(source.stream, reader, context);
    await feedTable(db, { table, shape: leaf.shape }, { stream, pace });
    sources.set(leaf.slot, table);
  }
  const { sql, obstacle } = relationToSql(relation, { leaf: (slot) => sources.get(slot) ?? '', env: context.env });
  if (sql === undefined) throw new MillraceError('internal', `The query cannot be written: ${obstacle}.`);
  return sql;
}

/** Counts what the step that reads a leaf takes in. */
async function* counted(stream: BatchStream, reader: Relation, context: RelationContext): BatchStream {
  const meter = context.meter(reader.step);
  for await (const batch of stream) {
    if (meter.engine !== 'source') meter.recordsIn += batch.length;
    yield batch;
  }
}

function markSteps(relation: Relation, context: RelationContext): void {
  if (relation.op !== 'input') context.meter(relation.step).engine = 'vector';
  for (const input of inputsOf(relation)) markSteps(input, context);
}

/** DuckDB does not say where it failed; where only one step can fail, it was that one. */
function withStep(error: unknown, relation: Relation): MillraceError {
  const known = toMillraceError(error);
  if (known.step !== undefined) return known;
  const names = known.code === 'limit' ? [relation.step.name] : [...failingSteps(relation)];
  const [step] = names;
  if (step === undefined || names.length > 1 || known.outcome === 'cancelled') return known;
  const { code, message, hint, cause } = known;
  return new MillraceError(code, message, { step, cause: cause ?? error, ...(hint === undefined ? {} : { hint }) });
}

function failingSteps(relation: Relation): Set<string> {
  const names = new Set(inputsOf(relation).flatMap((input) => [...failingSteps(input)]));
  if (relation.op === 'scan' || expressionsOf(relation).some(canFail)) names.add(relation.step.name);
  return names;
}
