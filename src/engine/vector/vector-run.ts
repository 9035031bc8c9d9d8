import { MillraceError } from '../../core/errors.ts';
import { type DuckDb, openDuckDb } from '../../duckdb/duckdb.ts';
import { chunkReader } from '../../duckdb/from-duckdb.ts';
import type { Batch, BatchStream } from '../../model/value.ts';
import { inputsOf, type Relation, type TableScan } from '../algebra.ts';
import { Pace } from '../pace.ts';
import { eachAtOnce } from '../readers.ts';
import type { RelationContext } from '../row/relation-context.ts';
import { openTable } from './feed.ts';
import { queryProblem } from './query-problem.ts';
import { relationToSql } from './relation-sql.ts';
import { leavesOf } from './segment-plan.ts';
import { readUntyped } from './untyped-json.ts';

/** What the leaf of a relation in DuckDB reads: a stream, or a table expression. */
export type VectorLeaf = { readonly stream: BatchStream } | { readonly scan: string | TableScan };

/** How a relation runs in DuckDB. */
export interface VectorContext extends RelationContext {
  /** How many streams are read at the same time. */
  readonly atOnce?: number;
  /** The instance that runs it, which is closed afterwards; default: one of its own. */
  readonly db?: DuckDb;
}

/** Opens DuckDB for a query of a run. */
export async function openFor({ memory, signal, folders, recordBytes = 0, scratch }: RelationContext): Promise<DuckDb> {
  return openDuckDb({ memory, signal, scratch: await scratch(), folders, recordBytes });
}

/** Runs a relation as one query of DuckDB; `leaves` by slot. */
export async function* runVector(
  relation: Relation,
  leaves: ReadonlyMap<number, VectorLeaf>,
  context: VectorContext,
): BatchStream & AsyncGenerator<Batch> {
  const { clock } = context;
  try {
    using db = context.db ?? (await openFor(context));
    const query = await prepare(relation, leaves, { db, context });
    const meter = context.meter(relation.step);
    markSteps(relation, { context, counted: relation.step.index });
    let since = clock.monotonic();
    const read = chunkReader(relation.shape, readUntyped);
    for await (const chunk of db.query(query)) {
      const records = read(chunk);
      meter.recordsOut += records.length;
      meter.working += clock.monotonic() - since;
      yield records;
      since = clock.monotonic();
    }
    meter.working += clock.monotonic() - since;
  } catch (error) {
    throw queryProblem(error, relation);
  }
}

/** Fills the tables that the query reads, and writes it. */
async function prepare(
  relation: Relation,
  leaves: ReadonlyMap<number, VectorLeaf>,
  { db, context }: { db: DuckDb; context: VectorContext },
): Promise<string> {
  const sources = new Map<number, string | TableScan>();
  const feeds: (() => Promise<void>)[] = [];
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
    const feed = await openTable(db, { table, shape: leaf.shape });
    feeds.push(() => feed({ stream, pace }));
    sources.set(leaf.slot, { sql: table, place: 'rowid' });
  }
  const hurry = (failure: unknown): void => context.leave?.(failure);
  await eachAtOnce(feeds, { most: context.atOnce ?? 1, hurry }, (feed) => feed());
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

/** Only what comes in and what goes out of a query is counted; what happens inside is DuckDB's. */
function markSteps(relation: Relation, marking: { context: RelationContext; counted: number }): void {
  if (relation.op !== 'input') {
    const meter = marking.context.meter(relation.step);
    meter.engine = 'vector';
    meter.uncounted = relation.step.index !== marking.counted;
  }
  for (const input of inputsOf(relation)) markSteps(input, marking);
}
