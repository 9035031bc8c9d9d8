/**
 * Writes to a table, all in one transaction. Records with a key go into a temporary table first, which keeps the last of
 * each key, and from there by one update and one insert: `on duplicate key update` would take any unique index for the
 * key. Where single records may be refused, every batch goes in by itself, behind a savepoint.
 */
import { MillraceError } from '../../core/errors.ts';
import type { DataRecord } from '../../model/value.ts';
import { createMysqlTable } from './mysql-create-table.ts';
import { mysqlError } from './mysql-errors.ts';
import { insertRows } from './mysql-insert.ts';
import { quoteMysqlName } from './mysql-name.ts';
import type { MysqlPool, TakenSession } from './mysql-pool.ts';
import type { MysqlSession } from './mysql-session.ts';
import { describeMysqlTable, uniqueKeys } from './mysql-table.ts';
import type { SqlWriteCounts, SqlWriteOptions, SqlWriter } from './sql-database.ts';
import { checkMirror, columnsFor, keylessTable, type TableColumn, type TargetTable, withKey } from './target-table.ts';

const staged = 'millrace_staged';
/** How long to wait for another write into the same table that is about to end, in seconds. */
const lockWithin = 60;
const lock = "concat('millrace ', md5(concat(database(), '.', ?)))";

interface Target {
  readonly table: TargetTable;
  readonly columns: readonly TableColumn[];
}

class MysqlWriter implements SqlWriter {
  readonly #taken: TakenSession;
  readonly #what: string;
  readonly #target: Target;
  readonly #options: SqlWriteOptions;
  #inserted = 0;
  #updated = 0;
  #locked = false;
  #released = false;

  constructor(open: { taken: TakenSession; what: string }, target: Target, options: SqlWriteOptions) {
    this.#taken = open.taken;
    this.#what = open.what;
    this.#target = target;
    this.#options = options;
  }

