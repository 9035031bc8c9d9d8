/**
 * Runs a checked chain to its end. Invariant: it always gives exactly one {@link RunEnd}, never throws, and after it
 * nothing of the run is left open.
 */
import type { Clock } from '../../core/clock.ts';
import { messageOf, MillraceError } from '../../core/errors.ts';
import type { Outcome } from '../../core/outcome.ts';
import { compileClosure } from '../../expression/closure.ts';
import { createAccumulator, splitAggregates } from '../../expression/aggregates.ts';
import type { Env } from '../../expression/closure.ts';
import type { RunEnd, RunEvent, RunProblem, RunRequest } from '../../model/run.ts';
import type { Batch } from '../../model/value.ts';
import { toJson } from '../../model/value-codec.ts';
import type { CheckedChain } from '../check/check-chain.ts';
import { abortError } from '../../core/abort.ts';
import { stepsOf } from '../planned.ts';
import type { EffectBuffer } from '../effect-buffer.ts';
import { Readers } from '../readers.ts';
import type { MailLedger, PortSet, RunFiles } from '../step-contract.ts';
import { RunBelongings } from './run-belongings.ts';
import { RejectLane } from './reject-lane.ts';
import { RunCounters } from './run-counters.ts';
import { RunTrace } from './run-trace.ts';
import { runPipeline } from './run-pipeline.ts';
import type { ConnectionSet, GivenRecords, RunScope } from './run-scope.ts';
import { inputRecords, runEnvironment } from './run-values.ts';
import { StandInUses } from './stand-in.ts';
import { errorOfStep } from './step-run-context.ts';

/** How far a run may go; times in milliseconds, memory in bytes. */
export interface RunLimits {
  readonly timeout: number;
  readonly memory: number;
  /** How many records it may give; what is more is cut off, and the outcome then is `truncated`. */
  readonly records?: number;
}

/** What a run is performed with. */
export interface RunServices {
  readonly clock: Clock;
  readonly files: RunFiles & { close(): Promise<void> };
  readonly mails: MailLedger;
  readonly connections: ConnectionSet & { close(): Promise<void> };
  readonly ports: PortSet;
  /** Takes transactional effects; without it they happen at once. */
  readonly buffer?: EffectBuffer;
  /** Fires when somebody wants the run to stop; its reason says why. */
  readonly signal: AbortSignal;
  readonly limits: RunLimits;
  emit(event: RunEvent): void;
  /** Asked before each effect; throws where the run belongs to somebody else by now. */
  mayAct?(): Promise<void>;
  /** Writes down, before it happens, that an effect which cannot be repeated begins in a step. */
  effectBegins(step: string): Promise<void>;
  /** Writes down that it is known, by a ledger, what became of it. */
  effectSettles(step: string): Promise<void>;
  /** Takes the records of the last step as they come. */
  take?(batch: Batch): Promise<void> | void;
  /** Called when something of the run could not be stopped: the process that it goes on in is to end. */
  abandoned?(): void;
  /** How many batches wait at most between parts of the run that go on at the same time. */
  readonly waitingBatches?: number;
  /** False for tests and dry runs. */
  readonly performs: boolean;
  readonly given?: GivenRecords;
}

/** How often the live counters are sent, in milliseconds. */
const counterInterval = 250;

/** How long a run that was stopped gets to come to an end, in milliseconds; whoever stopped it waits a little longer. */
const grace = 1500;

/** How long files and connections may take to be closed after a run, and after one that was stopped, in milliseconds. */
const closing = { ended: 10_000, stopped: 300 } as const;

/** About how many bytes a record takes in memory, for the budget of what cannot spill. */
const bytesPerRecord = 512;

/** How many batches wait between ways and sources that go on at the same time, unless a test says otherwise. */
const waitingBatches = 4;

/** How many sources of a run are read ahead of their turn: few enough for the eight connections of a database. */
const readAhead = 3;

