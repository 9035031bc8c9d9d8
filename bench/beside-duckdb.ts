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

const memory = 4e9;

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
 * Asks both, `rounds` times in turn after once for nothing. Of each question the median seconds, and by how much ours are
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
    sums.ours += took.ours;
    sums.peer += took.peer;
    sums.oursWork += took.oursWork;
    sums.peerWork += took.peerWork;
    measures.push({ what, value: took.ours, unit: 's' });
    measures.push({ what: `${what}: to DuckDB alone`, value: took.ours / took.peer, unit: 'x' });
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

async function inTurn(
  rounds: number,
  what: string,
  { ours, peer }: { readonly ours: () => Promise<number>; readonly peer: () => Promise<number> },
): Promise<{ readonly ours: number; readonly peer: number; readonly oursWork: number; readonly peerWork: number }> {
  const [one, other] = [await ours(), await peer()];
  if (one !== other) throw new Error(`${what}: ${one} records, and ${other} of DuckDB alone`);
  const took: Taken[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    took[0]!.push(await taken(ours));
    took[1]!.push(await taken(peer));
  }
  const [mine, theirs] = took.map((all) => ({
    time: median(all.map(({ time }) => time)),
    work: median(all.map(({ work }) => work)),
  }));
  return { ours: mine!.time, peer: theirs!.time, oursWork: mine!.work, peerWork: theirs!.work };
}

/** Seconds of the clock, and of the processor over all threads. */
interface Taken {
  readonly time: number;
  readonly work: number;
}

async function taken(work: () => Promise<unknown>): Promise<Taken> {
  const before = process.cpuUsage();
  const time = await seconds(work);
  const { user, system } = process.cpuUsage(before);
  return { time, work: (user + system) / 1e6 };
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
        scan: () => parquetScan({ ...this.#files(table), scratch, signal: context.signal }),
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
      memory_limit: `${memory / 1000}KB`,
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
