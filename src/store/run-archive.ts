/** Runs that had ended before they were written down: whole, many in one transaction. */
import type { RunFile, RunLogLine, RunRecord, RunReject, RunRequest } from '../model/run.ts';
import { inTransaction, type Store, type StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';
import { type PreparedText, runText } from './prepared.ts';
import { addFile, addRejects, appendLogs } from './run-parts.ts';
import { plainColumns } from './run-row.ts';

/** An ended run with everything that it left behind. */
export interface ArchivedRun {
  readonly request: RunRequest;
  /** With `state: 'ended'`, outcome and instants. */
  readonly record: RunRecord;
  readonly logs: readonly RunLogLine[];
  readonly rejects: readonly RunReject[];
  readonly files: readonly RunFile[];
}

/** Writes ended runs down; those without logs, rejects and files of their own in one statement. */
export async function archiveRuns(store: StoreContext | Store, runs: readonly ArchivedRun[]): Promise<void> {
  if (runs.length === 0) return;
  const parted = runs.filter(({ logs, rejects, files }) => logs.length + rejects.length + files.length > 0);
  if (parted.length === 0) return insertRuns(store, runs);
  await inTransaction(store, async (inner) => {
    await insertRuns(inner, runs);
    for (const run of parted) await insertParts(inner, run);
  });
}

/**
 * $1 workgroup, $2 principals, $3 definitions, $4 plans, $5 runs: what is the same for many runs goes over the wire
 * once. Nobody was told of these records: that the last of them are lost with a machine is no more than with this process.
 */
const statement: PreparedText = {
  name: 'archive runs',
  text: `
    insert into millrace.runs (
      id, workgroup_id, chain, trigger_kind, job, occurrence_id, planned, trigger_of, trigger_subject, trigger_place,
      principal, parameters, input, effect_id, dry_run, zone, now, trace, state, outcome, fingerprint, queued_at, started_at,
      ended_at, records, rejected, steps, problems, effects, definitions, plan)
    select id, $1::uuid, chain, trigger_kind, job, occurrence_id, planned, trigger_of, trigger_subject, trigger_place,
      $2::jsonb -> principal, parameters, input, effect_id, dry_run, zone, now, trace, 'ended', outcome, fingerprint, queued_at,
      started_at, ended_at, records, rejected, steps, problems, effects, $3::jsonb -> definitions, $4::jsonb ->> plan
    from set_config('synchronous_commit', 'off', true), jsonb_to_recordset($5::jsonb) as given (
      id uuid, chain text, trigger_kind text, job text, occurrence_id uuid, planned timestamptz, trigger_of text,
      trigger_subject text, trigger_place text, principal integer, parameters jsonb, input jsonb, effect_id text,
      dry_run boolean, zone text, now timestamptz, trace text, outcome text, fingerprint text, queued_at timestamptz,
      started_at timestamptz, ended_at timestamptz, records bigint, rejected bigint, steps jsonb, problems jsonb,
      effects jsonb, definitions integer, plan integer)`,
};

async function insertRuns(store: StoreContext | Store, runs: readonly ArchivedRun[]): Promise<void> {
  const [plans, definitions, principals] = [new Numbered(), new Numbered(), new Numbered()];
  const given = runs.map(({ request, record }) => ({
    ...plainColumns(request),
    parameters: request.parameters,
    input: request.input,
    principal: principals.of(request.principal),
    outcome: record.outcome ?? 'failed',
    fingerprint: record.fingerprint,
    queued_at: toInstant(record.queuedAt),
    started_at: toInstant(record.startedAt ?? record.queuedAt),
    ended_at: toInstant(record.endedAt ?? record.queuedAt),
    records: record.records,
    rejected: record.rejected,
    steps: record.steps,
    problems: record.problems,
    effects: record.effects,
    definitions: definitions.of(record.definitions),
    plan: plans.of(record.plan ?? null),
  }));
  const lists = [principals, definitions, plans].map((list) => list.toJsonb());
  await runText(store, statement, [store.workgroup, ...lists, toJsonb(given)]);
}

/** Values that come again and again, by their numbers. */
class Numbered {
  readonly #numbers = new Map<unknown, number>();

  of(value: unknown): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  toJsonb(): string {
    return toJsonb([...this.#numbers.keys()]);
  }
}

async function insertParts(store: StoreContext, { record, logs, rejects, files }: ArchivedRun): Promise<void> {
  await appendLogs(
    store,
    record.id,
    logs.map((line, index) => ({ ...line, seq: index + 1 })),
  );
  await addRejects(
    store,
    record.id,
    rejects.map((reject, index) => ({ ...reject, seq: index + 1 })),
  );
  for (const file of files) await addFile(store, record.id, file);
}
