/** Brings the schema up to date: numbered SQL files, each in a transaction, one process at a time. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import { MillraceError, messageOf } from '../core/errors.ts';

/** Any number that no other program uses for an advisory lock in our database. */
const LOCK = 7_261_905_001;

/** One migration. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

const FOLDER = join(import.meta.dirname, 'migrations');

/** The migrations of this version, in order. */
export async function loadMigrations(folder: string = FOLDER): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-[\w-]+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(join(folder, file), 'utf8');
      const hash = createHash('sha256').update(sql).digest('hex');
      return { number: Number(file.slice(0, 4)), name: file.slice(5, -4), sql, hash };
    }),
  );
}

const PREPARE = `
create schema if not exists millrace;
create table if not exists millrace.migrations (
  number integer primary key,
  name text not null,
  hash text not null,
  applied_at timestamptz not null default now()
);`;

function refuse(message: string, hint: string): never {
  throw new MillraceError('store_unavailable', message, { hint });
}

async function appliedHashes(client: ClientBase): Promise<Map<number, string>> {
  const found = await client.query<{ number: number; hash: string }>('select number, hash from millrace.migrations');
  return new Map(found.rows.map((row) => [row.number, row.hash]));
}

async function apply(client: ClientBase, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    const values = [migration.number, migration.name, migration.hash];
    await client.query('insert into millrace.migrations (number, name, hash) values ($1, $2, $3)', values);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new MillraceError(
      'store_unavailable',
      `Migration ${migration.number} (${migration.name}) failed: ${messageOf(cause)}`,
      {
        hint: 'Nothing of it was kept. The database user needs the right to create schemas and tables.',
        cause,
      },
    );
  }
}

async function applyMissing(client: ClientBase, migrations: readonly Migration[]): Promise<number> {
  await client.query(PREPARE);
  const applied = await appliedHashes(client);
  const newest = migrations.at(-1)?.number ?? 0;
  const unknown = [...applied.keys()].find((number) => number > newest);
  if (unknown !== undefined) {
    refuse(
      `The database is of a newer Millrace (migration ${unknown}; this one knows ${newest}).`,
      'Start the newer version.',
    );
  }
  const missing = migrations.filter((migration) => !applied.has(migration.number));
  const changed = migrations.find(({ number, hash }) => applied.has(number) && applied.get(number) !== hash);
  if (changed) {
    refuse(
      `Migration ${changed.number} (${changed.name}) is not the one that the database was made with.`,
      'Use the release that made the database, or restore the file of the migration.',
    );
  }
  for (const migration of missing) await apply(client, migration);
  return missing.length;
}

/** Runs `work` while this process alone may change the schema. */
export async function withSchemaLock<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('select pg_advisory_lock($1)', [LOCK]);
  try {
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
  }
}

/** Applies what is missing; returns how many. Call it under {@link withSchemaLock}. */
export async function migrate(client: ClientBase, migrations: readonly Migration[]): Promise<number> {
  const version = await client.query<{ number: number }>("select current_setting('server_version_num')::int as number");
  const number = version.rows[0]?.number ?? 0;
  if (number < 150_000) {
    refuse(
      `Millrace needs PostgreSQL 15 or newer; this is ${Math.floor(number / 10_000)}.`,
      'Set DATABASE_URL to a newer one.',
    );
  }
  return applyMissing(client, migrations);
}
