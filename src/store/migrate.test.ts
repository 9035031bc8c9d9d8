import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import pg from 'pg';
import { SimulatedClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { silentLogger } from '../core/logger.ts';
import { describeSchema } from './describe-schema.ts';
import { loadMigrations, type Migration, migrate, withSchemaLock } from './migrate.ts';
import { maintainStore, openStore } from './open-store.ts';
import { dropPartitions, idFloor } from './partitions.ts';
import { createTestDatabase, openTestStore } from './test-store.ts';

async function connect(t: TestContext): Promise<pg.Client> {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  t.after(async () => {
    await client.end();
    await database.close();
  });
  return client;
}

const migration = (number: number, sql: string, hash = sql): Migration => ({
  number,
  name: `step-${number}`,
  sql,
  hash,
});

const saying = (text: RegExp) => (thrown: unknown) =>
  thrown instanceof MillraceError && thrown.code === 'store_unavailable' && text.test(thrown.message);

test('schema.sql is what the migrations make', async (t) => {
  const client = await connect(t);
  await migrate(client, await loadMigrations());
  const made = await describeSchema(client);
  const file = join(import.meta.dirname, 'schema.sql');
  if (process.env['MILLRACE_TEST_UPDATE_SCHEMA']) await writeFile(file, made);
  assert.equal(
    made,
    await readFile(file, 'utf8'),
    'run this test with MILLRACE_TEST_UPDATE_SCHEMA=1 and commit the file',
  );
});

test('migrations are numbered without a hole', async () => {
  const numbers = (await loadMigrations()).map((one) => one.number);
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
  );
});

test('only what is missing is applied, and of a step that fails nothing is kept', async (t) => {
  const client = await connect(t);
  const first = migration(1, 'create table millrace.a ()');
  assert.equal(await migrate(client, [first]), 1);
  assert.equal(await migrate(client, [first, migration(2, 'create table millrace.b ()')]), 1);
  const broken = migration(3, 'create table millrace.c (); create table millrace.a ()');
  await assert.rejects(
    migrate(client, [first, migration(2, 'create table millrace.b ()'), broken]),
    saying(/Migration 3 .* already exists/),
  );
  assert.equal((await client.query("select to_regclass('millrace.c') as found")).rows[0].found, null);
  assert.equal(await migrate(client, [first, migration(2, 'create table millrace.b ()')]), 0);
});

test('a changed migration and a database of a newer version are refused', async (t) => {
  const client = await connect(t);
  await migrate(client, [migration(1, 'select 1'), migration(2, 'select 2')]);
  await assert.rejects(
    migrate(client, [migration(1, 'select 1', 'other'), migration(2, 'select 2')]),
    saying(/Migration 1 .* not the one/),
  );
  await assert.rejects(
    migrate(client, [migration(1, 'select 1')]),
    saying(/newer Millrace \(migration 2; this one knows 1\)/),
  );
});

test('processes that start at once migrate once', async (t) => {
  const database = await createTestDatabase();
  t.after(() => database.close());
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const stores = await Promise.all([1, 2, 3].map(() => openStore({ url: database.url, clock, logger: silentLogger })));
  for (const store of stores) await store.close();
});

test('a server that cannot be reached is said to be so', async () => {
  const options = { clock: new SimulatedClock(0), logger: silentLogger };
  await assert.rejects(
    openStore({ url: 'postgres://a:b@127.0.0.1:1/x', ...options }),
    saying(/cannot be reached: .*ECONNREFUSED/),
  );
});

test('partitions are made ahead, found by the planner, and dropped when they are old', async (t) => {
  const clock = new SimulatedClock('2026-03-15T08:00:00Z');
  const store = await openTestStore(t, clock);
  const client = new pg.Client({ connectionString: store.url });
  await client.connect();
  const namesOf = async (table: string): Promise<string[]> => {
    const found = await client.query<{ name: string }>(
      `select relname as name from pg_class where relname ~ '^${table}_2026_' and relkind = 'r' order by 1`,
    );
    return found.rows.map((row) => row.name);
  };
  const before = await namesOf('occurrences');
  for (const month of ['02', '03', '04', '05', '06']) assert.ok(before.includes(`occurrences_2026_${month}`), month);
  clock.advance(31 * 86_400_000);
  await maintainStore(store);
  assert.ok((await namesOf('occurrences')).includes('occurrences_2026_07'));
  const explained = await client.query(
    `explain select * from millrace.runs where id = '${idFloor(Date.parse('2026-04-10T00:00:00Z'))}'`,
  );
  const plan = explained.rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n');
  assert.match(plan, /runs_2026_04/);
  assert.doesNotMatch(plan, /runs_2026_03|runs_default/);
  const dropped = await withSchemaLock(client, () =>
    dropPartitions(client, 'occurrences', Date.parse('2026-04-01T00:00:00Z')),
  );
  assert.ok(dropped.includes('occurrences_2026_03') && !dropped.includes('occurrences_2026_04'));
  assert.deepEqual(
    (await namesOf('occurrences')).filter((name) => name < 'occurrences_2026_04'),
    [],
  );
  await client.end();
});
