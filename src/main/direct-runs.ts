/** Wires direct runs: in this process, over connections that stay open, their records gathered into the store. */
import path from 'node:path';
import type { Clock } from '../core/clock.ts';
import { toMillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { noTracer, type Tracer } from '../core/tracer.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import type { DirectOrder, DirectResult, DirectRuns } from '../engine/direct-run.ts';
import { explainChain } from '../engine/explain.ts';
import { fingerprintOf } from '../engine/fingerprint.ts';
import type { RunLimits } from '../engine/run/run-chain.ts';
import { completeRequest } from '../engine/run/run-values.ts';
import { isSuccess } from '../model/outcome-table.ts';
import type { RunEffect, RunEnd, RunEvent, RunFile, RunLogLine, RunReject, RunRequest } from '../model/run.ts';
import type { DataRecord } from '../model/value.ts';
import type { HeldMemory } from '../runs/memory-governor.ts';
import { RunArchive } from '../runs/run-archive.ts';
import type { RunMemory } from '../runs/run-memory.ts';
import { endingSpan, spanOfRun } from '../runs/run-span.ts';
import type { RunChanges } from '../runs/create-run-service.ts';
import { type ArchivedRun, archiveRuns } from '../store/run-archive.ts';
import type { ConcurrencyPlaces } from '../store/concurrency-places.ts';
import type { Store } from '../store/open-store.ts';
import { BegunEffects } from './begun-effects.ts';
import { requirePlace } from './places.ts';
import { Slots } from './slots.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { performRun, type RunMachine, type RunWatcher } from './perform-run.ts';
import { type PlayedRuns, watchPlayed } from './played-runs.ts';
import { filesFolder } from './run-leftovers.ts';

/** What direct runs are wired from. */
export interface DirectRunsOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly machine: RunMachine;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changes: RunChanges;
  /** Traces runs; without it none is. */
  readonly tracer?: Tracer;
  /** Throws where this node was declared gone; asked before each effect. */
  readonly mayAct?: () => Promise<void>;
  /** The memory that runs wait for; without it nobody waits. */
  readonly memory?: RunMemory;
  /** Places under concurrency keys; without it nobody counts. */
  readonly places?: ConcurrencyPlaces;
  /** Set where the runs are those of tests. */
  readonly played?: PlayedRuns;
}

/** How many run at once in this process; the others wait. */
const atOnce = 64;

/** How many may wait; one more is `busy`. */
const mostWaiting = 4096;

/** Everything that a run leaves behind, as it comes. */
class Gathered {
  readonly records: DataRecord[] = [];
  readonly logs: RunLogLine[] = [];
  readonly rejects: RunReject[] = [];
  readonly effects: RunEffect[] = [];
  readonly files: RunFile[] = [];

  add(event: RunEvent): void {
    if (event.kind === 'log') this.logs.push(event.line);
    else if (event.kind === 'reject') this.rejects.push(event.reject);
    else if (event.kind === 'effect') this.effects.push(event.effect);
    else if (event.kind === 'file') this.files.push(event.file);
  }
}

/** Wires direct runs; `close` waits until their records are written. */
export function createDirectRuns(
  options: DirectRunsOptions,
): DirectRuns & { close(): Promise<void>; settled(): Promise<void> } {
  const slots = new Slots(atOnce, mostWaiting);
  const archive = new RunArchive<ArchivedRun>({
    clock: options.clock,
    logger: options.logger,
    write: (batch) => archiveRuns(options.store, batch),
    written: (batch) => options.changes.tell({ kind: 'archived', runs: batch.map(({ record }) => record) }),
  });
  const plans = new WeakMap<CheckedChain, { plan: string; definitions: Record<string, string> }>();
  const planOf = (chain: CheckedChain) => {
    const known = plans.get(chain) ?? { plan: explainChain(chain), definitions: options.live.hashesOf(chain) };
    plans.set(chain, known);
    return known;
  };
  return {
    async run(order) {
      const id = newId();
      try {
        const release = await slots.take(order.signal);
        try {
          // After the wait: the definitions that it is checked and run with are those of one moment.
          const chain = options.live.runnable(order.chain);
          const run = await reserved({ id, order, chain }, options);
          archive.add(archived(run, planOf(chain)));
          return resultOf(run);
        } finally {
          release();
        }
      } catch (thrown) {
        return refused(id, thrown);
      }
    },
    settled: () => archive.settled(),
    close: () => archive.close(),
  };
}

/** Performs a run with a place under its key and the memory that it takes. */
async function reserved(
  { id, order, chain }: { readonly id: string; readonly order: DirectOrder; readonly chain: CheckedChain },
  options: DirectRunsOptions,
): Promise<Performed> {
  const { places, live, clock } = options;
  const place =
    places === undefined || chain.concurrency === undefined
      ? undefined
      : await requirePlace(
          places,
          chain,
          requestOf(id, order, { chain, zone: order.zone ?? live.zone, now: clock.now() }),
        );
  try {
    const { held, limits } = await reserve(order, chain, options);
    try {
      return await perform({ id, order, chain, limits }, options);
    } finally {
      held?.release();
    }
  } finally {
    await place?.release();
  }
}

