/** Wires the run service and the worker over a store: with a pool of runner processes in a server, in-process elsewhere. */
import path from 'node:path';
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Tracer } from '../core/tracer.ts';
import { explainChain } from '../engine/explain.ts';
import { fingerprintOf } from '../engine/fingerprint.ts';
import { isSuccess } from '../model/outcome-table.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import type { RunEnd, RunEvent, RunRecord, RunRequest } from '../model/run.ts';
import type { Batch } from '../model/value.ts';
import { createRunService, RunChanges } from '../runs/create-run-service.ts';
import type { RunService } from '../runs/run-service.ts';
import type { RunStore, TakenRun } from '../runs/run-store.ts';
import type { HeldMemory, MemoryWish } from '../runs/memory-governor.ts';
import type { RunMemory } from '../runs/run-memory.ts';
import { type PreparedRun, RunWorker, type RunWorkerOptions } from '../runs/run-worker.ts';
import type { RunningTask, RunnerPool } from '../runs/runner-pool.ts';
import { watchProcess } from '../runs/process-watch.ts';
import type { ConcurrencyPlaces } from '../store/concurrency-places.ts';
import type { Store } from '../store/open-store.ts';
import type { RunOwner } from '../store/run-hold.ts';
import type { RunQueue } from '../store/run-queue.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { CheckedWorkspaces, performRun, type RunTask } from './perform-run.ts';
import { waitForPlace } from './places.ts';
import { type PlayedRuns, watchPlayed } from './played-runs.ts';
import { filesFolder, removeLeftovers } from './run-leftovers.ts';
import { createRunStore } from './run-store.ts';

/** Performs a task somewhere. */
export type StartTask = (task: RunTask, emit: (event: RunEvent) => void) => Promise<RunningTask>;

/** What execution is wired from. */
export interface ExecutionOptions {
  readonly store: Store;
  readonly queue: RunQueue | undefined;
  readonly owner: RunOwner | undefined;
  readonly live: LiveWorkspace;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly start: StartTask;
  /** Traces runs; without it none is. */
  readonly tracer?: Tracer;
  /** The memory that runs wait for; without it nobody waits. */
  readonly memory?: RunMemory;
  /** Places under concurrency keys; without it nobody counts. */
  readonly places?: ConcurrencyPlaces;
  readonly rights?: RunWorkerOptions['rights'];
  ended?(run: string, end: RunEnd): Promise<void>;
}

/** Runs and those who work on them. */
export interface Execution {
  readonly service: RunService;
  readonly worker: RunWorker;
  readonly runs: RunStore;
  /** Tells those who look on. */
  readonly changes: RunChanges;
}

/** Wires runs over a store. */
export function createExecution(options: ExecutionOptions): Execution {
  const { store, queue, owner, live, clock, logger } = options;
  const traced = options.tracer === undefined ? {} : { tracer: options.tracer };
  const runs = createRunStore({ store, queue, owner, ...traced });
  const changes = new RunChanges();
  const worker = new RunWorker({
    store: runs,
    clock,
    logger,
    prepare: (taken) => prepareRun(taken, options),
    tell: (change) => changes.tell(change),
    ...traced,
    ...roomOf(options),
    ...(options.rights === undefined ? {} : { rights: options.rights }),
    ...(options.ended === undefined ? {} : { ended: options.ended }),
  });
  const service = createRunService({
    store: runs,
    clock,
    changes,
    zone: () => live.zone,
    chain: (name) => live.runnable(name),
    filePath: (run, name) => pathOfFile(live.folder, run, name),
    stop: (run, reason) => worker.stop(run, reason),
  });
  return { service, worker, runs, changes };
}

/** Where a file of a run lies: its own beside it, a published one below the workspace. */
function pathOfFile(workspace: string, run: string, name: string): string | undefined {
  const folder = name.startsWith('data/') ? workspace : path.join(filesFolder(workspace), run);
  const file = path.resolve(folder, name);
  return file.startsWith(folder + path.sep) ? file : undefined;
}

