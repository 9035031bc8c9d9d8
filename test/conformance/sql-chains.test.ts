/** The steps for tables in whole chains, over a real PostgreSQL and a real MariaDB. */
import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { checkSteps, runSteps, type StepsToRun } from './run-steps.ts';
import { closeSqlStands, sqlStands, type SqlStand } from './sql-stands.ts';

const setup = (stand: SqlStand) =>
  stand.say({
    postgresql: [
      'create table products (id integer primary key, name text, price numeric(12,2), updated_at timestamptz not null)',
      "insert into products select n, 'product ' || n, n * 1.25, timestamptz '2026-03-01 00:00:00+00' + n * interval '1 hour' from generate_series(1, 40) as n",
      'create table copies (id integer primary key, name text, price numeric(12,2) check (price < 45))',
    ],
    mariadb: [
      'create table products (id integer primary key, name varchar(100), price decimal(12,2), updated_at timestamp(6) not null)',
      "insert into products select seq, concat('product ', seq), seq * 1.25, timestamp '2026-03-01 00:00:00' + interval seq hour from seq_1_to_40",
      'create table copies (id integer primary key, name text, price decimal(12,2), constraint copies_price_check check (price < 45))',
    ],
  });

const columns = { id: 'integer', name: 'text', price: 'decimal(12,2)', updated_at: 'timestamp' };

async function chainsOver(t: TestContext, stand: SqlStand) {
  const { connection, count } = await stand.open(t, setup(stand));
  const connections = [connection];
  return {
    count,
    run: (steps: readonly unknown[], more: Partial<StepsToRun> = {}) => runSteps({ steps, connections, ...more }),
    check: (steps: readonly unknown[], more: Partial<StepsToRun> = {}) => checkSteps({ steps, connections, ...more }),
  };
}

const read = (more: Record<string, unknown>) => ({
  uses: 'sql.read',
  with: { connection: 'erp', table: 'products', columns, ...more },
});
const write = (more: Record<string, unknown>) => ({
  uses: 'sql.write',
  with: { connection: 'erp', table: 'copies', ...more },
});

after(closeSqlStands);

