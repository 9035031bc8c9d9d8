/** Pausing and resuming jobs by hand. */
import { MillraceError } from '../core/errors.ts';
import type { AuditActor } from '../model/audit-actor.ts';
import { actorOf, addAuditEntry } from './audit.ts';
import { lockJob } from './job-ledger.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant } from './pool.ts';

/** Pauses a job: nothing is planned for it until it is resumed. `conflict` where it is paused already. */
export async function pauseJob(
  store: StoreContext,
  { job, reason, by }: { readonly job: string; readonly reason: string; readonly by: AuditActor },
): Promise<void> {
  await inTransaction(store, async (inner) => {
    const { paused } = await lockJob(inner, job);
    if (paused) throw new MillraceError('conflict', `The job ${job} is paused already.`);
    await inner.db
      .updateTable('millrace.schedules')
      .set({ paused_at: toInstant(inner.clock.now()), paused_reason: reason, next_planned: null })
      .where('workgroup_id', '=', inner.workgroup)
      .where('job', '=', job)
      .execute();
    const object = { kind: 'job', name: job };
    await addAuditEntry(inner, { ...actorOf(by), action: 'job.pause', object, result: 'done', detail: { reason } });
  });
}

/** Resumes a job; its next instant is computed from now. `conflict` where it is not paused. */
export async function resumeJob(
  store: StoreContext,
  { job, by }: { readonly job: string; readonly by: AuditActor },
): Promise<void> {
  await inTransaction(store, async (inner) => {
    const { paused } = await lockJob(inner, job);
    if (!paused) throw new MillraceError('conflict', `The job ${job} is not paused.`);
    const now = toInstant(inner.clock.now());
    await inner.db
      .updateTable('millrace.schedules')
      // The empty hash makes the next decision begin anew.
      .set({ paused_at: null, paused_reason: null, failures: 0, settled_until: now, definition_hash: '' })
      .where('workgroup_id', '=', inner.workgroup)
      .where('job', '=', job)
      .execute();
    await addAuditEntry(inner, {
      ...actorOf(by),
      action: 'job.resume',
      object: { kind: 'job', name: job },
      result: 'done',
    });
  });
}
