/**
 * Performs queued runs on the runner pool. Invariant: a run that was taken up is ended in the store, whatever happens to
 * its runner; only the death of this process leaves that to the next one. A run that waits for memory stays queued.
 */
import type { Clock } from '../core/clock.ts';
import { MillraceError, toMillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { pause } from '../core/pause.ts';
import { noTracer, type Tracer } from '../core/tracer.ts';
import { formatByteSize } from '../model/byte-size.ts';
import type { Principal } from '../model/principal.ts';
import type { RunEnd, RunEvent, RunRecord, RunRequest } from '../model/run.ts';
import type { HeldMemory, MemoryWish } from './memory-governor.ts';
import { RunJournal } from './run-journal.ts';
import type { RunChange } from './run-service.ts';
import type { PlannedRun, RunStore, TakenRun } from './run-store.ts';
import type { RunningTask } from './runner-pool.ts';
import { endingSpan, spanOfRun } from './run-span.ts';
import type { StopReason } from './runner-protocol.ts';

/** A run that was taken up, ready to be given to a runner. */
export interface PreparedRun {
  readonly planned: PlannedRun;
  /** True if the chain keeps state, of which one run at a time may hold. */
  readonly keepsState: boolean;
  /** Gives it to a runner, with what the last run saved. */
  start(state: Readonly<Record<string, unknown>>, emit: (event: RunEvent) => void): Promise<RunningTask>;
}

/** What a worker works with. */
export interface RunWorkerOptions {
  readonly store: RunStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Plans a run; throws if its chain is gone or has problems. */
  prepare(taken: TakenRun): PreparedRun;
  /** Reads the rights that a run has when it begins, or throws `denied`; without it a run keeps those that it was ordered with. */
  readonly rights?: (request: RunRequest) => Promise<Principal>;
  /** Waits for what a run takes before it may begin: a place under its key, memory. Without it nobody waits. */
  memory?(run: RunRecord, how: RoomWish): Promise<HeldMemory>;
  tell(change: RunChange): void;
  /** Traces runs; without it none is. */
  readonly tracer?: Tracer;
  /** Called after a run ended and was written down. */
  ended?(run: string, end: RunEnd): Promise<void>;
}

/** How a run waits for room. */
export interface RoomWish extends Required<Pick<MemoryWish, 'signal' | 'waits'>> {
  /** Says in its log what it waits for. */
  tell(message: string): void;
}

/** How often the store is asked whether somebody wants a run stopped, in milliseconds. */
const cancelInterval = 1000;

/** How long a run waits for another that holds the state of its chain before it looks again, in milliseconds. */
const stateInterval = 1000;

/** How long a run goes on before its plan is written by itself, in milliseconds; that of a shorter one goes with its end. */
const planInterval = 200;

/** How a run ended, and what is still to be written of it. */
interface Performed {
  readonly end: RunEnd;
  /** What was not written before. */
  readonly plan?: PlannedRun;
  /** True where it may hold the state of its chain. */
  readonly heldState?: boolean;
}

/** What is written about a run while it goes on. */
interface RunNotes {
  /** Ends that, and gives what is left. */
  rest(): Promise<Omit<Performed, 'end'>>;
}

/** Whether there is room for a run. */
interface Room {
  readonly held?: HeldMemory;
  /** Why there will never be. */
  readonly refusal?: MillraceError;
}

/** Performs queued runs. */
export class RunWorker {
  readonly #options: RunWorkerOptions;
  readonly #running = new Map<string, RunningTask>();
  /** Runs that are taken up, with why they are to stop if somebody said so. */
  readonly #taken = new Map<string, StopReason | undefined>();
  /** Those of them that the store says are this node's; the others may yet be. */
  readonly #held = new Set<string>();
  /** Runs that wait for memory. */
  readonly #waiting = new Map<string, AbortController>();
  #stopWatching: (() => void) | undefined;
  readonly #shutdown = new AbortController();
  #handsBack = false;

  constructor(options: RunWorkerOptions) {
    this.#options = options;
  }

  /**
   * Performs one queued run to its end; does nothing if it is not queued any more, or under way here. `known`: what was just
   * read of it.
   */
  async perform(id: string, known?: RunRecord): Promise<void> {
    if (this.#taken.has(id)) return;
    this.#taken.set(id, undefined);
    const journal = new RunJournal({ ...this.#options, run: id, lost: () => void this.stop(id, lostReason) });
    let room: Room = {};
    try {
      room = await this.#roomFor(id, { known, journal });
      // What was said while it waited is written before anybody counts the lines.
      await journal.close();
      const taken = await this.#insist(id, () => this.#options.store.take(id));
      if (taken === undefined) return;
      this.#held.add(id);
      journal.continueAfter(taken.written);
      await this.#traced(taken, (traced) => this.#performTaken(traced, { journal, refusal: room.refusal }));
    } finally {
      room.held?.release();
      await journal.close();
      this.#taken.delete(id);
      this.#held.delete(id);
    }
  }

  /** Lets runs that wait for memory go back into the queue, for another node or another start of this one. */
  handBack(): void {
    this.#handsBack = true;
    for (const waiting of this.#waiting.values()) waiting.abort();
  }

  /** Waits for memory while the run is still queued. Throws when it goes back into the queue. */
  async #roomFor(
    id: string,
    { known, journal }: { readonly known: RunRecord | undefined; readonly journal: RunJournal },
  ): Promise<Room> {
    const { memory, store, clock } = this.#options;
    if (memory === undefined) return {};
    const run = known ?? (await store.queued([id]))[0];
    if (run === undefined) return {};
    if (this.#handsBack) throw new MillraceError(shutdown.code, shutdown.message);
    const stop = new AbortController();
    this.#waiting.set(id, stop);
    const tell = (message: string): void => {
      journal.add({ kind: 'log', line: { at: clock.now(), level: 'info', message } });
      this.#watch();
    };
    const waits = (free: number): void => tell(`waits for memory: ${formatByteSize(free)} are free`);
    try {
      return { held: await memory(run, { signal: stop.signal, waits, tell }) };
    } catch (thrown) {
      const refusal = toMillraceError(thrown);
      // Stopped by a person, it has ended already; stopped with this node, it is to be taken up again.
      if (this.#handsBack) throw refusal;
      return refusal.code === 'cancelled' ? {} : { refusal };
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** Performs it as part of the trace that it was queued in: its wait, then itself. */
  async #traced(taken: TakenRun, work: (traced: TakenRun) => Promise<RunEnd>): Promise<void> {
    const { tracer = noTracer } = this.#options;
    const { request, queuedAt } = taken;
    const parent = request.trace;
    tracer.start({ name: 'wait for a runner', kind: 'internal', parent, at: queuedAt }).end();
    const span = tracer.start({ ...spanOfRun(request), kind: 'consumer', parent });
    const { traceparent } = span;
    const traced = traceparent === undefined ? taken : { ...taken, request: { ...request, trace: traceparent } };
    await tracer.within(span, () => endingSpan(span, work(traced)));
  }

  async #performTaken(
    taken: TakenRun,
    { journal, refusal }: { journal: RunJournal; refusal: MillraceError | undefined },
  ): Promise<RunEnd> {
    const { store, tell } = this.#options;
    const { id, chain } = taken.request;
    tell({ kind: 'state', run: id, chain, state: 'running' });
    const { end, plan, heldState } =
      refusal === undefined ? await this.#runTaken(taken, journal) : { end: refusedEnd(refusal) };
    if (this.#wasCutShort(id, end) && (await this.#handedBack(id, journal))) {
      tell({ kind: 'state', run: id, chain, state: 'queued' });
      // The message of the queue goes back with it.
      throw new MillraceError(shutdown.code, shutdown.message);
    }
    const last = { lines: await journal.remainder(), ...(plan === undefined ? {} : { plan }) };
    const written = await this.#insist(id, async () => {
      const ended = await store.end(id, chain, { ...end, last });
      if (heldState === true) await store.releaseState(id);
      return ended;
    });
    if (written === undefined) return end;
    tell({ kind: 'state', run: id, chain, state: 'ended', outcome: end.outcome, record: written });
    await this.#options.ended?.(id, end);
    return end;
  }

  /** True if only the end of this node ended the run. */
  #wasCutShort(id: string, { outcome }: RunEnd): boolean {
    return outcome === 'cancelled' && this.#shutdown.signal.aborted && this.#taken.get(id) === undefined;
  }

  async #handedBack(id: string, journal: RunJournal): Promise<boolean> {
    const { store, clock, logger } = this.#options;
    try {
      const message = 'The server was stopped: the run waits in the queue again.';
      journal.add({ kind: 'log', line: { at: clock.now(), level: 'info', message } });
      await journal.close();
      await store.releaseState(id);
      return await store.handBack(id);
    } catch (error) {
      logger.warn({ err: error, run: id }, 'a run could not be handed back');
      return false;
    }
  }

  /** Stops what this node holds: it was declared gone, and what it had has ended elsewhere. */
  stopLost(): void {
    for (const id of this.#held) this.stop(id, lostReason);
  }

  /** Asks a run of this node to stop; false if it does not run here. */
  stop(id: string, reason: StopReason): boolean {
    if (!this.#taken.has(id)) return false;
    this.#taken.set(id, reason);
    this.#waiting.get(id)?.abort(new MillraceError(reason.code, reason.message));
    this.#running.get(id)?.stop(reason);
    return true;
  }

  /** Stops all runs of this node, and those that it would take up from now on. */
  stopAll(): void {
    this.#shutdown.abort();
    this.handBack();
    for (const task of this.#running.values()) task.stop(shutdown);
    this.#stopWatching?.();
  }

  /**
   * Asks the store again and again while it is away, so that no run is left without an end or ends for no fault of its own.
   * What the store refuses is refused.
   */
  async #insist<T>(run: string, ask: () => Promise<T>): Promise<T> {
    for (let wait = 500; ; wait = Math.min(30_000, wait * 2)) {
      try {
        return await ask();
      } catch (error) {
        if (this.#shutdown.signal.aborted || error instanceof MillraceError) throw error;
        this.#options.logger.warn({ err: error, run }, 'the store did not answer for a run; trying again');
        await pause(this.#options.clock, wait, this.#shutdown.signal);
      }
    }
  }

  #stopReason(id: string): StopReason | undefined {
    return this.#shutdown.signal.aborted ? shutdown : this.#taken.get(id);
  }

  async #runTaken(taken: TakenRun, journal: RunJournal): Promise<Performed> {
    const { request } = taken;
    let notes: RunNotes | undefined;
    try {
      if (taken.cancelRequested) return { end: cancelledBefore() };
      const prepared = this.#options.prepare({ ...taken, request: await this.#withRights(request) });
      notes = this.#noteLater(request.id, prepared);
      return { end: await this.#runPrepared(request, { prepared, journal }), ...(await notes.rest()) };
    } catch (thrown) {
      const refusal = toMillraceError(thrown);
      if (refusal.code === 'internal')
        this.#options.logger.error({ err: thrown, run: request.id }, 'a run could not be started');
      return { end: refusedEnd(refusal), ...(await notes?.rest()) };
    } finally {
      this.#running.delete(request.id);
    }
  }

  async #runPrepared(
    { id, chain }: RunRequest,
    { prepared, journal }: { readonly prepared: PreparedRun; readonly journal: RunJournal },
  ): Promise<RunEnd> {
    const { store } = this.#options;
    if (prepared.keepsState && !(await this.#insist(id, () => this.#holdState(chain, id)))) return cancelledBefore();
    const state = prepared.keepsState ? await this.#insist(id, () => store.state(chain)) : {};
    const task = await prepared.start(state, (event) => {
      if (event.kind === 'span') this.#options.tracer?.record(event.span);
      else journal.add(event);
    });
    this.#running.set(id, task);
    const reason = this.#stopReason(id);
    if (reason !== undefined) task.stop(reason);
    this.#watch();
    return task.end;
  }

  /** Writes the plan of a run down once it has gone on for a moment; with the end of one that is over before. */
  #noteLater(id: string, { planned, keepsState }: PreparedRun): RunNotes {
    const { store, clock, logger } = this.#options;
    let saving: Promise<boolean> | undefined;
    const save = async (): Promise<boolean> => {
      try {
        await store.savePlan(id, planned);
        return true;
      } catch (error) {
        logger.warn({ err: error, run: id }, 'the plan of a run could not be written; it will be with its end');
        return false;
      }
    };
    const stopTimer = clock.after(planInterval, () => {
      saving = save();
    });
    return {
      async rest() {
        stopTimer();
        const isSaved = saving !== undefined && (await saving);
        return { heldState: keepsState, ...(isSaved ? {} : { plan: planned }) };
      },
    };
  }

  async #withRights(request: RunRequest): Promise<RunRequest> {
    const { rights } = this.#options;
    if (rights === undefined) return request;
    return { ...request, principal: await this.#insist(request.id, () => rights(request)) };
  }

  /** Waits its turn for the state of a chain; false if the run is stopped meanwhile. */
  async #holdState(chain: string, run: string): Promise<boolean> {
    const { store, clock } = this.#options;
    while (!(await store.holdState(chain, run))) {
      await pause(clock, stateInterval, this.#shutdown.signal);
      if (this.#stopReason(run) !== undefined || (await store.cancelRequests([run])).length > 0) return false;
    }
    return true;
  }

  /** Looks for requests to cancel while anything runs: they may have been made on another node. */
  #watch(): void {
    if (this.#stopWatching !== undefined) return;
    const look = async (): Promise<void> => {
      const wanted = await this.#options.store.cancelRequests([...this.#running.keys(), ...this.#waiting.keys()]);
      for (const id of wanted) this.stop(id, { code: 'cancelled', message: 'Somebody stopped the run.' });
    };
    this.#stopWatching = this.#options.clock.after(cancelInterval, () => {
      this.#stopWatching = undefined;
      if (this.#running.size + this.#waiting.size === 0) return;
      look().then(
        () => this.#watch(),
        (error: unknown) => {
          this.#options.logger.warn({ err: error }, 'could not look for requests to cancel');
          this.#watch();
        },
      );
    });
  }
}

const lostReason: StopReason = {
  code: 'cancelled',
  message: 'This node gave no sign for so long that the run was ended elsewhere.',
};

const shutdown: StopReason = { code: 'cancelled', message: 'The server was stopped.' };

/** The end of a run that could not begin. */
function refusedEnd({ code, message, hint, outcome }: MillraceError): RunEnd {
  const problem = { code, message, ...(hint === undefined ? {} : { hint }) };
  return { outcome, problem, records: 0, rejected: 0, steps: [], duration: 0 };
}

function cancelledBefore(): RunEnd {
  const problem = { code: 'cancelled' as const, message: 'The run was stopped before it began.' };
  return { outcome: 'cancelled', problem, records: 0, rejected: 0, steps: [], duration: 0 };
}

/** True if the state of a chain is saved after a run that ended so: a watermark of no records would say nothing. */
export function savesState({ outcome }: RunEnd): boolean {
  return outcome === 'ok';
}
