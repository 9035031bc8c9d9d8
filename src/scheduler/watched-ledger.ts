/**
 * The ledger with somebody who looks on: what was decided is told once it is committed, for metrics and traces. What a
 * settlement came to is read off what went into it and out of it, so that the ledger itself knows nothing of this.
 */
import type {
  Attempt,
  JobDecision,
  JobKey,
  JobLedger,
  JobState,
  NewOccurrence,
  OccurrenceChange,
  OpenOccurrence,
  PrepareRun,
} from '../model/job-ledger.ts';
import type { OccurrenceState } from '../model/occurrence.ts';

/** A state in which nothing more happens to an occurrence. */
export type FinalState = Exclude<OccurrenceState, 'planned' | 'queued' | 'running' | 'waiting'>;

/** Something that happened to a job. Instants are milliseconds since 1970. */
export type JobEvent =
  /** A run was queued for an occurrence; `number` counts from 1. */
  | { readonly kind: 'attempt'; readonly job: string; readonly number: number }
  /** Its first run began, `late` milliseconds after it was due. */
  | { readonly kind: 'started'; readonly job: string; readonly late: number }
  /** It is final; without an id it never had a run of its own. */
  | {
      readonly kind: 'final';
      readonly job: string;
      readonly state: FinalState;
      readonly planned: number;
      /** The last instant of a range that was missed. */
      readonly until?: number;
      readonly occurrence?: EndedOccurrence;
    }
  | { readonly kind: 'paused'; readonly job: string };

/** An occurrence that had a run. */
export interface EndedOccurrence {
  readonly id: string;
  readonly due: number;
  readonly attempts: number;
  readonly run?: OpenOccurrence['run'];
  /** True for one of a backfill, which is not late, whenever it begins. */
  readonly isBackfill: boolean;
}

/** Makes a ledger that calls `queued` for each run that it queues. */
export type MakeLedger = (queued: (run: string) => void) => JobLedger;

/** The same ledger; `tell` hears of what was committed. */
export function watchLedger(make: MakeLedger, tell: (event: JobEvent) => void): JobLedger {
  return {
    attention: (jobs) => make(() => undefined).attention(jobs),
    caused: (jobs) => make(() => undefined).caused(jobs),
    async settle(job, decide, prepare) {
      const seen = new Settlement(job);
      const ledger = make((run) => seen.queued.add(run));
      await ledger.settle(job, (state) => seen.decided(state, decide(state)), seen.preparing(prepare));
      for (const event of seen.events()) tell(event);
    },
    async settleAll(settlements) {
      const queued = new Set<string>();
      const all = settlements.map(({ job, decide, prepare }) => {
        const seen = new Settlement(job);
        const watched = {
          decide: (state: JobState) => seen.decided(state, decide(state)),
          prepare: seen.preparing(prepare),
        };
        return { seen, settlement: { job, ...watched } };
      });
      const names = settlements.map(({ job }) => job.name);
      const ledger = make((run) => queued.add(run));
      const left = new Set((await ledger.settleAll?.(all.map(({ settlement }) => settlement))) ?? names);
      for (const { seen, settlement } of all) {
        if (left.has(settlement.job.name)) continue;
        for (const run of queued) seen.queued.add(run);
        for (const event of seen.events()) tell(event);
      }
      return [...left];
    },
    async startManually(start) {
      const seen = new Settlement(start.job);
      const ledger = make((run) => seen.queued.add(run));
      const started = await ledger.startManually({ ...start, prepare: seen.preparing(start.prepare) });
      for (const event of seen.events()) tell(event);
      return started;
    },
  };
}

/** What went through the ledger in one settlement. */
class Settlement {
  readonly queued = new Set<string>();
  readonly #job: JobKey;
  readonly #prepared: { readonly attempt: Attempt; failed: boolean }[] = [];
  #state: JobState | undefined;
  #decision: JobDecision | undefined;

  constructor(job: JobKey) {
    this.#job = job;
  }

  /** Takes a decision; where the transaction is tried again, the last one. */
  decided(state: JobState, decision: JobDecision): JobDecision {
    this.#state = state;
    this.#decision = decision;
    this.#prepared.length = 0;
    this.queued.clear();
    return decision;
  }

  preparing(prepare: PrepareRun): PrepareRun {
    return async (attempt) => {
      const seen = { attempt, failed: false };
      this.#prepared.push(seen);
      try {
        return await prepare(attempt);
      } catch (error) {
        seen.failed = true;
        throw error;
      }
    };
  }

  /** What it came to. */
  *events(): Iterable<JobEvent> {
    const { name: job } = this.#job;
    for (const change of this.#decision?.changes ?? []) yield* this.#changed(change);
    for (const added of this.#decision?.inserts ?? []) yield* this.#added(added);
    for (const { attempt, failed } of this.#prepared) yield* this.#attempted(attempt, failed);
    if (this.#decision?.pause !== undefined) yield { kind: 'paused', job };
  }

  *#changed({ id, state }: OccurrenceChange): Iterable<JobEvent> {
    const { name: job } = this.#job;
    const of = this.#state?.open.find((occurrence) => occurrence.id === id);
    if (of === undefined) return;
    const { run, planned, due, attempt, lane } = of;
    const isFirst = of.state === 'queued' && attempt === 1 && lane === undefined;
    if (isFirst && run?.startedAt !== undefined) yield { kind: 'started', job, late: Math.max(0, run.startedAt - due) };
    if (!isFinal(state)) return;
    const occurrence = { id, due, attempts: attempt, isBackfill: lane !== undefined };
    yield {
      ...{ kind: 'final', job, state, planned },
      occurrence: run === undefined ? occurrence : { ...occurrence, run },
    };
  }

  *#added({ planned, state, until }: NewOccurrence): Iterable<JobEvent> {
    if (!isFinal(state)) return;
    yield { kind: 'final', job: this.#job.name, state, planned, ...(until === undefined ? {} : { until }) };
  }

  *#attempted({ run, occurrence: id, planned, origin, attempt }: Attempt, failed: boolean): Iterable<JobEvent> {
    const { name: job, overlap } = this.#job;
    if (this.queued.has(run)) yield { kind: 'attempt', job, number: attempt };
    else if (failed) {
      const isBackfill = origin.startsWith('backfill:');
      const occurrence = { id, due: planned, attempts: attempt, isBackfill };
      yield { kind: 'final', job, state: 'failed', planned, occurrence };
    } else if (overlap === 'skip' && origin === 'schedule' && !this.#waited(id)) {
      // Its concurrency key was full: the ledger skips what has not waited for its turn yet.
      yield { kind: 'final', job, state: 'skipped', planned };
    }
  }

  #waited(id: string): boolean {
    return this.#state?.open.some((occurrence) => occurrence.id === id) ?? false;
  }
}

function isFinal(state: OccurrenceState): state is FinalState {
  return state !== 'planned' && state !== 'queued' && state !== 'running' && state !== 'waiting';
}
