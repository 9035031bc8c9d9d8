import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { SimulatedClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { enterNode } from '../store/nodes.ts';
import { openTestStore } from '../store/test-store.ts';
import { startHeartbeat } from './heartbeat.ts';

test('a node goes on giving signs of life while it cleans up, and what fails holds up nothing else', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const node = await enterNode(store, { name: 'here', roles: ['worker'], version: '1' });
  const heart = await startHeartbeat({ store, node, alone: false, folder: '/none', clock, logger: silentLogger });
  const cleaning = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  let after = 0;
  heart.onMaintenance(() => {
    began.resolve();
    return cleaning.promise;
  }, 1_000);
  heart.onMaintenance(() => Promise.reject(new Error('it failed')), 1_000);
  heart.onMaintenance(async () => {
    after += 1;
  }, 1_000);
  const signs = async (): Promise<number> => {
    const found = await sql<{
      at: number;
    }>`select seen_at as at from millrace.nodes where id = ${node.node}::uuid`.execute(store.db);
    return found.rows[0]?.at ?? 0;
  };
  /** Lets time go on until another sign of life is there. */
  const another = async (): Promise<void> => {
    const before = await signs();
    while ((await signs()) <= before) clock.advance(5_000);
  };
  for (let beats = 0; beats < 12; beats += 1) await another();
  await began.promise;
  await another();
  await another();
  assert.equal(after, 0, 'it still cleans up');
  cleaning.resolve();
  await heart.close();
  assert.ok(after > 0);
});
