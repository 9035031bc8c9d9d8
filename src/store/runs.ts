/** Runs. Invariant: an ended run does not change; every write says so in its condition. */
import { type Selectable, sql } from 'kysely';
import { MillraceError } from '../core/errors.ts';
import { isId } from '../core/ids.ts';
import type { Outcome } from '../core/outcome.ts';
import { localAdministrator } from '../model/principal.ts';
import type {
  RunEffect,
  RunEnd,
  RunFile,
  RunProblem,
  RunRecord,
  RunRequest,
  RunState,
  RunVisibility,
  StepCounters,
  TriggerKind,
} from '../model/run.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';
import { type PreparedText, runPlanned } from './prepared.ts';
import { heldBy, isAlive, type RunOwner, type WrittenRun, writtenRun } from './run-hold.ts';
import { requestColumns, type RunRow, toRequest, toRunRecord } from './run-row.ts';
import type { Tables } from './tables.ts';

/** What is known when a run is queued, besides the request. */
export interface QueuedRun {
  readonly attempt?: number;
  /** Milliseconds that it may take. */
  readonly timeout?: number;
}

/** Writes a run down as queued. */
export async function createRun(store: StoreContext, request: RunRequest, queued: QueuedRun = {}): Promise<RunRecord> {
  const [row] = await insertRuns(store, [{ request, ...queued }])
    .returningAll()
    .execute();
  if (row === undefined) throw new MillraceError('internal', `The run ${request.id} was not written down.`);
  return toRunRecord(row, []);
}

/** The same for many at once. */
export async function createRuns(
  store: StoreContext,
  runs: readonly (QueuedRun & { readonly request: RunRequest })[],
): Promise<void> {
  if (runs.length > 0) await insertRuns(store, runs).execute();
}

function insertRuns(store: StoreContext, runs: readonly (QueuedRun & { readonly request: RunRequest })[]) {
  const queued_at = toInstant(store.clock.now());
  return store.db.insertInto('millrace.runs').values(
    runs.map(({ request, attempt = 1, timeout = null }) => ({
      ...requestColumns(request),
      workgroup_id: store.workgroup,
      state: 'queued' as const,
      attempt,
      timeout_ms: timeout,
      queued_at,
    })),
  );
}

/** A queued run that was taken up, with what it needs. */
export interface StartedRun {
  readonly request: RunRequest;
  readonly timeout?: number;
  /** True when somebody asked to cancel it before it began. */
  readonly cancelRequested: boolean;
  /** Who holds it now. */
  readonly owner?: RunOwner;
  readonly queuedAt: number;
}

/**
 * Takes a queued run up; undefined when it is not queued any more, and then nothing must be done for it. Whoever has taken
 * it up already and did not hear of that takes it up again, so it must not be asked for while it goes on. Throws `conflict`
 * where the node was declared gone: then the run stays for another.
 */
export async function startRun(store: StoreContext, id: string, owner?: RunOwner): Promise<StartedRun | undefined> {
  let query = store.db
    .updateTable('millrace.runs')
    .set({
      state: 'running',
      started_at: toInstant(store.clock.now()),
      node_id: owner?.node ?? null,
      fence: owner?.fence ?? null,
    })
    .where('id', '=', id)
    .where('workgroup_id', '=', store.workgroup);
  if (owner === undefined) query = query.where('state', '=', 'queued');
  else query = query.where(mayTake(owner)).where(isAlive(owner));
  const row = await query.returningAll().executeTakeFirst();
  if (!row) return owner === undefined ? undefined : notStarted(store, id);
  return {
    request: toRequest(row),
    cancelRequested: row.cancel_requested_at !== null,
    queuedAt: row.queued_at,
    ...(row.timeout_ms === null ? {} : { timeout: row.timeout_ms }),
    ...(owner === undefined ? {} : { owner: { node: owner.node, fence: owner.fence } }),
  };
}