/** Runs a chain. */
export async function runChain(chain: CheckedChain, request: RunRequest, services: RunServices): Promise<RunEnd> {
  const { clock, limits } = services;
  const started = clock.monotonic();
  const stopped = new AbortController();
  const stopTimer = clock.after(limits.timeout, () => stopped.abort(timeoutError(limits.timeout)));
  const { signal } = stopped;
  const unfollow = follow(services.signal, stopped);
  const cuts = { happened: false };
  const scope = makeScope(chain, request, { ...services, signal, cuts });
  for (const step of stepsOf(chain.pipeline)) if (step.enabled) scope.counters.of(step.origin);
  const stopTicking = tick(clock, () => services.emit({ kind: 'counters', steps: scope.counters.snapshot() }));
  try {
    const run = consume(chain, request, { scope, take: services.take, atMost: limits.records, cuts });
    const { records, cut, state } = await orAborted(run, { signal, clock, abandoned: () => services.abandoned?.() });
    const outcome = cut ? 'truncated' : outcomeOf(records);
    return end(scope, { outcome, records, started, ...(state === undefined ? {} : { state }) });
  } catch (thrown) {
    const error = signal.aborted ? abortError(signal) : errorOfStep(thrown, chain.name);
    const problem = problemOf(error);
    return end(scope, { outcome: error.outcome, records: 0, started, problem });
  } finally {
    stopTimer();
    unfollow();
    stopTicking();
    scope.trace.end(scope.counters.all());
    await closeAll(services, scope.belongings, signal.aborted ? closing.stopped : closing.ended);
  }
}

/** Aborts `stopped` when `signal` fires, as `AbortSignal.any` would, which costs more than many a run; gives what ends that. */
function follow(signal: AbortSignal, stopped: AbortController): () => void {
  const stop = (): void => stopped.abort(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => signal.removeEventListener('abort', stop);
}

/** Closes what the run had open; what does not let itself be closed, or not in time, is left behind. */
async function closeAll(services: RunServices, belongings: RunBelongings, patience: number): Promise<void> {
  const { connections, files, clock, abandoned } = services;
  let stopTimer = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    stopTimer = clock.after(patience, () => {
      abandoned?.();
      resolve();
    });
  });
  // Each gets its chance, whatever becomes of the others; the run is what it was, also if its rest cannot be put away.
  const closed = Promise.all(
    [belongings, connections, files].map(async (open) => {
      try {
        await open.close();
      } catch (error) {
        const message = `Something of the run could not be closed: ${messageOf(error)}`;
        services.emit({ kind: 'log', line: { at: clock.now(), level: 'warn', message } });
        abandoned?.();
      }
    }),
  );
  await Promise.race([closed, late]);
  stopTimer();
}

function outcomeOf(records: number): Outcome {
  return records === 0 ? 'empty' : 'ok';
}

function timeoutError(timeout: number): MillraceError {
  return new MillraceError('timeout', `The run took longer than its ${timeout / 1000} s.`, {
    hint: 'Read less, or raise its timeout.',
  });
}

function problemOf({ code, message, hint, step, issues }: MillraceError): RunProblem {
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(step === undefined ? {} : { step }),
    ...(issues === undefined ? {} : { issues }),
  };
}

function makeScope(
  chain: CheckedChain,
  request: RunRequest,
  services: RunServices & { readonly cuts: { happened: boolean } },
): RunScope {
  const { clock, limits, signal, files, mails, connections, ports, buffer, performs } = services;
  const batches = services.waitingBatches ?? waitingBatches;
  const trace = new RunTrace(request.trace, clock, (span) => services.emit({ kind: 'span', span }));
  return {
    run: { id: request.id, chain: chain.name, effectId: request.effectId },
    principal: request.principal,
    counters: new RunCounters(clock, (counter, state) => trace.changed(counter, state)),
    trace,
    belongings: new RunBelongings(),
    rejects: new RejectLane(chain.limits.rejects, (reject) => services.emit({ kind: 'reject', reject })),
    rowBudget: Math.floor(limits.memory / bytesPerRecord),
    memory: limits.memory,
    waitingBatches: batches,
    readers: new Readers({ most: readAhead, batches }),
    given: services.given ?? (() => undefined),
    uses: new StandInUses(),
    emit: (event) => services.emit(event),
    cut: () => {
      services.cuts.happened = true;
    },
    abandoned: () => services.abandoned?.(),
    mayAct: async () => services.mayAct?.(),
    effectBegins: (step) => services.effectBegins(step),
    effectSettles: (step) => services.effectSettles(step),
    clock,
    signal,
    files,
    mails,
    connections,
    ports,
    buffer,
    performs,
  };
}

