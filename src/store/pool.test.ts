import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../core/logger.ts';
import { openPool } from './pool.ts';
import { createTestDatabase } from './test-store.ts';

test('a connection that breaks off between two queries of a transaction ends the transaction, not the process', async () => {
  const database = await createTestDatabase();
  const pool = openPool(database.url, silentLogger);
  try {
    const held = await pool.connect();
    const { rows } = await held.query<{ pid: number }>('begin; select pg_backend_pid() as pid').then((results) => {
      const [, asked] = results as unknown as { rows: { pid: number }[] }[];
      return asked ?? { rows: [] };
    });
    const gone = new Promise((resolve) => held.once('end', () => resolve(undefined)));
    await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await gone;
    await assert.rejects(held.query('select 1'));
    held.release(true);
    assert.equal((await pool.query<{ one: number }>('select 1 as one')).rows[0]?.one, 1);
  } finally {
    await pool.end();
    await database.close();
  }
});