const mayTake = ({ node, fence }: RunOwner) =>
  sql<boolean>`(state = 'queued' or (state = 'running' and node_id = ${node}::uuid and fence = ${fence}::bigint))`;

/** Why a run was not taken up: it is not queued any more; throws `conflict` where this node was declared gone. */
export async function notStarted(store: StoreContext, id: string): Promise<undefined> {
  const query = store.db.selectFrom('millrace.runs').select('state').where('id', '=', id);
  const row = await query.where('workgroup_id', '=', store.workgroup).executeTakeFirst();
  if (row?.state !== 'queued') return undefined;
  throw new MillraceError('conflict', `The run ${id} stays queued: this node was declared gone.`);
}

/**
 * Puts a run that this node holds and does not bring to its end back into the row of those that wait; false where it does
 * not hold it, or where something has begun that cannot be repeated.
 */
export async function handBackRun(store: StoreContext, { id, owner }: WrittenRun): Promise<boolean> {
  const result = await store.db
    .updateTable('millrace.runs')
    .set({ state: 'queued', started_at: null, node_id: null, fence: null, steps: '[]', records: 0, rejected: 0 })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('cancel_requested_at', 'is', null)
    .where(sql<boolean>`effects_begun = '{}' and effects = '[]'`)
    .where(heldBy(owner))
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** What became known about a run when it was planned. */
export interface RunPlan {
  readonly definitions: Readonly<Record<string, string>>;
  readonly plan: string;
  readonly fingerprint?: string;
}

/** Writes the plan of a running run down. */
export async function saveRunPlan(store: StoreContext, run: string | WrittenRun, plan: RunPlan): Promise<void> {
  const { id, owner } = writtenRun(run);
  await store.db
    .updateTable('millrace.runs')
    .set({
      definitions: toJsonb(plan.definitions),
      plan: plan.plan,
      ...(plan.fingerprint === undefined ? {} : { fingerprint: plan.fingerprint }),
    })
    .where('id', '=', id)
    .where('state', '<>', 'ended')
    .where(heldBy(owner))
    .execute();
}

/** Writes counters of a running run down; false when it has ended meanwhile, or belongs to somebody else. */
export async function saveProgress(
  store: StoreContext,
  run: string | WrittenRun,
  steps: readonly StepCounters[],
): Promise<boolean> {
  const { id, owner } = writtenRun(run);
  const rejected = steps.reduce((sum, step) => sum + step.rejected, 0);
  const result = await store.db
    .updateTable('millrace.runs')
    .set({ steps: toJsonb(steps), rejected, records: steps.at(-1)?.recordsOut ?? 0 })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where(heldBy(owner))
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Adds a problem that does not end the run. */
export async function addProblem(store: StoreContext, run: string | WrittenRun, problem: RunProblem): Promise<void> {
  const { id, owner } = writtenRun(run);
  await store.db
    .updateTable('millrace.runs')
    .set({ problems: sql`problems || ${toJsonb([problem])}::jsonb` })
    .where('id', '=', id)
    .where('state', '<>', 'ended')
    .where(heldBy(owner))
    .execute();
}

/** Adds an effect. Also where the run was given up meanwhile: what happened outside must not be forgotten. */
export async function addEffect(store: StoreContext, id: string, effect: RunEffect): Promise<void> {
  await store.db
    .updateTable('millrace.runs')
    .set({ effects: sql`effects || ${toJsonb([effect])}::jsonb` })
    .where('id', '=', id)
    .execute();
}

/**
 * Writes down that an effect which cannot be repeated is about to begin; wait for it before the effect. Throws
 * `cancelled` if the run was ended meanwhile, or its node was declared gone: then somebody else may have begun it again.
 */
export async function markEffectBegun(store: StoreContext, run: string | WrittenRun, step: string): Promise<void> {
  const { id, owner } = writtenRun(run);
  const { rows } = await sql<{ state: RunState; held: boolean }>`
    with begun as (
      update millrace.runs set effects_begun = array_append(effects_begun, ${step})
      where id = ${id}::uuid and state = 'running' and not ${step} = any (effects_begun) and ${heldBy(owner)}
    )
    select state, ${heldBy(owner)} as held from millrace.runs where id = ${id}::uuid`.execute(store.db);
  refuseEnded(rows[0]);
}

/** Waits until it is known that a run may act outside; throws `cancelled` otherwise, as {@link markEffectBegun} does. */
export async function requireHold(store: StoreContext, { id, owner }: WrittenRun): Promise<void> {
  const { rows } = await sql<{ state: RunState; held: boolean }>`
    select state, ${heldBy(owner)} as held from millrace.runs where id = ${id}::uuid`.execute(store.db);
  refuseEnded(rows[0]);
}

function refuseEnded(row: { readonly state: RunState; readonly held: boolean } | undefined): void {
  if (row === undefined || (row.state !== 'ended' && row.held)) return;
  throw new MillraceError('cancelled', 'The run was ended elsewhere, so it begins no further effects.');
}

/** Writes down that it is known what became of the effects of a step: nothing about them is uncertain any more. */
export async function markEffectSettled(store: StoreContext, id: string, step: string): Promise<void> {
  await store.db
    .updateTable('millrace.runs')
    .set({ effects_begun: sql`array_remove(effects_begun, ${step})` })
    .where('id', '=', id)
    .execute();
}

/** Ends a run; false when it had ended already, or belongs to somebody else, and then nothing has changed. */
export async function endRun(store: StoreContext, run: string | WrittenRun, end: RunEnd): Promise<boolean> {
  const { id, owner } = writtenRun(run);
  const problems = end.problem ? { problems: sql<string>`problems || ${toJsonb([end.problem])}::jsonb` } : {};
  const result = await store.db
    .updateTable('millrace.runs')
    .set({
      state: 'ended',
      outcome: end.outcome,
      ended_at: toInstant(store.clock.now()),
      records: end.records,
      rejected: end.rejected,
      steps: toJsonb(end.steps),
      ...problems,
    })
    .where('id', '=', id)
    .where('state', '<>', 'ended')
    .where(heldBy(owner))
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Asks for a run to stop. Gives its state: queued runs are ended at once, running ones when their runner sees it. */
export function requestCancel(store: StoreContext, id: string, by: string): Promise<RunState> {
  return inTransaction(store, async (inner) => {
    const row = await findRow(inner, id, true);
    if (row.state === 'ended') return 'ended';
    const at = toInstant(inner.clock.now());
    await inner.db.updateTable('millrace.runs').set({ cancel_requested_at: at }).where('id', '=', id).execute();
    if (row.state === 'running') return 'running';
    const problem: RunProblem = { code: 'cancelled', message: `Cancelled by ${by} before it began.` };
    await endRun(inner, id, { outcome: 'cancelled', problem, records: 0, rejected: 0, steps: [], duration: 0 });
    return 'ended';
  });
}

/** Which of these runs somebody wants stopped. */
export async function findCancelRequests(store: StoreContext, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await store.db
    .selectFrom('millrace.runs')
    .select('id')
    .where('id', 'in', [...ids])
    .where('cancel_requested_at', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Which of these runs have not ended. */
export async function runsGoingOn(store: StoreContext, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from millrace.runs where state <> 'ended' and id = any (${[...ids]}::uuid[])`.execute(store.db);
  return rows.map(({ id }) => id);
}

async function findRow(store: StoreContext, id: string, lock = false): Promise<RunRow> {
  const query = store.db
    .selectFrom('millrace.runs')
    .selectAll()
    .where('id', '=', isId(id) ? id : '00000000-0000-0000-0000-000000000000')
    .where('workgroup_id', '=', store.workgroup);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row) return row;
  throw noSuchRun(id);
}

function noSuchRun(id: string): MillraceError {
  return new MillraceError('not_found', `There is no run ${id}.`, {
    hint: 'See `millrace runs` for those that are kept.',
  });
}

type FileRow = Selectable<Tables['millrace.run_files']>;

const toFile = ({ name, media_type, size, sha256 }: FileRow): RunFile => ({
  name,
  mediaType: media_type,
  size,
  sha256,
});

async function filesOf(store: StoreContext, ids: readonly string[]): Promise<Map<string, RunFile[]>> {
  const files = new Map<string, RunFile[]>();
  if (ids.length === 0) return files;
  const query = store.db
    .selectFrom('millrace.run_files')
    .selectAll()
    .where('run_id', 'in', [...ids]);
  for (const row of await query.orderBy('created_at').orderBy('name').execute()) {
    files.set(row.run_id, [...(files.get(row.run_id) ?? []), toFile(row)]);
  }
  return files;
}

const byId: PreparedText = {
  name: 'run by id',
  text: 'select * from millrace.runs where id = $1::uuid and workgroup_id = $2::uuid',
};

const filesById: PreparedText = {
  name: 'files of run',
  text: 'select * from millrace.run_files where run_id = $1::uuid order by created_at, name',
};

/** One run with its files; `not_found` otherwise. */
export async function getRun(store: StoreContext, id: string): Promise<RunRecord> {
  const [row] = isId(id) ? await runPlanned<RunRow>(store, byId, [id, store.workgroup]) : [];
  if (row === undefined) throw noSuchRun(id);
  return toRunRecord(row, (await runPlanned<FileRow>(store, filesById, [id])).map(toFile));
}

/** Which runs to list; what is absent does not filter. */
export interface RunFilter {
  readonly chain?: string;
  readonly job?: string;
  readonly outcomes?: readonly Outcome[];
  readonly state?: RunState;
  readonly trigger?: TriggerKind;
  readonly occurrence?: string;
  readonly visible?: RunVisibility;
  /** Id of the last run of the page before. */
  readonly before?: string;
  /** At most this many; 50 unless given, never more than 500. */
  readonly limit?: number;
}

function visibleRuns({ principal, chains }: RunVisibility) {
  return sql<boolean>`chain = any(${[...chains]}::text[]) and trigger_kind <> 'workflow' and (principal->>'id' in (${principal}, ${localAdministrator.id})
    or principal->>'kind' = 'service')`;
}

/** The runs that a filter asks for, before anything is said of their order and number. */
function matchingRuns(store: StoreContext, filter: RunFilter) {
  let query = store.db.selectFrom('millrace.runs').where('workgroup_id', '=', store.workgroup);
  if (filter.chain !== undefined) query = query.where('chain', '=', filter.chain);
  if (filter.job !== undefined) query = query.where('job', '=', filter.job);
  if (filter.outcomes !== undefined) query = query.where('outcome', 'in', [...filter.outcomes]);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.trigger !== undefined) query = query.where('trigger_kind', '=', filter.trigger);
  if (filter.occurrence !== undefined) query = query.where('occurrence_id', '=', filter.occurrence);
  return filter.visible === undefined ? query : query.where(visibleRuns(filter.visible));
}

/** Runs are counted up to this many: a page needs no exact number beyond. */
const mostCounted = 100_000;

/** How many runs match, wherever the page begins; at most 100,000. */
export async function countRuns(store: StoreContext, filter: RunFilter = {}): Promise<number> {
  const found = matchingRuns(store, filter).select('id').limit(mostCounted).as('found');
  const row = await store.db
    .selectFrom(found)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** Runs, newest first, without their plans. */
export async function listRuns(store: StoreContext, filter: RunFilter = {}): Promise<readonly RunRecord[]> {
  let query = matchingRuns(store, filter).selectAll();
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  const limit = Math.min(Math.max(1, filter.limit ?? 50), 500);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  const files = await filesOf(
    store,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toRunRecord({ ...row, plan: null, input: null }, files.get(row.id) ?? []));
}
