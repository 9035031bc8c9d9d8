/**
 * Writes to a table, all in one transaction. A few records go in by one statement; many go by COPY into a temporary table
 * and from there by one statement, which is many times quicker. Where single records may be refused, every batch goes in by
 * itself, behind a savepoint.
 */
import type { MillraceError } from '../../core/errors.ts';
import { groupKeyOfAll } from '../../model/value-compare.ts';
import type { DataRecord } from '../../model/value.ts';
import type { Shape } from '../../model/value-type.ts';
import { createTable } from './postgresql-create-table.ts';
import { type Copy, openCopy } from './postgresql-copy.ts';
import { postgresqlError } from './postgresql-errors.ts';
import type { PostgresqlPool, TakenClient } from './postgresql-pool.ts';
import { conflictSql, describeTable } from './postgresql-table.ts';
import { postgresqlText } from './postgresql-values.ts';
import type { SqlWriteCounts, SqlWriteOptions, SqlWriter } from './sql-database.ts';
import { quoteName } from './sql-name.ts';
import { checkMirror, columnsFor, keylessTable, type TableColumn, type TargetTable, withKey } from './target-table.ts';

/** From this many records on COPY pays. */
const copyFromRecords = 2000;

const staged = 'pg_temp.millrace_staged';

type TextValues = (string | null)[];

interface Target {
  readonly table: TargetTable;
  readonly columns: readonly TableColumn[];
}

interface Done {
  readonly inserted: string;
  readonly written: string;
}

function textsOf(record: DataRecord, shape: Shape, columns: readonly TableColumn[]): TextValues {
  return shape.map(({ name, type }, at) => postgresqlText(record[name], type, columns[at]?.json));
}

/** Inserts what a query gives and says how much of it was new. */
function insertSql({ table, columns }: Target, options: SqlWriteOptions, from: string): string {
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  return `with done as (insert into ${table.sql} (${names}) ${from}${conflictSql(table, options)} returning (xmax = 0) as inserted)
    select count(*) filter (where inserted) as inserted, count(*) as written from done`;
}

class PostgresqlWriter implements SqlWriter {
  readonly #taken: TakenClient;
  readonly #what: string;
  readonly #target: Target;
  readonly #options: SqlWriteOptions;
  #waiting: DataRecord[] = [];
  #copy: Copy | undefined;
  #staging = false;
  #ordinal = 0;
  #inserted = 0;
  #updated = 0;
  #released = false;

  constructor(open: { taken: TakenClient; what: string }, target: Target, options: SqlWriteOptions) {
    this.#taken = open.taken;
    this.#what = open.what;
    this.#target = target;
    this.#options = options;
  }

