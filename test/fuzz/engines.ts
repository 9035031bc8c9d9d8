/** Both engines over the same tables, without what a run needs around them; DuckDB is opened once and used again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src/core/clock.ts';
import { MillraceError } from '../../src/core/errors.ts';
import { type DuckDb, openDuckDb } from '../../src/duckdb/duckdb.ts';
import { chunkReader } from '../../src/duckdb/from-duckdb.ts';
import type { Relation } from '../../src/engine/algebra.ts';
import { Pace } from '../../src/engine/pace.ts';
import { pruneRelation } from '../../src/engine/prune.ts';
import { runRelation } from '../../src/engine/row/compile-relation.ts';
import { feedTable } from '../../src/engine/vector/feed.ts';
import { queryProblem } from '../../src/engine/vector/query-problem.ts';
import { relationToSql } from '../../src/engine/vector/relation-sql.ts';
import { leavesOf } from '../../src/engine/vector/segment-plan.ts';
import { readUntyped } from '../../src/engine/vector/untyped-json.ts';
import { environment } from '../../src/expression/closure.ts';
import type { DataRecord } from '../../src/model/value.ts';
import { recordsOf, streamOf, watchedContext } from '../engine/relations.ts';
import type { Table } from './tables.ts';

/** What an engine came to: records, and those that it put aside; or the problem that it ended in. */
export type Outcome = Gave | { readonly problem: string; readonly message: string };

interface Gave {
  readonly records: readonly DataRecord[];
  readonly rejected: readonly DataRecord[];
}

/** True for an outcome with records. */
export function gaveRecords(outcome: Outcome): outcome is Gave {
  return 'records' in outcome;
}

async function outcomeOf(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    // A fault in an engine itself is a finding like any other, and must not end the search.
    if (!(error instanceof MillraceError)) return { problem: 'crash', message: String(error) };
    return {
      problem: error.code,
      message: `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`,
    };
  }
}

/** The relation over these tables in the row engine. */
export function inRowEngine(relation: Relation, tables: readonly Table[]): Promise<Outcome> {
  return outcomeOf(async () => {
    const { context, failures } = watchedContext();
    const streams = tables.map(({ records }) => streamOf(records, 7));
    const records = await recordsOf(runRelation(pruneRelation(relation), streams, context));
    return { records, rejected: failures.filter(({ onError }) => onError === 'reject').map(({ record }) => record) };
  });
}

/** A database in memory with tables in it. */
export class VectorEngine {
  readonly #db: DuckDb;
  readonly #scratch: string;
  #tables = 0;

  constructor(db: DuckDb, scratch: string) {
    this.#db = db;
    this.#scratch = scratch;
  }

  /** Opens one; close it. */
  static async open(): Promise<VectorEngine> {
    const scratch = await mkdtemp(path.join(tmpdir(), 'millrace-fuzz-'));
    const signal = new AbortController().signal;
    return new VectorEngine(await openDuckDb({ memory: 255 * 1024 * 1024, signal, scratch, folders: [] }), scratch);
  }

  async close(): Promise<void> {
    this.#db.close();
    await rm(this.#scratch, { recursive: true, force: true });
  }

  /** Calls `work` with the names of tables that hold these records. */
  async withTables<T>(tables: readonly Table[], work: (names: readonly string[]) => Promise<T>): Promise<T> {
    const names: string[] = [];
    try {
      for (const { shape, records } of tables) {
        this.#tables += 1;
        const table = `fed_${this.#tables}`;
        names.push(table);
        const pace = new Pace(systemClock, new AbortController().signal);
        await feedTable(this.#db, { table, shape }, { stream: streamOf(records, 1000), pace });
      }
      return await work(names);
    } finally {
      for (const name of names) await this.#db.run(`DROP TABLE IF EXISTS ${name}`);
    }
  }

  /** The relation over fed tables, by slot. Their columns must be those of the relation's leaves. */
  run(relation: Relation, names: readonly string[], where = ''): Promise<Outcome> {
    return outcomeOf(async () => {
      const { sql, obstacle } = relationToSql(relation, {
        leaf: (slot) => fed(names[slot], where),
        env: environment(),
      });
      if (sql === undefined) throw new MillraceError('internal', `no SQL: ${obstacle}`);
      try {
        return { records: await this.#records(sql, relation), rejected: [] };
      } catch (error) {
        throw queryProblem(error, relation);
      }
    });
  }

  async #records(sql: string, relation: Relation): Promise<DataRecord[]> {
    const read = chunkReader(relation.shape, readUntyped);
    const records: DataRecord[] = [];
    for await (const chunk of this.#db.query(sql)) records.push(...read(chunk));
    return records;
  }

  /** The relation over these tables, as a run would have it. */
  over(relation: Relation, tables: readonly Table[]): Promise<Outcome> {
    const pruned = pruneRelation(relation);
    const fitting = tables.map(({ records }, slot) => ({ shape: shapeAt(pruned, slot), records }));
    return outcomeOf(() => this.withTables(fitting, (names) => this.run(pruned, names)));
  }
}

function fed(name: string | undefined, where: string): string {
  return where === '' ? `${name}` : `(SELECT * FROM ${name} WHERE ${where})`;
}

function shapeAt(relation: Relation, slot: number): Relation['shape'] {
  return [...leavesOf(relation)].find(({ leaf }) => leaf.slot === slot)?.leaf.shape ?? [];
}