for (const stand of sqlStands) {
  describe(`chains with tables in ${stand.type}`, { skip: stand.skip }, () => {
    it('read with parameters, sort, limit and select', async (t) => {
      const { run, check } = await chainsOver(t, stand);
      const parameters = { since: { type: 'timestamp', value: '2026-03-02T00:00:00Z' } };
      const step = read({
        where: "updated_at > $since and lower(name) <> 'product 40'",
        sort: ['price desc'],
        limit: 2,
        select: ['id', 'price'],
      });
      const found = await run([step], { parameters });
      assert.equal(found.end.problem, undefined);
      assert.deepEqual(found.records, [
        { id: 39, price: '48.75' },
        { id: 38, price: '47.50' },
      ]);
      assert.deepEqual(check([step], { parameters }).pushed, [
        'all columns',
        'where updated_at > $since',
        "not where lower(name) <> 'product 40': it is computed here",
        'sort by price desc; reading stops after limit 2',
      ]);
    });

    it('read a query with bound values', async (t) => {
      const { run } = await chainsOver(t, stand);
      const query = {
        uses: 'sql.read',
        with: {
          connection: 'erp',
          query: 'select count(*) as n, sum(price) as total from products where id <= :most',
          params: { most: '=$most' },
          columns: { n: 'integer', total: 'decimal(18,2)' },
        },
      };
      assert.deepEqual((await run([query], { parameters: { most: { type: 'integer', value: 4 } } })).records, [
        { n: 4, total: '12.50' },
      ]);
    });

    it('copy from table to table, with rejects where they are wanted', async (t) => {
      const { run, count } = await chainsOver(t, stand);
      const copy = [read({ select: ['id', 'name', 'price'] }), write({ mode: 'upsert', key: ['id'] })];
      const failed = await run(copy);
      assert.equal(failed.end.outcome, 'conflict');
      assert.equal(failed.end.problem?.code, 'constraint');
      assert.match(failed.end.problem?.message ?? '', /constraint copies_price_check of table copies/);
      assert.equal(await count('copies'), 0);
      const rejecting = await run([copy[0], { ...copy[1], onError: 'reject' }]);
      assert.equal(rejecting.end.problem, undefined);
      assert.equal(rejecting.rejects.length, 5);
      assert.equal(await count('copies'), 35);
      const [effect] = rejecting.effects;
      assert.deepEqual(effect, {
        connection: 'erp',
        table: 'copies',
        mode: 'upsert',
        records: 40,
        inserted: 35,
        updated: 0,
        deleted: 0,
      });
    });

    it('do nothing in a dry run', async (t) => {
      const { run, count } = await chainsOver(t, stand);
      const steps = [
        read({ select: ['id', 'name'] }),
        write({ mode: 'insert' }),
        {
          uses: 'sql.delete',
          with: { connection: 'erp', table: 'products', columns: { id: 'integer' }, where: 'id > 10' },
        },
      ];
      const { effects, end } = await run(steps, { dryRun: true });
      assert.equal(end.problem, undefined);
      assert.deepEqual(effects, [
        { connection: 'erp', table: 'copies', mode: 'insert', records: 40 },
        { connection: 'erp', table: 'products', deletes: 30 },
      ]);
      assert.equal(await count('products'), 40);
      assert.equal(await count('copies'), 0);
    });

    it('delete by a condition, never more than atMost', async (t) => {
      const { run, count } = await chainsOver(t, stand);
      const remove = (atMost: number) =>
        run([
          {
            uses: 'sql.delete',
            with: {
              connection: 'erp',
              table: 'products',
              columns: { id: 'integer' },
              where: 'id % 2 = 0',
              batch: 3,
              atMost,
            },
          },
        ]);
      assert.equal((await remove(19)).end.problem?.code, 'at_most');
      assert.deepEqual((await remove(20)).effects, [{ connection: 'erp', table: 'products', deleted: 20 }]);
      assert.equal(await count('products'), 20);
    });

    it('say before running what is wrong', async (t) => {
      const { check } = await chainsOver(t, stand);
      const problems = (...steps: unknown[]): string => check(steps).problems.join('\n');
      const query = (more: Record<string, unknown>) => ({
        uses: 'sql.read',
        with: { connection: 'erp', columns, ...more },
      });
      assert.match(problems(query({})), /missing_key: Say either `table` or `query`/);
      assert.match(problems(query({ table: 'a', query: 'select 1' })), /Say either `table` or `query`/);
      assert.match(problems(query({ query: 'select :day' })), /unknown_parameter: The query names :day/);
      assert.match(
        problems(query({ query: 'select :day', params: { day: 1, dya: 2 } })),
        /no_effect: The query does not name :dya/,
      );
      assert.match(
        problems(read({}), write({ mode: 'upsert' })),
        /missing_key: With mode: upsert, say what tells records apart/,
      );
      assert.match(
        problems(read({}), { ...write({ mode: 'mirror', key: ['id'], maxDelete: 1 }), onError: 'skip' }),
        /not_supported: A mirror is one statement/,
      );
    });

    it('name table, column and server in what fails', async (t) => {
      const { run } = await chainsOver(t, stand);
      const missing = await run([
        { uses: 'sql.read', with: { connection: 'erp', table: 'products', columns: { nmae: 'text' } } },
      ]);
      assert.match(missing.end.problem?.message ?? '', /There is no column nmae in products/);
      const nowhere = await runSteps({
        steps: [read({})],
        connections: [{ name: 'erp', type: stand.type, url: stand.nowhere }],
      });
      assert.equal(nowhere.end.outcome, 'upstream');
      assert.equal(nowhere.end.problem?.code, 'connection_failed');
      assert.match(
        nowhere.end.problem?.message ?? '',
        new RegExp(`The ${stand.product} of the connection erp cannot be reached`),
      );
    });
  });
}
