/** What the run service needs of the store; `main/` wires it. Each method is one statement or transaction. */
import type { AuditActor } from '../model/audit-actor.ts';
import type {
  RunEffect,
  RunEnd,
  RunFile,
  RunLogLine,
  RunProblem,
  RunRecord,
  RunReject,
  RunRequest,
  RunState,
  StepCounters,
} from '../model/run.ts';
import type { NumberedLine, RunFilter, RunMail, RunPage } from './run-service.ts';

/** A run that was taken from the queue. */
export interface TakenRun {
  readonly request: RunRequest;
  /** Milliseconds; undefined where the workspace's default holds. */
  readonly timeout?: number;
  readonly cancelRequested: boolean;
  /** Who holds it now: the node, and the fencing token of its life. */
  readonly owner?: { readonly node: string; readonly fence: number };
  /** When it was put into the queue; milliseconds since 1970. */
  readonly queuedAt: number;
  /** How many lines and rejects an earlier attempt, which was handed back, has left. */
  readonly written: { readonly lines: number; readonly rejects: number };
}

/** What became known about a run when it was planned. */
export interface PlannedRun {
  readonly definitions: Readonly<Record<string, string>>;
  readonly plan: string;
  readonly fingerprint: string;
}

/** What of a run is written down with its end, because it was not yet. */
export interface LastWords {
  readonly lines: readonly (RunLogLine & { readonly seq: number })[];
  readonly plan?: PlannedRun;
}

/**
 * The store, as far as runs are concerned. What is written about a run that this node does not hold any more changes
 * nothing.
 */
export interface RunStore {
  /** Writes a run down and queues it, together. */
  queue(request: RunRequest, timeout: number | undefined): Promise<RunRecord>;
  /** Those of some runs that are queued. */
  queued(ids: readonly string[]): Promise<readonly RunRecord[]>;
  /** Takes a queued run up; undefined if it is not queued any more. */
  take(id: string): Promise<TakenRun | undefined>;
  /** Lets a run that was taken up wait again; false where that cannot be: it has acted, or there is no queue. */
  handBack(id: string): Promise<boolean>;
  savePlan(id: string, plan: PlannedRun): Promise<void>;
  /** False if the run has ended, or belongs to somebody else. */
  saveProgress(id: string, steps: readonly StepCounters[]): Promise<boolean>;
  addProblem(id: string, problem: RunProblem): Promise<void>;
  addLogs(id: string, lines: readonly (RunLogLine & { readonly seq: number })[]): Promise<void>;
  addRejects(id: string, rejects: readonly (RunReject & { readonly seq: number })[]): Promise<void>;
  addFile(id: string, file: RunFile): Promise<void>;
  addEffect(id: string, effect: RunEffect): Promise<void>;
  /**
   * Ends a run, and with the outcome `ok` saves its state. Gives it without its files; undefined if it had ended already, or
   * belongs to somebody else.
   */
  end(id: string, chain: string, end: RunEnd & { readonly last?: LastWords }): Promise<RunRecord | undefined>;
  requestCancel(id: string, by: AuditActor): Promise<RunState>;
  /** Which of these runs somebody wants stopped. */
  cancelRequests(ids: readonly string[]): Promise<readonly string[]>;
  /** What a chain's last run saved. */
  state(chain: string): Promise<Readonly<Record<string, unknown>>>;
  /** Lets a run hold the state of a chain; false if another run holds it. */
  holdState(chain: string, run: string): Promise<boolean>;
  releaseState(run: string): Promise<void>;
  get(id: string): Promise<RunRecord | undefined>;
  list(filter: RunFilter): Promise<RunPage>;
  logs(id: string, page: { readonly after: number; readonly limit: number }): Promise<readonly NumberedLine[]>;
  rejects(id: string): Promise<readonly RunReject[]>;
  mails(filter: { readonly run?: string; readonly id?: string; readonly limit: number }): Promise<readonly RunMail[]>;
  mailSource(id: string): Promise<Uint8Array | undefined>;
}