/** Waits for memory, at most as long as the run may take; what it waited is taken off its time. */
async function reserve(
  order: DirectOrder,
  chain: CheckedChain,
  { live, memory, clock }: DirectRunsOptions,
): Promise<{ held?: HeldMemory; limits: RunLimits }> {
  const usual = live.limitsOf(chain, order.limits?.timeout, order.trigger.kind);
  const wanted: RunLimits = { ...usual, ...defined(order.limits) };
  if (memory === undefined) return { limits: wanted };
  const limits = order.limits?.memory === undefined ? memory.limits(chain, wanted, 'here') : wanted;
  const since = clock.monotonic();
  const held = await memory.of('here').take({
    ...memory.wish(chain, limits, 'here'),
    patience: limits.timeout,
    ...(order.signal === undefined ? {} : { signal: order.signal }),
  });
  return { held, limits: { ...limits, timeout: Math.max(1, limits.timeout - (clock.monotonic() - since)) } };
}

interface Performed {
  readonly request: RunRequest;
  readonly chain: CheckedChain;
  readonly gathered: Gathered;
  readonly end: RunEnd;
  readonly queuedAt: number;
  readonly fingerprint: string;
  readonly begun: readonly string[];
}

async function perform(
  { id, order, chain, limits }: { id: string; order: DirectOrder; chain: CheckedChain; limits: RunLimits },
  { live, machine, clock, store, played, mayAct, tracer = noTracer }: DirectRunsOptions,
): Promise<Performed> {
  const gathered = new Gathered();
  const now = clock.now();
  const bare = requestOf(id, order, { chain, zone: order.zone ?? live.zone, now });
  const span = tracer.start({ ...spanOfRun(bare), kind: 'internal' });
  const request = span.traceparent === undefined ? bare : { ...bare, trace: span.traceparent };
  const task = {
    request,
    limits,
    workspace: live.snapshot,
    files: path.join(played?.files ?? filesFolder(live.folder), id),
  };
  const begun = new BegunEffects(store, { run: id, effectId: request.effectId });
  const watcher = {
    signal: order.signal ?? new AbortController().signal,
    emit: (event: RunEvent) => {
      if (event.kind === 'span') tracer.record(event.span);
      else gathered.add(event);
    },
    take: (batch: readonly DataRecord[]) => {
      gathered.records.push(...batch);
    },
    ...(order.buffer === undefined ? {} : { buffer: order.buffer }),
    begun: mayAct === undefined ? begun : asked(begun, mayAct),
    ...(mayAct === undefined ? {} : { mayAct }),
    ...watchPlayed(played),
  };
  const performed = tracer.within(span, () =>
    performRun(task, machine, { workspaces: { of: () => live.checked }, watcher }),
  );
  const end = await endingSpan(span, performed);
  await begun.ended(end.outcome);
  const fingerprint = fingerprintOf(chain, order.principal, store);
  return { request, chain, gathered, end, queuedAt: now, fingerprint, begun: begun.steps };
}

/** What begins only while this node lives. */
function asked(begun: BegunEffects, mayAct: () => Promise<void>): NonNullable<RunWatcher['begun']> {
  return {
    async begins(step) {
      await mayAct();
      await begun.begins(step);
    },
    settles: (step) => begun.settles(step),
  };
}

/** Without the keys that say nothing. */
function defined<T extends object>(limits: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(limits ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function requestOf(
  id: string,
  { parameters, input, principal, trigger, effectId }: DirectOrder,
  { chain, zone, now }: { chain: CheckedChain; zone: string; now: number },
): RunRequest {
  const request: RunRequest = {
    id,
    chain: chain.name,
    parameters,
    principal,
    trigger,
    effectId: effectId ?? id,
    dryRun: false,
    zone,
    now,
    ...(input === undefined ? {} : { input }),
  };
  return completeRequest(chain, request);
}

function resultOf({ request, chain, gathered, end, fingerprint, begun }: Performed): DirectResult {
  return {
    id: request.id,
    outcome: end.outcome,
    ...(end.problem === undefined ? {} : { problem: end.problem }),
    records: isSuccess(end.outcome) ? gathered.records : [],
    shape: chain.pipeline.output,
    rejected: end.rejected,
    effects: gathered.effects,
    ...(begun.length === 0 ? {} : { begun }),
    fingerprint,
    duration: end.duration,
  };
}

/** A run that did not begin. */
function refused(id: string, thrown: unknown): DirectResult {
  const { outcome, code, message, hint, issues } = toMillraceError(thrown);
  const problem = {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(issues === undefined ? {} : { issues }),
  };
  return { id, outcome, problem, records: [], shape: [], rejected: 0, effects: [], fingerprint: '', duration: 0 };
}

/** The record of a run. Its log is kept where there is more in it than the record itself says. */
function archived(
  { request, gathered, end, queuedAt, fingerprint }: Performed,
  { plan, definitions }: { plan: string; definitions: Record<string, string> },
): ArchivedRun {
  const { logs, rejects, effects, files } = gathered;
  const told = !isSuccess(end.outcome) || logs.some(({ level }) => level !== 'debug');
  return {
    request,
    record: {
      id: request.id,
      chain: request.chain,
      state: 'ended',
      outcome: end.outcome,
      trigger: request.trigger,
      principal: request.principal,
      fingerprint,
      parameters: request.parameters,
      dryRun: false,
      queuedAt,
      startedAt: queuedAt,
      endedAt: queuedAt + end.duration,
      records: end.records,
      rejected: end.rejected,
      steps: end.steps,
      problems: end.problem === undefined ? [] : [end.problem],
      files,
      effects,
      definitions,
      plan,
    },
    logs: told ? logs : [],
    rejects,
    files,
  };
}
