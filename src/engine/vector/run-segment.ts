/**
 * Runs a segment in the engine that suits it. A segment that does not block, or that DuckDB cannot express, runs in the
 * row engine; one whose source DuckDB reads itself runs there; and one that blocks starts by collecting records: if
 * they end soon, the row engine is done before DuckDB would have started, and if not, DuckDB gets them and the rest.
 */
import type { DuckDb } from '../../duckdb/duckdb.ts';
import type { Batch, BatchStream } from '../../model/value.ts';
import { inputsOf, type Relation, type TableScan } from '../algebra.ts';
import { Pace } from '../pace.ts';
import { blocks } from '../row/blocking.ts';
import { runRelation } from '../row/compile-relation.ts';
import type { RelationContext, StepMeter } from '../row/relation-context.ts';
import { OutOfBudget } from '../row/row-budget.ts';
import { errorOfStep } from '../run/step-run-context.ts';
import { peekStreams } from './peek-streams.ts';
import { type SegmentPart, segmentParts } from './segment-parts.ts';
import { leavesOf, peekedRecords, segmentEngine } from './segment-plan.ts';
import { openFor, runVector, type VectorLeaf } from './vector-run.ts';

/** Where the records of a leaf come from. */
export interface SegmentLeaf {
  /** Opens the records. */
  stream(): BatchStream;
  /** Where DuckDB may read them itself: a table expression with the fields of the leaf's shape, in order; undefined if not after all. */
  scan?(open: () => Promise<DuckDb>): Promise<string | TableScan | undefined>;
}

/** The records of a segment; `leaves` by slot. Nothing is opened before the first batch is pulled. */
export function runSegment(relation: Relation, leaves: readonly SegmentLeaf[], context: RelationContext): BatchStream {
  if (leaves.some(({ scan }) => scan !== undefined)) return runScanning(relation, leaves, context);
  return runPart(segmentParts(relation, []), { leaves, context });
}

/** A leaf whose table expression, if it has one, is known. */
interface OpenLeaf {
  stream(): BatchStream;
  readonly table?: string | TableScan;
}

/** What a part is run with. */
interface Origin {
  readonly leaves: readonly OpenLeaf[];
  readonly context: RelationContext;
  /** DuckDB as the scans have opened it, for the first part that takes it. */
  readonly opened?: OpenedDuckDb;
}

/** First asks the scans for their table expressions: some find only now that they have to be read after all. */
async function* runScanning(
  relation: Relation,
  leaves: readonly SegmentLeaf[],
  context: RelationContext,
): BatchStream & AsyncGenerator<Batch> {
  const open: OpenLeaf[] = [...leaves];
  using opened = new OpenedDuckDb(context);
  for (const { leaf } of leavesOf(relation)) {
    const given = leaves[leaf.slot];
    if (leaf.op !== 'scan' || given?.scan === undefined) continue;
    const table = await given
      .scan(() => opened.get())
      .catch((error: unknown) => {
        throw errorOfStep(error, leaf.step.name);
      });
    if (table !== undefined) open[leaf.slot] = { stream: () => given.stream(), table };
  }
  const scannable = open.map(({ table }) => table !== undefined);
  if (!scannable.includes(true)) opened.close();
  yield* runPart(segmentParts(relation, scannable), { leaves: open, context, opened });
}

/** An instance of DuckDB that looks at files before it reads them: to open another takes longer than to read a small one. */
class OpenedDuckDb {
  readonly #context: RelationContext;
  #db: DuckDb | undefined;

  constructor(context: RelationContext) {
    this.#context = context;
  }

  async get(): Promise<DuckDb> {
    this.#db ??= await openFor(this.#context);
    return this.#db;
  }

  /** Hands it over, to be closed by whoever takes it; undefined where none is open any more. */
  take(): DuckDb | undefined {
    const db = this.#db;
    this.#db = undefined;
    return db;
  }

