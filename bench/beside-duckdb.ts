/** The same question to a segment over Parquet files and to DuckDB alone, in turn. */
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parquetScan } from '../src/connectors/files/parquet-reader.ts';
import { chunkReader } from '../src/duckdb/from-duckdb.ts';
import type { SegmentLeaf } from '../src/engine/vector/run-segment.ts';
import { runSegment } from '../src/engine/vector/run-segment.ts';
import { type Chain, shapeOf, watchedContext } from '../test/engine/relations.ts';
import type { Measure } from './define-case.ts';
import { median, seconds } from './timing.ts';

/** What a segment may take, of which it gives three quarters to DuckDB's buffers. */
const memory = 4e9;
const buffers = (memory * 3) / 4;

/** A question in both languages, with the same answer. */
export interface Question {
  readonly what: string;
  /** Its scans have the tables as slots, in order. */
  readonly chain: Chain;
  /** Reads the tables as `t0`, `t1`, .. */
  readonly sql: string;
}

/** A Parquet file and the columns that are declared of it. */
export interface TableFile {
  readonly file: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** Writes the rows of a query as Parquet, unless it was done before. */
export async function makeParquet(file: string, rows: string): Promise<void> {
  if (existsSync(file)) return;
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (${rows}) TO '${file}.part' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  await rename(`${file}.part`, file);
}

/**
 * Asks both, `rounds` times in turn. Of each question the median seconds, and by how much ours are
 * more; of all, the sums. Beside the seconds the processor's, which other work on the machine disturbs less.
 */
export async function besideDuckDb(
  questions: readonly Question[],
  tables: readonly TableFile[],
  { rounds, folder }: { readonly rounds: number; readonly folder: string },
): Promise<readonly Measure[]> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'millrace-bench-'));
  const stand = new Stand(tables, folder, scratch);
  const measures: Measure[] = [];
  const sums = { ours: 0, peer: 0, oursWork: 0, peerWork: 0 };
  for (const { what, chain, sql } of questions) {
    const took = await inTurn(rounds, what, { ours: () => stand.segment(chain), peer: () => stand.alone(chain, sql) });
    const { ours, peer } = took;
    sums.ours += ours.time;
    sums.peer += peer.time;
    sums.oursWork += ours.work;
    sums.peerWork += peer.work;
    measures.push({ what, value: ours.time, unit: 's' });
    measures.push({ what: `${what}: to DuckDB alone`, value: ours.time / peer.time, unit: 'x' });
    measures.push({ what: `${what}: processor time`, value: ours.work / peer.work, unit: 'x' });
  }
  await rm(scratch, { recursive: true });
  return [
    ...measures,
    { what: 'sum of the questions', value: sums.ours, unit: 's' },
    { what: 'sum of DuckDB alone', value: sums.peer, unit: 's' },
    { what: 'ratio of the sums, processor time', value: sums.oursWork / sums.peerWork, unit: 'x' },
    { what: 'ratio of the sums', value: sums.ours / sums.peer, unit: 'x', target: 1.2 },
  ];
}

interface Both<T> {
  readonly ours: T;
  readonly peer: T;
}

async function inTurn(rounds: number, what: string, work: Both<() => Promise<number>>): Promise<Both<Taken>> {
  const took: Both<Taken[]> = { ours: [], peer: [] };
  for (let round = 0; round < rounds; round++) {
    const [ours, peer] = [await taken(work.ours), await taken(work.peer)];
    if (ours.records !== peer.records)
      throw new Error(`${what}: ${ours.records} records, and ${peer.records} of DuckDB alone`);
    took.ours.push(ours);
    took.peer.push(peer);
  }
  return { ours: middle(took.ours), peer: middle(took.peer) };
}

/** Seconds of the clock, and of the processor over all threads. */
interface Taken {
  readonly time: number;
  readonly work: number;
  readonly records: number;
}

async function taken(work: () => Promise<number>): Promise<Taken> {
  const before = process.cpuUsage();
  let records = 0;
  const time = await seconds(async () => {
    records = await work();
  });
  const { user, system } = process.cpuUsage(before);
  return { time, work: (user + system) / 1e6, records };
}

function middle(all: readonly Taken[]): Taken {
  const of = (value: (taken: Taken) => number): number => median(all.map(value));
  return { time: of(({ time }) => time), work: of(({ work }) => work), records: all[0]?.records ?? 0 };
}

/** Where both work: the same files, memory, threads and scratch folder. */
class Stand {
  readonly #tables: readonly TableFile[];
  readonly #folder: string;
  readonly #scratch: string;

  constructor(tables: readonly TableFile[], folder: string, scratch: string) {
    this.#tables = tables;
    this.#folder = folder;
    this.#scratch = scratch;
  }

  /** How many records a segment gives, read into records. */
  async segment(chain: Chain): Promise<number> {
    const scratch = this.#scratch;
    const { context } = watchedContext({ folders: [this.#folder], scratch: () => Promise.resolve(scratch), memory });
    const leaves = this.#tables.map(
      (table): SegmentLeaf => ({
        stream: () => [] as never,
        scan: async (open) => parquetScan(this.#files(table), await open()),
      }),
    );
    let count = 0;
    for await (const batch of runSegment(chain.relation, leaves, context)) count += batch.length;
    return count;
  }

  #files({ file, columns }: TableFile) {
    return { files: [{ path: file, name: path.basename(file) }], columns: shapeOf(columns) };
  }

  /** How many rows DuckDB gives, read into records by the code that reads ours. */
  async alone({ relation }: Chain, sql: string): Promise<number> {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '2',
      memory_limit: `${buffers / 1000}KB`,
      temp_directory: this.#scratch,
    });
    const connection = await instance.connect();
    const text = sql.replaceAll(
      /\bt(\d)\b/g,
      (_, slot: string) => `read_parquet('${this.#tables[Number(slot)]?.file}')`,
    );
    const result = await connection.stream(text);
    const read = chunkReader(relation.shape);
    let count = 0;
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      count += read(chunk).length;
    }
    connection.closeSync();
    instance.closeSync();
    return count;
  }
}
