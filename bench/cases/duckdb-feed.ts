import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  type DuckDBValue,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import { systemClock } from '../../src/core/clock.ts';
import { type DuckDb, openDuckDb } from '../../src/duckdb/duckdb.ts';
import { Pace } from '../../src/engine/pace.ts';
import { feedTable } from '../../src/engine/vector/feed.ts';
import { type DataRecord, DateValue, ExactDecimal, Timestamp } from '../../src/model/value.ts';
import type { Shape } from '../../src/model/value-type.ts';
import { shapeOf } from '../../test/engine/relations.ts';
import { defineCase } from '../define-case.ts';
import { inTurns } from '../timing.ts';

const count = 500_000;
const perBatch = 1024;
const perChunk = 2048;
const regions = ['north', 'south', 'east', 'west'];

const common = {
  id: 'integer',
  region: 'text',
  note: 'text',
  amount: 'integer',
  paid: 'boolean',
  day: 'date',
  at: 'timestamp',
};
const plain = shapeOf({ ...common, price: 'number' });
const exact = shapeOf({ ...common, price: 'decimal(12,2)' });

/** One in fifty amounts is null. */
function order(id: number): DataRecord {
  const amount = id % 50 === 0 ? null : id % 13;
  const times = { day: new DateValue(20_000 + (id % 900)), at: new Timestamp(1_772_334_000_000_000n + BigInt(id)) };
  const texts = { region: regions[id % 4] ?? null, note: `a note about order ${id}` };
  return { id, ...texts, amount, paid: id % 3 === 0, ...times, price: (id % 9700) / 4 };
}

function inBatches(records: readonly DataRecord[], size: number): readonly (readonly DataRecord[])[] {
  return Array.from({ length: Math.ceil(records.length / size) }, (_, at) => records.slice(at * size, (at + 1) * size));
}

/** The columns of a chunk as DuckDB's own values, with nothing left to convert. */
function columnsOf(records: readonly DataRecord[]): readonly (readonly DuckDBValue[])[] {
  const whole = (name: string) =>
    records.map((record) => (record[name] === null ? null : BigInt(record[name] as number)));
  return [
    whole('id'),
    records.map((record) => record['region'] as string),
    records.map((record) => record['note'] as string),
    whole('amount'),
    records.map((record) => record['paid'] as boolean),
    records.map((record) => new DuckDBDateValue((record['day'] as DateValue).days)),
    records.map((record) => new DuckDBTimestampTZValue((record['at'] as Timestamp).micros)),
    records.map((record) => record['price'] as number),
  ];
}

/** Into new tables, one after the other. */
class Feeder {
  readonly #db: DuckDb;
  #tables = 0;

  constructor(db: DuckDb) {
    this.#db = db;
  }

  async ours(shape: Shape, batches: readonly (readonly DataRecord[])[]): Promise<void> {
    const pace = new Pace(systemClock, new AbortController().signal);
    async function* stream(): AsyncGenerator<readonly DataRecord[]> {
      yield* batches;
    }
    await this.#into((table) => feedTable(this.#db, { table, shape }, { stream: stream(), pace }));
  }

  async bare(chunks: readonly (readonly (readonly DuckDBValue[])[])[]): Promise<void> {
    const chunk = DuckDBDataChunk.create([BIGINT, VARCHAR, VARCHAR, BIGINT, BOOLEAN, DATE, TIMESTAMPTZ, DOUBLE]);
    await this.#into(async (table) => {
      await this.#db.run(
        `CREATE TABLE ${table} (a BIGINT, b VARCHAR, c VARCHAR, d BIGINT, e BOOLEAN, f DATE, g TIMESTAMPTZ, h DOUBLE)`,
      );
      const appender = await this.#db.appender(table);
      for (const columns of chunks) {
        chunk.reset();
        chunk.setColumns(columns);
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    });
  }

  async #into(write: (table: string) => Promise<void>): Promise<void> {
    this.#tables += 1;
    const table = `t${this.#tables}`;
    await write(table);
    await this.#db.run(`DROP TABLE ${table}`);
  }
}

/** What the vector engine is fed with when a segment outgrows the row engine. */
export const bench = defineCase({
  title: `${count} records of 8 columns into DuckDB`,
  method: `${count} records in memory, in batches of ${perBatch} (an integer, an integer with nulls, two texts, a boolean, a date, a timestamp, a number), into a new table. Beside it, in turns, the same with an exact decimal in the place of the number, and the bare binding with chunks of ${perChunk} rows whose columns were made of DuckDB's own values before. Medians of 7 rounds, by the clock and, since others work on the machine, by processor time (of all threads), of which the ratio is, too.`,
  async run(folder) {
    const scratch = await mkdtemp(path.join(folder, 'feed-'));
    const signal = new AbortController().signal;
    const db = await openDuckDb({ memory: 1024 ** 3, scratch, folders: [], signal });
    try {
      const records = Array.from({ length: count }, (_, id) => order(id));
      const batches = inBatches(records, perBatch);
      const decimals = inBatches(
        records.map((record) => ({ ...record, price: new ExactDecimal(record['price'] as number) })),
        perBatch,
      );
      const chunks = inBatches(records, perChunk).map(columnsOf);
      const feeder = new Feeder(db);
      const rounds = await inTurns(7, {
        ours: () => feeder.ours(plain, batches),
        decimals: () => feeder.ours(exact, decimals),
        bare: () => feeder.bare(chunks),
      });
      return [
        { what: 'records per second', value: count / rounds.median('ours'), unit: '/s' },
        {
          what: 'records per second of processor time',
          value: count / rounds.processor('ours'),
          unit: '/s',
          target: 500_000,
          atLeast: true,
        },
        { what: 'the same with a decimal', value: count / rounds.processor('decimals'), unit: '/s' },
        { what: 'the bare binding, per second of processor time', value: count / rounds.processor('bare'), unit: '/s' },
        { what: 'ratio to the bare binding', value: rounds.ratio('bare', 'ours'), unit: 'x' },
      ];
    } finally {
      db.close();
      await rm(scratch, { recursive: true });
    }
  },
});