  close(): void {
    this.take()?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function runPart(part: SegmentPart, from: Origin): BatchStream {
  switch (part.engine) {
    case 'row':
      return runRelation(part.relation, openSlots(part, from), withoutSpilling(part, from.context));
    case 'vector':
      return runScans(part, from);
    case 'adaptive':
      return runAdaptive(part, from);
  }
}

/** What blocks here has no other engine: its problem is to say why. */
function withoutSpilling({ relation }: SegmentPart, context: RelationContext): RelationContext {
  if (!blocks(relation)) return context;
  return { ...context, budget: { ...context.budget, cannotSpill: segmentEngine(relation).why } };
}

/** What a part reads from a slot. */
function openSlot(slot: number, part: SegmentPart, from: Origin): BatchStream | undefined {
  const inner = part.parts.get(slot);
  return inner === undefined ? from.leaves[slot]?.stream() : runPart(inner, from);
}

/** The streams that a part reads, by slot. */
function openSlots(part: SegmentPart, from: Origin): BatchStream[] {
  const streams: BatchStream[] = [];
  for (const { leaf } of leavesOf(part.relation)) {
    const stream = openSlot(leaf.slot, part, from);
    if (stream !== undefined) streams[leaf.slot] = stream;
  }
  return streams;
}

async function* runScans(part: SegmentPart, from: Origin): BatchStream & AsyncGenerator<Batch> {
  const sources = new Map<number, VectorLeaf>();
  for (const { leaf } of leavesOf(part.relation)) {
    const scan = leaf.op === 'scan' ? from.leaves[leaf.slot]?.table : undefined;
    const stream = scan === undefined ? openSlot(leaf.slot, part, from) : undefined;
    if (scan !== undefined) sources.set(leaf.slot, { scan });
    else if (stream !== undefined) sources.set(leaf.slot, { stream });
  }
  const streams = [...sources.values()].filter((source) => 'stream' in source).length;
  const loan = from.context.readers?.borrow(Math.max(0, streams - 1));
  try {
    const db = from.opened?.take();
    yield* runVector(part.relation, sources, { ...from.context, atOnce: 1 + (loan?.count ?? 0), ...(db && { db }) });
  } finally {
    loan?.giveBack();
  }
}

async function* runAdaptive(part: SegmentPart, from: Origin): BatchStream & AsyncGenerator<Batch> {
  const { relation } = part;
  const { context } = from;
  const slots = [...leavesOf(relation)].map(({ leaf }) => leaf.slot);
  const streams = openSlots(part, from);
  // Half of the memory: the row engine needs the other half for what it makes of the records.
  const most = { records: Math.min(peekedRecords, context.budget.rows), bytes: context.memory / 2 };
  const pace = new Pace(context.clock, context.signal);
  const loan = context.readers?.borrow(slots.length - 1);
  const atOnce = 1 + (loan?.count ?? 0);
  // What was read lies in memory, and is not read ahead again.
  const within = { ...context, readers: undefined };
  try {
    const peeked = await peekStreams(
      slots.flatMap((slot) => streams[slot] ?? []),
      { limit: most, pace, atOnce, hurry: (failure) => context.leave?.(failure) },
    );
    const replays = (): BatchStream[] => {
      const bySlot: BatchStream[] = [];
      for (const [index, stream] of peeked.streams().entries()) bySlot[slots[index]!] = stream;
      return bySlot;
    };
    const vector = (): BatchStream => {
      const bySlot = replays();
      const leaves = new Map(slots.map((slot) => [slot, { stream: bySlot[slot]! }]));
      return runVector(relation, leaves, { ...within, atOnce, recordBytes: peeked.recordBytes });
    };
    const row = (): BatchStream => runRelation(relation, replays(), within);
    try {
      if (peeked.ended) yield* unlessOutOfBudget({ relation, row: row(), vector }, context);
      else yield* vector();
    } finally {
      await peeked.close();
    }
  } finally {
    loan?.giveBack();
  }
}

/** The row engine's records; DuckDB's, from the beginning, if what it makes of few records outgrows the memory. */
async function* unlessOutOfBudget(
  { relation, row, vector }: { relation: Relation; row: BatchStream; vector(): BatchStream },
  context: RelationContext,
): BatchStream & AsyncGenerator<Batch> {
  const before = metersOf(relation, context).map((meter) => ({ meter, was: { ...meter } }));
  let begun = false;
  try {
    for await (const batch of row) {
      begun = true;
      yield batch;
    }
  } catch (error) {
    if (begun || !(error instanceof OutOfBudget)) throw error;
    for (const { meter, was } of before) Object.assign(meter, was);
    yield* vector();
  }
}

/** The counters of the steps that a relation counts in. */
function metersOf(relation: Relation, context: RelationContext): StepMeter[] {
  const own = relation.op === 'input' ? [] : [context.meter(relation.step)];
  return [...own, ...inputsOf(relation).flatMap((input) => metersOf(input, context))];
}