/** Lets queued runs wait for a place and for memory; one whose chain cannot run is told so when it is prepared. */
function roomOf({ memory, places, live, clock }: ExecutionOptions): Pick<RunWorkerOptions, 'memory'> {
  if (memory === undefined && places === undefined) return {};
  return {
    memory: async (run, { tell, ...how }) => {
      const chain = live.find(run.chain);
      if (chain === undefined) return { release: () => undefined };
      const place = await waitForPlace(
        places,
        { chain, request: requestOf(run, live.zone) },
        { clock, signal: how.signal, waits: tell },
      );
      try {
        const held = memory && (await memoryFor(chain, memory, { live, how }));
        return {
          release() {
            held?.release();
            void place.release();
          },
        };
      } catch (error) {
        await place.release();
        throw error;
      }
    },
  };
}

/** What of a run its key is worked out from. */
function requestOf(
  { id, chain, parameters, principal, trigger, dryRun, queuedAt }: RunRecord,
  zone: string,
): RunRequest {
  return { id, chain, parameters, principal, trigger, effectId: id, dryRun, zone, now: queuedAt };
}

function memoryFor(
  chain: CheckedChain,
  memory: RunMemory,
  { live, how }: { readonly live: LiveWorkspace; readonly how: Pick<MemoryWish, 'signal' | 'waits'> },
): Promise<HeldMemory> {
  const limits = memory.limits(chain, live.limitsOf(chain), 'runner');
  return memory.of('runner').take({ ...memory.wish(chain, limits, 'runner'), ...how });
}

function prepareRun(
  { request, timeout, owner }: TakenRun,
  { live, start, store, memory }: ExecutionOptions,
): PreparedRun {
  const chain = live.runnable(request.chain);
  const limits = live.limitsOf(chain, timeout);
  const files = path.join(filesFolder(live.folder), request.id);
  // Now, like the plan: the definitions may be loaded anew before it starts.
  const workspace = live.snapshot;
  return {
    planned: {
      definitions: live.hashesOf(chain),
      plan: explainChain(chain),
      fingerprint: fingerprintOf(chain, request.principal, store),
    },
    keepsState: chain.state.length > 0,
    start: (state, emit) =>
      start(
        {
          request: { ...request, state },
          limits: memory?.limits(chain, limits, 'runner') ?? limits,
          workspace,
          files,
          ...(owner === undefined ? {} : { owner }),
        },
        emit,
      ),
  };
}

/** Performs tasks on runner processes. */
export function startOnPool(pool: RunnerPool<RunTask>, logger: Logger): StartTask {
  return async (task, emit) => {
    const { end, stop } = await pool.run({ task, emit, timeout: task.limits.timeout });
    return { end: end.then((reached) => tidied(task, reached, logger)), stop };
  };
}

/** A run that was killed could not put its things away. */
async function tidied({ workspace, request }: RunTask, end: RunEnd, logger: Logger): Promise<RunEnd> {
  if (!isSuccess(end.outcome)) await removeLeftovers(request.id, { folder: workspace.folder, logger });
  return end;
}

/** Performs tasks in this process; `take` gets the records. `played`: they are those of tests. */
export function startHere(
  machine: Parameters<typeof performRun>[1],
  take?: (batch: Batch) => Promise<void> | void,
  played?: PlayedRuns,
): StartTask {
  const workspaces = new CheckedWorkspaces();
  return async (task, emit) => {
    const stop = new AbortController();
    const watcher = { signal: stop.signal, emit, ...(take === undefined ? {} : { take }), ...watchPlayed(played) };
    const ours = played === undefined ? task : { ...task, files: path.join(played.files, task.request.id) };
    const over = (problem: MillraceError): void => stop.abort(problem);
    const alone = { clock: machine.clock, memory: task.limits.memory, over };
    // Those of tests may be several at once.
    const unwatch = played === undefined ? watchProcess(alone) : () => undefined;
    return {
      end: performRun(ours, machine, { workspaces, watcher }).finally(unwatch),
      stop: ({ code, message }) => stop.abort(new MillraceError(code, message)),
    };
  };
}
