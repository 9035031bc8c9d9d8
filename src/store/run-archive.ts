/** Runs that had ended before they were written down: whole, many in one transaction. */
import { sql } from 'kysely';
import type { RunFile, RunLogLine, RunRecord, RunReject, RunRequest } from '../model/run.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';
import { addFile, addRejects, appendLogs } from './run-parts.ts';
import { requestColumns } from './run-row.ts';

/** An ended run with everything that it left behind. */
export interface ArchivedRun {
  readonly request: RunRequest;
  /** With `state: 'ended'`, outcome and instants. */
  readonly record: RunRecord;
  readonly logs: readonly RunLogLine[];
  readonly rejects: readonly RunReject[];
  readonly files: readonly RunFile[];
}

/** Writes ended runs down. */
export async function archiveRuns(store: StoreContext, runs: readonly ArchivedRun[]): Promise<void> {
  if (runs.length === 0) return;
  await inTransaction(store, async (inner) => {
    // Nobody was told of these records: that the last of them are lost with a machine is no more than with this process.
    await sql`set local synchronous_commit to off`.execute(inner.db);
    await inner.db
      .insertInto('millrace.runs')
      .values(runs.map((run) => rowOf(run, store.workgroup)))
      .execute();
    for (const { record, logs, rejects, files } of runs) {
      await appendLogs(
        inner,
        record.id,
        logs.map((line, index) => ({ ...line, seq: index + 1 })),
      );
      await addRejects(
        inner,
        record.id,
        rejects.map((reject, index) => ({ ...reject, seq: index + 1 })),
      );
      for (const file of files) await addFile(inner, record.id, file);
    }
  });
}

function rowOf({ request, record }: ArchivedRun, workgroup: string) {
  const at = (instant: number | undefined): string => toInstant(instant ?? record.queuedAt);
  return {
    ...requestColumns(request),
    workgroup_id: workgroup,
    state: 'ended' as const,
    outcome: record.outcome ?? ('failed' as const),
    fingerprint: record.fingerprint,
    queued_at: toInstant(record.queuedAt),
    started_at: at(record.startedAt),
    ended_at: at(record.endedAt),
    records: record.records,
    rejected: record.rejected,
    steps: toJsonb(record.steps),
    problems: toJsonb(record.problems),
    effects: toJsonb(record.effects),
    definitions: toJsonb(record.definitions),
    plan: record.plan ?? null,
  };
}