  get #session(): MysqlSession {
    return this.#taken.session;
  }

  async write(records: readonly DataRecord[]): Promise<void> {
    this.#options.signal.throwIfAborted();
    try {
      const keyed = withKey(records, this.#options);
      if (keyed.length === 0) return;
      if (this.#options.failed !== undefined && this.#options.mode !== 'mirror') await this.#writeSafely(keyed);
      else await this.#put(keyed);
    } catch (thrown) {
      throw this.#fault(thrown);
    }
  }

  #fault(thrown: unknown): MillraceError {
    this.#options.signal.throwIfAborted();
    return mysqlError(thrown, this.#what, this.#options.table);
  }

  /** Into the table itself, or to those that wait for `#merge`. */
  async #put(records: readonly DataRecord[]): Promise<void> {
    const { columns, table } = this.#target;
    const { shape, mode } = this.#options;
    if (mode === 'insert')
      this.#inserted += await insertRows(this.#session, records, {
        verb: 'insert into',
        table: table.sql,
        columns,
        shape,
      });
    else await insertRows(this.#session, records, { verb: 'replace into', table: staged, columns, shape });
  }

  /** All at once; where a constraint refuses that, one by one, so that it is known which it was. */
  async #writeSafely(records: readonly DataRecord[]): Promise<void> {
    const before = [this.#inserted, this.#updated] as const;
    await this.#session.run('savepoint batch');
    try {
      await this.#put(records);
      await this.#merge();
    } catch (thrown) {
      const fault = this.#fault(thrown);
      if (fault.code !== 'constraint' && fault.code !== 'cast_failed') throw fault;
      [this.#inserted, this.#updated] = before;
      await this.#session.run('rollback to savepoint batch');
      const [only] = records;
      if (records.length === 1 && only !== undefined) this.#options.failed?.(only, fault);
      else for (const one of records) await this.#writeSafely([one]);
      return;
    }
    await this.#session.run('release savepoint batch');
  }

  /** What waits goes into the table: rows that are there are changed, the others added. */
  async #merge(): Promise<void> {
    const { key, mode } = this.#options;
    if (mode === 'insert') return;
    await this.#lock();
    const { table, columns } = this.#target;
    const same = sameKey(key);
    this.#updated += await this.#update(same);
    const names = columns.map(({ name }) => quoteMysqlName(name)).join(', ');
    const inserted = await this.#session.run(
      `insert into ${table.sql} (${names}) select ${names} from ${staged} as given
       where not exists (select 1 from ${table.sql} as present where ${same})`,
    );
    this.#inserted += inserted.affectedRows;
    if (mode !== 'mirror') await this.#session.run(`delete from ${staged}`);
  }

  async #update(same: string): Promise<number> {
    const { key, mode, shape } = this.#options;
    const { table } = this.#target;
    const given = shape.map(({ name }) => name).filter((name) => !key.includes(name));
    const others = table.columns.filter(
      ({ name, generated }) => !generated && !shape.some((field) => field.name === name),
    );
    const changes = [
      ...given.map((name) => `present.${quoteMysqlName(name)} = given.${quoteMysqlName(name)}`),
      ...(mode === 'upsert' ? [] : others.map(({ name }) => `present.${quoteMysqlName(name)} = default`)),
    ];
    const joined = `${table.sql} as present join ${staged} as given on ${same}`;
    if (changes.length > 0) return (await this.#session.run(`update ${joined} set ${changes.join(', ')}`)).affectedRows;
    const [row] = await this.#session.rows({ sql: `select count(*) from ${joined}`, values: [] });
    return Number(row?.[0] ?? 0);
  }

  /** Writes into one table end one after the other: two that add the same key at once would be in each other's way. */
  async #lock(): Promise<void> {
    if (this.#locked) return;
    const [row] = await this.#session.rows({
      sql: `select get_lock(${lock}, ${lockWithin})`,
      values: [this.#options.table],
    });
    if (Number(row?.[0]) !== 1) {
      throw new MillraceError('busy', `Another write into ${this.#options.table} does not come to its end.`, {
        hint: 'Run it again.',
      });
    }
    this.#locked = true;
  }

  async #deleteOthers(): Promise<number> {
    const { table } = this.#target;
    const [first = ''] = this.#options.key;
    const others = `from ${table.sql} as present left join ${staged} as given on ${sameKey(this.#options.key)} where given.${quoteMysqlName(first)} is null`;
    const [row] = await this.#session.rows({ sql: `select count(*) ${others}`, values: [] });
    const count = Number(row?.[0] ?? 0);
    checkMirror(count, this.#options);
    if (count > 0) await this.#session.run(`delete present ${others}`);
    return count;
  }

  async finish(): Promise<SqlWriteCounts> {
    try {
      await this.#merge();
      const deleted = this.#options.mode === 'mirror' ? await this.#deleteOthers() : 0;
      await this.#session.run('commit');
      await this.#cleanUp();
      this.#release(false);
      return { inserted: this.#inserted, updated: this.#updated, deleted };
    } catch (thrown) {
      await this.abandon();
      throw this.#fault(thrown);
    }
  }

  async abandon(): Promise<void> {
    if (this.#released) return;
    const undone = await this.#session
      .run('rollback')
      .then(() => this.#cleanUp())
      .then(
        () => true,
        () => false,
      );
    this.#release(!undone);
  }

  async #cleanUp(): Promise<void> {
    if (this.#locked) await this.#session.rows({ sql: `select release_lock(${lock})`, values: [this.#options.table] });
    if (this.#options.mode !== 'insert') await this.#session.run(`drop temporary table if exists ${staged}`);
  }

  #release(broken: boolean): void {
    if (this.#released) return;
    this.#released = true;
    this.#taken.release(broken);
  }
}

function sameKey(key: readonly string[]): string {
  return key.map((name) => `given.${quoteMysqlName(name)} = present.${quoteMysqlName(name)}`).join(' and ');
}

/** Makes what is needed before the transaction begins: whatever makes a table ends one. */
async function prepareTarget(session: MysqlSession, options: SqlWriteOptions): Promise<Target> {
  if (options.create === true) await createMysqlTable(session, options);
  const table = await describeMysqlTable(session, options.table);
  const columns = columnsFor(table, options.shape);
  if (options.mode === 'insert') return { table, columns };
  const wanted = options.key.toSorted().join('\0');
  const keys = await uniqueKeys(session, options.table);
  if (!keys.some((key) => key.toSorted().join('\0') === wanted)) throw keylessTable(options);
  const names = columns.map(({ name }) => quoteMysqlName(name)).join(', ');
  await session.run(`drop temporary table if exists ${staged}`);
  await session.run(
    `create temporary table ${staged} (primary key (${options.key.map(quoteMysqlName).join(', ')})) engine = InnoDB select ${names} from ${table.sql} limit 0`,
  );
  return { table, columns };
}

/** Starts a write in a transaction of its own. */
export async function openMysqlWriter(pool: MysqlPool, options: SqlWriteOptions): Promise<SqlWriter> {
  const taken = await pool.take(options.signal);
  try {
    const target = await prepareTarget(taken.session, options);
    await taken.session.run('start transaction');
    return new MysqlWriter({ taken, what: pool.what }, target, options);
  } catch (thrown) {
    taken.release(true);
    options.signal.throwIfAborted();
    throw mysqlError(thrown, pool.what, options.table);
  }
}
