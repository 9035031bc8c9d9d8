/**
 * Runs as the rest of the product sees them: whoever starts, follows, reads or cancels a run does it through this
 * service, whichever of the contexts it is. `main.ts` wires it over the store, the queue and the runner processes.
 */
import type { Outcome } from '../core/outcome.ts';
import type { AuditActor } from '../model/audit-actor.ts';
import type { Principal } from '../model/principal.ts';
import type {
  RunFile,
  RunLogLine,
  RunRecord,
  RunReject,
  RunState,
  RunVisibility,
  StepCounters,
  Trigger,
  TriggerKind,
} from '../model/run.ts';

/** What somebody wants to be run. */
export interface RunOrder {
  /** Full name: `sales.GenerateDailySalesReport`. */
  readonly chain: string;
  /** JSON values by name; what is missing takes the chain's default. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Records for a chain with `input`, as JSON. */
  readonly input?: readonly unknown[];
  readonly principal: Principal;
  readonly trigger: Trigger;
  readonly dryRun?: boolean;
}

/** Which runs are wanted: the newest first, those before the run `before`. */
export interface RunFilter {
  readonly chain?: string;
  readonly job?: string;
  readonly state?: RunState;
  readonly outcome?: Outcome;
  /** The occurrence whose attempts they are. */
  readonly occurrence?: string;
  /** What caused them. */
  readonly trigger?: TriggerKind;
  readonly before?: string;
  /** Only what somebody may see. */
  readonly visible?: RunVisibility;
  /** 1 to 200. */
  readonly limit: number;
}

/** A page of runs; `total` counts all that match, up to 100,000. */
export interface RunPage {
  readonly runs: readonly RunRecord[];
  readonly total: number;
}

/** A line of a run's log with its number, from 1. */
export interface NumberedLine extends RunLogLine {
  readonly seq: number;
}

/** A mail that belongs to a run: sent, or kept by the development transport. Times in milliseconds since 1970. */
export interface RunMail {
  readonly id: string;
  readonly run: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly state: 'pending' | 'sent' | 'kept' | 'failed';
  readonly detail: string;
  readonly attachments: readonly string[];
  readonly at: number;
}

/** Something that changed in a run, for those who look at it. */
export type RunChange =
  | {
      readonly kind: 'state';
      readonly run: string;
      readonly chain: string;
      readonly state: RunState;
      readonly outcome?: Outcome;
      /** The run that ended, without its files. */
      readonly record?: RunRecord;
    }
  /** Runs that ended before they were written down. */
  | { readonly kind: 'archived'; readonly runs: readonly RunRecord[] }
  | { readonly kind: 'progress'; readonly run: string; readonly steps: readonly StepCounters[] }
  | { readonly kind: 'log'; readonly run: string; readonly lines: readonly NumberedLine[] };

/** The service. Everything that is asked for and not there gives undefined; the caller says `not_found`. */
export interface RunService {
  /** Checks chain, parameters and input (throws `not_found`, `invalid_input` with issues), and queues the run durably. */
  start(order: RunOrder): Promise<RunRecord>;
  /** Asks a run to stop; false if it had already ended. */
  cancel(id: string, by: AuditActor): Promise<boolean>;
  get(id: string): Promise<RunRecord | undefined>;
  list(filter: RunFilter): Promise<RunPage>;
  /** Lines after number `after`, oldest first, at most `limit`. */
  logs(id: string, page: { readonly after: number; readonly limit: number }): Promise<readonly NumberedLine[]>;
  rejects(id: string): Promise<readonly RunReject[]>;
  /** Where a file of a run lies on this node. */
  file(id: string, name: string): Promise<(RunFile & { readonly path: string }) | undefined>;
  /** The mails of a run, one by id, or the newest of all runs. */
  mails(filter: { readonly run?: string; readonly id?: string; readonly limit: number }): Promise<readonly RunMail[]>;
  /** The message itself in RFC 5322 form. */
  mailSource(id: string): Promise<Uint8Array | undefined>;
  /** Calls `listener` for every change on this node; the function that it returns ends that. */
  follow(listener: (change: RunChange) => void): () => void;
}
