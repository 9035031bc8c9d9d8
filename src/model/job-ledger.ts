/**
 * Between the scheduler, which decides, and the store, which keeps the ledger: what is known about a job, what is to be
 * done, and the port through which it is done. Instants are milliseconds since 1970.
 */
import type { Outcome } from '../core/outcome.ts';
import type { AuditActor } from './audit-actor.ts';
import type { AlertChange, AlertRecipient, AlertRules, AlertStanding } from './alert.ts';
import type { OccurrenceOrigin, OccurrenceState } from './occurrence.ts';
import type { RunRequest } from './run.ts';
import type { Cause, CauseFacts, CauseWatch } from './trigger-cause.ts';

/** How the run of the latest attempt stands. */
export interface AttemptRun {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'ended';
  readonly outcome?: Outcome;
  /** What its last step gave. */
  readonly records?: number;
  /** What the run's last problem says. */
  readonly message?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** True when an effect that cannot be repeated may have happened. */
  readonly effectsBegun: boolean;
}

/** An occurrence that is not final. */
export interface OpenOccurrence {
  readonly id: string;
  readonly planned: number;
  readonly due: number;
  readonly state: Extract<OccurrenceState, 'planned' | 'queued' | 'running' | 'waiting'>;
  /** Attempts begun so far. */
  readonly attempt: number;
  readonly nextAttemptAt?: number;
  /** Absent while it was never started. */
  readonly run?: AttemptRun;
  /** What goes behind everything else; absent for what the schedule or a person started. */
  readonly lane?: 'backfill';
}

/** What the ledger holds about a job. */
export interface JobState {
  /** Every instant up to here has its row. */
  readonly settledUntil: number;
  /** The job's hash when it was settled last; empty for one that was never seen. */
  readonly hash: string;
  readonly paused: boolean;
  /** Occurrences in a row that failed. */
  readonly failures: number;
  /** By planned instant, oldest first; of what waits in backfills, only the next few. */
  readonly open: readonly OpenOccurrence[];
  /** What triggers have noted and the ledger has no row of, oldest first; of very many the next ones. */
  readonly causes?: readonly Cause[];
  /** How its alerts stand; none where left out. */
  readonly alerts?: readonly AlertStanding[];
  /** Since when it has not succeeded, where somebody wants to know. */
  readonly quietSince?: number;
}

/** A row to insert. */
export interface NewOccurrence {
  readonly planned: number;
  readonly state: Extract<OccurrenceState, 'planned' | 'queued' | 'skipped' | 'merged' | 'missed'>;
  /** When it was to start; default: at its instant. */
  readonly due?: number;
  /** For a range: its last instant. */
  readonly until?: number;
  readonly reason?: string;
  /** The cause that it is the row of; with it, the cause is dealt with. */
  readonly cause?: Cause;
}

/** A change of an open occurrence. */
export interface OccurrenceChange {
  readonly id: string;
  readonly state: OccurrenceState;
  readonly reason?: string;
  readonly nextAttemptAt?: number;
}

/** An occurrence that failed because no run could be made for it. */
export interface UnmadeRun {
  readonly planned: number;
  readonly cause: string;
}

/** What a decision says about failures: how many in a row, and what becomes of the alerts. */
export type JobConsequences = Pick<JobDecision, 'failures' | 'pause' | 'alerts'>;

/** What becomes of a job's alerts. */
export interface AlertDecision {
  readonly changes: readonly AlertChange[];
  /** Who is told of a beginning; of what comes after it, those who were told of that. */
  readonly recipients: readonly AlertRecipient[];
  /** Since when it has not succeeded; null where nobody wants to know any more. */
  readonly quietSince?: number | null;
}