/** Calls `action` again and again; the function that it gives ends that. */
function tick(clock: Clock, action: () => void): () => void {
  let stop = clock.after(counterInterval, again);
  function again(): void {
    action();
    stop = clock.after(counterInterval, again);
  }
  return () => stop();
}

interface Consumed {
  readonly records: number;
  /** True if there was more than the run may give. */
  readonly cut: boolean;
  readonly state?: Readonly<Record<string, unknown>>;
}

/** Pulls the records of the last step, to the last one. */
async function consume(
  chain: CheckedChain,
  request: RunRequest,
  how: { scope: RunScope; take: RunServices['take']; atMost: number | undefined; cuts: { happened: boolean } },
): Promise<Consumed> {
  const env = runEnvironment(chain, request);
  const watermarks = watch(chain, env);
  const { atMost = Number.POSITIVE_INFINITY } = how;
  let records = 0;
  let cut = false;
  for await (const whole of runPipeline(chain.pipeline, inputRecords(chain, request), {
    scope: how.scope,
    place: '',
    env,
  })) {
    cut = records + whole.length > atMost;
    const batch = cut ? whole.slice(0, atMost - records) : whole;
    records += batch.length;
    watermarks.see(batch);
    if (batch.length > 0) await how.take?.(batch);
    if (cut) break;
  }
  cut ||= how.cuts.happened;
  how.scope.rejects.throwIfTooMany();
  const keepsState = chain.state.length > 0 && how.scope.performs && !cut;
  return keepsState ? { records, cut, state: watermarks.result() } : { records, cut };
}

/** The aggregates of `state: { save }` over the records that go by; a null keeps what was saved. */
function watch(chain: CheckedChain, env: Env): { see(batch: Batch): void; result(): Record<string, unknown> } {
  const kept = chain.state.map(({ name, type, save }) => {
    const { aggregates, rest } = splitAggregates(save);
    return {
      name,
      type,
      accumulators: aggregates.map((aggregate) => createAccumulator(aggregate)),
      rest: compileClosure(rest),
    };
  });
  return {
    see(batch) {
      for (const { accumulators } of kept)
        for (const accumulator of accumulators) for (const record of batch) accumulator.add(record, env);
    },
    result() {
      const state: Record<string, unknown> = {};
      const context = env.context['state'] as Readonly<Record<string, never>>;
      for (const { name, type, accumulators, rest } of kept) {
        const value = rest({}, { ...env, slots: accumulators.map((accumulator) => accumulator.result()) });
        state[name] = toJson(value ?? context[name] ?? null, type);
      }
      return state;
    },
  };
}

/** The result, or an error once the signal fires and the grace is over: a step that hangs does not hold the run. */
async function orAborted<T>(
  work: Promise<T>,
  { signal, clock, abandoned }: { signal: AbortSignal; clock: Clock; abandoned(): void },
): Promise<T> {
  let stopTimer = (): void => undefined;
  let stopListening = (): void => undefined;
  const cut = new Promise<never>((_, reject) => {
    const start = (): void => {
      stopTimer = clock.after(grace, () => {
        abandoned();
        reject(abortError(signal));
      });
    };
    signal.addEventListener('abort', start);
    stopListening = () => signal.removeEventListener('abort', start);
    if (signal.aborted) start();
  });
  // Once cut off, the work may still fail; nobody waits for it any more.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, cut]);
  } finally {
    stopTimer();
    stopListening();
  }
}

interface Ending {
  readonly outcome: Outcome;
  readonly records: number;
  readonly started: number;
  readonly problem?: RunProblem;
  readonly state?: Readonly<Record<string, unknown>>;
}

function end(scope: RunScope, { outcome, records, started, problem, state }: Ending): RunEnd {
  return {
    outcome,
    records,
    rejected: scope.rejects.count,
    steps: scope.counters.snapshot(),
    duration: Math.round(scope.clock.monotonic() - started),
    ...(problem === undefined ? {} : { problem }),
    ...(state === undefined ? {} : { state }),
  };
}