  get #client(): TakenClient['client'] {
    return this.#taken.client;
  }

  async write(records: readonly DataRecord[]): Promise<void> {
    this.#options.signal.throwIfAborted();
    try {
      if (this.#options.failed !== undefined && this.#options.mode !== 'mirror')
        return await this.#writeSafely(withKey(records, this.#options));
      this.#waiting.push(...withKey(records, this.#options));
      if (this.#staging || this.#waiting.length >= copyFromRecords) await this.#stage();
    } catch (thrown) {
      throw this.#fault(thrown);
    }
  }

  #fault(thrown: unknown): MillraceError {
    this.#options.signal.throwIfAborted();
    const isKeyless = thrown instanceof Error && 'code' in thrown && thrown.code === '42P10';
    if (!isKeyless) return postgresqlError(thrown, this.#what);
    return keylessTable(this.#options, thrown);
  }

  /** One statement for some records. */
  async #insert(records: readonly DataRecord[]): Promise<void> {
    const { shape } = this.#options;
    const { columns } = this.#target;
    if (records.length === 0) return;
    const rows = records.map((record) => textsOf(record, shape, columns));
    const names = columns.map((_, at) => `c${at}`);
    const values = columns.map(({ type }, at) => `c${at}::${type}`);
    const from = `select ${values.join(', ')} from unnest(${names.map((_, at) => `$${at + 1}::text[]`).join(', ')}) as given (${names.join(', ')})`;
    const { rows: done } = await this.#client.query<Done>(
      insertSql(this.#target, this.#options, from),
      columns.map((_, at) => rows.map((row) => row[at] ?? null)),
    );
    this.#count(done[0]);
  }

  #count(done: Done | undefined): void {
    const [inserted, written] = [Number(done?.inserted ?? 0), Number(done?.written ?? 0)];
    this.#inserted += inserted;
    this.#updated += written - inserted;
  }

  /** All at once; where a constraint refuses that, one by one, so that it is known which it was. */
  async #writeSafely(records: readonly DataRecord[]): Promise<void> {
    await this.#client.query('savepoint batch');
    try {
      await this.#insert(this.#lastOfEachKey(records));
    } catch (thrown) {
      const fault = this.#fault(thrown);
      if (fault.code !== 'constraint' && fault.code !== 'cast_failed') throw fault;
      await this.#client.query('rollback to savepoint batch');
      const [only] = records;
      if (records.length === 1 && only !== undefined) this.#options.failed?.(only, fault);
      else for (const one of records) await this.#writeSafely([one]);
    }
    await this.#client.query('release savepoint batch');
  }

  #lastOfEachKey(records: readonly DataRecord[]): readonly DataRecord[] {
    const { key } = this.#options;
    if (key.length === 0) return records;
    return [
      ...new Map(records.map((record) => [groupKeyOfAll(key.map((name) => record[name] ?? null)), record])).values(),
    ];
  }

  /** Copies what waits into the temporary table. */
  async #stage(): Promise<void> {
    const { columns, table } = this.#target;
    const names = columns.map(({ name }) => quoteName(name)).join(', ');
    if (!this.#staging) {
      this.#staging = true;
      await this.#client.query(
        `create temporary table millrace_staged on commit drop as select 0::bigint as millrace_ordinal, ${names} from ${table.sql} with no data`,
      );
    }
    this.#copy ??= openCopy(this.#client, `${staged} (millrace_ordinal, ${names})`);
    const rows = this.#waiting.map((record) => [
      String(this.#ordinal++),
      ...textsOf(record, this.#options.shape, columns),
    ]);
    this.#waiting = [];
    if (rows.length > 0) await this.#copy.add(rows);
  }

  async #insertStaged(): Promise<void> {
    const { key } = this.#options;
    await this.#stage();
    await this.#copy?.finish();
    this.#copy = undefined;
    const names = this.#target.columns.map(({ name }) => quoteName(name)).join(', ');
    const keys = key.map(quoteName).join(', ');
    const from =
      key.length === 0
        ? `select ${names} from ${staged} order by millrace_ordinal`
        : `select ${names} from (select distinct on (${keys}) * from ${staged} order by ${keys}, millrace_ordinal desc) as latest`;
    const { rows } = await this.#client.query<Done>(insertSql(this.#target, this.#options, from));
    this.#count(rows[0]);
  }

  async #deleteOthers(): Promise<number> {
    const { key } = this.#options;
    await this.#client.query(`analyze ${staged}`);
    const same = key.map((name) => `given.${quoteName(name)} = present.${quoteName(name)}`).join(' and ');
    const others = `${this.#target.table.sql} as present where not exists (select from ${staged} as given where ${same})`;
    const counted = await this.#client.query<{ count: string }>(`select count(*) from ${others}`);
    const count = Number(counted.rows[0]?.count ?? 0);
    checkMirror(count, this.#options);
    if (count > 0) await this.#client.query(`delete from ${others}`);
    return count;
  }

  async finish(): Promise<SqlWriteCounts> {
    try {
      const isMirror = this.#options.mode === 'mirror';
      if (this.#staging || isMirror) await this.#insertStaged();
      else await this.#insert(this.#lastOfEachKey(this.#waiting));
      const deleted = isMirror ? await this.#deleteOthers() : 0;
      await this.#client.query('commit');
      this.#release(false);
      return { inserted: this.#inserted, updated: this.#updated, deleted };
    } catch (thrown) {
      await this.abandon();
      throw this.#fault(thrown);
    }
  }

  async abandon(): Promise<void> {
    if (this.#released) return;
    // An open COPY can only be ended together with its connection, which also undoes the transaction.
    const broken = this.#copy !== undefined;
    this.#copy?.abandon();
    const undone = broken
      ? false
      : await this.#client.query('rollback').then(
          () => true,
          () => false,
        );
    this.#release(!undone);
  }

  #release(broken: boolean): void {
    if (this.#released) return;
    this.#released = true;
    this.#taken.release(broken);
  }
}

/** Starts a write in a transaction of its own. */
export async function openPostgresqlWriter(pool: PostgresqlPool, options: SqlWriteOptions): Promise<SqlWriter> {
  const taken = await pool.take(options.signal);
  try {
    await taken.client.query('begin');
    if (options.create === true) await createTable(taken.client, options);
    const table = await describeTable(taken.client, options.table);
    return new PostgresqlWriter(
      { taken, what: pool.what },
      { table, columns: columnsFor(table, options.shape) },
      options,
    );
  } catch (thrown) {
    taken.release(true);
    options.signal.throwIfAborted();
    throw postgresqlError(thrown, pool.what);
  }
}