/** What is to be done. Occurrences that become `queued` get a run. */
export interface JobDecision {
  readonly settledUntil: number;
  readonly nextPlanned?: number;
  readonly inserts: readonly NewOccurrence[];
  readonly changes: readonly OccurrenceChange[];
  /** Occurrences whose run is to be asked to stop. */
  readonly cancels: readonly string[];
  readonly failures: number;
  /** Why the job is to be paused, if it is. */
  readonly pause?: string;
  /** What becomes of its alerts, and who is told. */
  readonly alerts?: AlertDecision;
  /** The same anew, should no run be made for some of the occurrences that become `queued`. */
  readonly unmade?: (failed: readonly UnmadeRun[]) => JobConsequences;
}

/** A job by its name, with what tells whether its schedule has changed. */
export interface JobKey {
  readonly name: string;
  readonly hash: string;
  /** What happens where its concurrency key is full; only `skip` and `allow` do not let it wait. Default: it waits. */
  readonly overlap?: string;
  /** What it waits for the end of. */
  readonly watches?: readonly CauseWatch[];
  /** What is to be told of it; of it the ledger reads when somebody has to look. */
  readonly alert?: Partial<Pick<AlertRules, 'by' | 'every' | 'remind' | 'silent' | 'off'>>;
}

/** An attempt that is about to be queued. */
export interface Attempt {
  readonly run: string;
  readonly occurrence: string;
  readonly planned: number;
  readonly origin: OccurrenceOrigin;
  readonly attempt: number;
  readonly cause?: CauseFacts;
}

/** A run to queue, and how long it may take in milliseconds. */
export interface PreparedRun {
  readonly request: RunRequest;
  readonly timeout?: number;
  /** The place that it needs under the concurrency key of its chain, where it has one. */
  readonly place?: ConcurrencyPlace;
}

/** One of `max` places under a key. */
export interface ConcurrencyPlace {
  readonly key: string;
  readonly max: number;
}

/** Makes the request of an attempt. What it throws (parameters that cannot be computed) fails the occurrence. */
export type PrepareRun = (attempt: Attempt) => PreparedRun | Promise<PreparedRun>;

/** Jobs that need a decision now, and when the next one will. */
export interface JobAttention {
  readonly jobs: readonly string[];
  readonly nextAt?: number;
}

/** What starting a job by hand comes to: an occurrence now, or why not. */
export type ManualDecision =
  | { readonly insert: NewOccurrence; readonly cancels: readonly string[] }
  | { readonly refused: string };

/** How a job is started by hand. */
export interface ManualStart {
  readonly job: JobKey;
  /** Runs in the ledger's transaction. */
  readonly decide: (state: JobState) => ManualDecision;
  readonly prepare: PrepareRun;
  /** Who starts it, for the audit log; nobody where left out. */
  readonly by?: AuditActor;
}

/** What was started by hand; without a run it waits for its turn, or none could be made. */
export interface ManualOccurrence {
  readonly occurrence: string;
  readonly run?: string;
  /** Why no run could be made. */
  readonly unmade?: string;
}

/** A job that is to be settled: how it is decided about, and how its runs are made. */
export interface Settlement {
  readonly job: JobKey;
  /** May be called again where the job is settled by itself after all. */
  readonly decide: (state: JobState) => JobDecision;
  readonly prepare: PrepareRun;
}

/** The ledger of planned instants, as the scheduler needs it. */
export interface JobLedger {
  /** Which of these jobs, and of those with something open, need a decision. */
  attention(jobs: readonly JobKey[]): Promise<JobAttention>;
  /** Which jobs have causes that are in no row yet, and jobs that are gone but still wait for others. */
  caused(jobs: readonly JobKey[]): Promise<readonly string[]>;
  /** Reads a job's state, lets it be decided, and does what was decided, all in one transaction. */
  settle(job: JobKey, decide: (state: JobState) => JobDecision, prepare: PrepareRun): Promise<void>;
  /**
   * Settles many jobs in one transaction, as far as what is to be done for them is plain; gives the names of the others,
   * which are left as they are, for `settle`. Without it every job is settled by itself.
   */
  settleAll?(settlements: readonly Settlement[]): Promise<readonly string[]>;
  /** Starts a job by hand, in one transaction; `conflict` when it is refused. */
  startManually(start: ManualStart): Promise<ManualOccurrence>;
}
