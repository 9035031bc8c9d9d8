/** The figures of the cluster, against rows that are known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { SimulatedClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { localAdministrator } from '../model/principal.ts';
import { readClusterFigures } from './cluster-figures.ts';
import { enterNode } from './nodes.ts';
import { inTransaction } from './open-store.ts';
import { createRun, startRun } from './runs.ts';
import { beatScheduler } from './scheduler-beats.ts';
import { openTestStore } from './test-store.ts';

test('what waits, goes on, fires and lives is counted; what takes too long is given up', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const queue = async (occurrence?: string): Promise<string> => {
    const id = newId();
    const trigger = { kind: 'schedule' as const, job: 'hourly', ...(occurrence === undefined ? {} : { occurrence }) };
    const rest = {
      parameters: {},
      principal: localAdministrator,
      dryRun: false,
      zone: 'UTC',
      now: clock.now(),
      trigger,
    };
    await createRun(store, { id, chain: 'a.B', effectId: id, ...rest });
    return id;
  };
  const occur = async (state: string, origin: string, run?: string): Promise<void> => {
    await sql`
      insert into millrace.occurrences (id, workgroup_id, job, planned, origin, due, state, run_id, definition_hash, created_at)
      values (${newId()}::uuid, ${store.workgroup}::uuid, 'hourly', now(), ${origin}, now(), ${state}, ${run ?? null}::uuid, 'h', now())`.execute(
      store.db,
    );
  };
  await enterNode(store, { name: 'mill', roles: ['web', 'worker'], version: '1', lease: 30_000 });
  await enterNode(store, { name: 'mill', roles: ['worker'], version: '1', lease: 30_000 });
  await startRun(store, await queue());
  clock.advance(30_000);
  await queue();
  await occur('queued', 'backfill:b', await queue());
  await occur('planned', 'backfill:b2');
  await occur('waiting', 'schedule');
  await beatScheduler(store, undefined);
  clock.advance(12_500);

  const figures = await readClusterFigures(store, 2_000);
  const said = figures.map(({ figure, labels, value }) => [figure, ...labels, value].join(' ')).toSorted();
  assert.deepEqual(said, [
    'backfillRemaining 2',
    'jobsPaused 0',
    'nodes web 1',
    'nodes worker 2',
    'occurrencesOpen planned 1',
    'occurrencesOpen queued 1',
    'occurrencesOpen waiting 1',
    'queueOldest backfill 12.5',
    'queueOldest usual 12.5',
    'queueRuns backfill queued 1',
    'queueRuns usual queued 1',
    'queueRuns usual running 1',
    'schedulerAge 12.5',
  ]);

  const holding = inTransaction(store, async (inner) => {
    await sql`lock table millrace.schedules in access exclusive mode`.execute(inner.db);
    await assert.rejects(readClusterFigures(store, 100), /statement timeout/);
    throw new MillraceError('cancelled', 'nothing of this is to stay');
  });
  await assert.rejects(holding, { code: 'cancelled' });
  assert.equal((await readClusterFigures(store, 2_000)).length, figures.length);
});
