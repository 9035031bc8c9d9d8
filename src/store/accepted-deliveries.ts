/** Deliveries that were answered with a receipt: their runs are in the queue like all others. */
import type { ErrorCode } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Outcome } from '../core/outcome.ts';
import type { RunRequest } from '../model/run.ts';
import type { DeliveryEnd } from './deliveries.ts';
import { writeTurn } from './delivery-turn.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toRequest } from './run-row.ts';
import type { RunQueue } from './run-queue.ts';
import { createRun } from './runs.ts';

/** A run that is to be queued. */
export interface RunToQueue {
  readonly request: RunRequest;
  /** In milliseconds. */
  readonly timeout?: number;
}

/** Writes an accepted delivery down and queues its run, both or neither; false if somebody else has its key. */
export function acceptDelivery(
  store: StoreContext,
  queue: RunQueue,
  { node, end, run }: { readonly node: string; readonly end: DeliveryEnd; readonly run: RunToQueue },
): Promise<boolean> {
  return inTransaction(store, async (inner) => {
    const { kept } = await writeTurn(inner, { node, claims: [], ends: [end] });
    if (!kept.has(end.delivery.id)) return false;
    await createRun(inner, run.request, run.timeout === undefined ? {} : { timeout: run.timeout });
    await queue.enqueue(inner, { run: run.request.id });
    return true;
  });
}

/** An accepted delivery whose run has ended. */
export interface SettledRun {
  readonly delivery: string;
  readonly run: string;
  readonly outcome: Outcome;
  readonly code: ErrorCode | undefined;
  readonly uncertain: boolean;
  readonly attempt: number;
  readonly endedAt: number;
}

/** Accepted deliveries whose runs have ended, the oldest first. */
export async function listSettledRuns(store: StoreContext, limit = 100): Promise<readonly SettledRun[]> {
  const rows = await store.db
    .selectFrom('millrace.deliveries as delivery')
    .innerJoin('millrace.runs as run', 'run.id', 'delivery.run_id')
    .select(['delivery.id', 'delivery.attempt', 'run.id as run', 'run.outcome', 'run.problems', 'run.ended_at'])
    .select('run.effects_begun')
    .where('delivery.workgroup_id', '=', store.workgroup)
    .where('delivery.state', '=', 'accepted')
    .where('run.state', '=', 'ended')
    .orderBy('delivery.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    delivery: row.id,
    run: row.run,
    outcome: row.outcome ?? 'failed',
    code: row.problems.at(-1)?.code,
    uncertain: row.effects_begun.length > 0,
    attempt: row.attempt,
    endedAt: row.ended_at ?? 0,
  }));
}

/** Writes down how an accepted delivery ended. What its caller was answered stays: a repeat gets the same receipt. */
export async function settleDelivery(store: StoreContext, { delivery, run, outcome, code }: SettledRun): Promise<void> {
  await store.db
    .updateTable('millrace.deliveries')
    .set({ state: 'ended', outcome, code: code ?? null })
    .where('id', '=', delivery)
    .where('state', '=', 'accepted')
    .where('run_id', '=', run)
    .execute();
}

/** Queues the run of an accepted delivery anew, under the same id for its effects. Who comes second does nothing. */
export async function retryAccepted(
  store: StoreContext,
  queue: RunQueue,
  { delivery, run, attempt }: SettledRun,
): Promise<void> {
  await inTransaction(store, async (inner) => {
    const id = newId();
    const moved = await inner.db
      .updateTable('millrace.deliveries')
      .set({ run_id: id, attempt: attempt + 1 })
      .where('id', '=', delivery)
      .where('state', '=', 'accepted')
      .where('run_id', '=', run)
      .executeTakeFirst();
    if (moved.numUpdatedRows === 0n) return;
    const row = await inner.db.selectFrom('millrace.runs').selectAll().where('id', '=', run).executeTakeFirstOrThrow();
    const queued = { attempt: attempt + 1, ...(row.timeout_ms === null ? {} : { timeout: row.timeout_ms }) };
    await createRun(inner, { ...toRequest(row), id, now: inner.clock.now() }, queued);
    await queue.enqueue(inner, { run: id });
  });
}
