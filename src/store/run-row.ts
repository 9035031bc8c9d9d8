/** Between rows of runs and the model's records. */
import type { Selectable } from 'kysely';
import { parseTraceparent } from '../core/trace-context.ts';
import type { RunFile, RunRecord, RunRequest, Trigger } from '../model/run.ts';
import { toInstant, toJsonb, toStorable } from './pool.ts';
import type { Tables } from './tables.ts';

/** A row of `runs`. */
export type RunRow = Selectable<Tables['millrace.runs']>;

/** The columns of a request that hold plain values. */
export function plainColumns(request: RunRequest) {
  const { trigger } = request;
  return {
    id: request.id,
    chain: request.chain,
    trigger_kind: trigger.kind,
    job: trigger.job ?? null,
    occurrence_id: trigger.occurrence ?? null,
    planned: trigger.planned ?? null,
    trigger_of: trigger.of ?? null,
    trigger_subject: trigger.subject ?? null,
    trigger_place: trigger.place ?? null,
    effect_id: request.effectId,
    dry_run: request.dryRun,
    zone: toStorable(request.zone),
    trace: request.trace ?? null,
    now: toInstant(request.now),
  };
}

/** The columns of a request, for an insert. */
export function requestColumns(request: RunRequest) {
  return {
    ...plainColumns(request),
    principal: toJsonb(request.principal),
    parameters: toJsonb(request.parameters),
    input: request.input ? toJsonb(request.input) : null,
  };
}

function triggerOf(row: RunRow): Trigger {
  return {
    kind: row.trigger_kind,
    ...(row.job === null ? {} : { job: row.job }),
    ...(row.occurrence_id === null ? {} : { occurrence: row.occurrence_id }),
    ...(row.planned === null ? {} : { planned: toInstant(row.planned) }),
    ...(row.trigger_of === null ? {} : { of: row.trigger_of }),
    ...(row.trigger_subject === null ? {} : { subject: row.trigger_subject }),
    ...(row.trigger_place === null ? {} : { place: row.trigger_place }),
  };
}

/** The request that a row was made from. */
export function toRequest(row: RunRow): RunRequest {
  return {
    id: row.id,
    chain: row.chain,
    parameters: row.parameters,
    ...(row.input === null ? {} : { input: row.input }),
    principal: row.principal,
    trigger: triggerOf(row),
    effectId: row.effect_id,
    dryRun: row.dry_run,
    zone: row.zone,
    now: row.now,
    ...(row.trace === null ? {} : { trace: row.trace }),
  };
}

/** The trace of a run, where it is recorded. */
function recordedTrace({ trace }: RunRow): Pick<RunRecord, 'trace'> {
  const context = parseTraceparent(trace ?? undefined);
  return context?.sampled === true ? { trace: context.traceId } : {};
}

/** The run that a row and its files stand for. */
export function toRunRecord(row: RunRow, files: readonly RunFile[]): RunRecord {
  return {
    id: row.id,
    chain: row.chain,
    state: row.state,
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
    trigger: triggerOf(row),
    principal: row.principal,
    fingerprint: row.fingerprint,
    parameters: row.parameters,
    dryRun: row.dry_run,
    queuedAt: row.queued_at,
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    records: row.records,
    rejected: row.rejected,
    steps: row.steps,
    problems: row.problems,
    files,
    effects: row.effects,
    definitions: row.definitions,
    ...recordedTrace(row),
    ...(row.plan === null ? {} : { plan: row.plan }),
  };
}
