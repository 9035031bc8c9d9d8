/**
 * Glossary. *Run*: one execution of a chain. *Trigger*: what caused it. *Counters*: what went through a step. *Reject*:
 * a record that a step put aside, with the reason. *Run event*: something that happened in a run, as it happened.
 */
import type { ErrorCode } from '../core/errors.ts';
import type { SpanRecord } from '../core/tracer.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Principal } from './principal.ts';

/** The five contexts, the two ways by hand, the first start, and tests. */
export const triggerKinds = [
  'schedule',
  'trigger',
  'backfill',
  'manual',
  'cli',
  'setup',
  'workflow',
  'dataset',
  'dashboard',
  'endpoint',
  'test',
] as const;

/** What can cause a run. */
export type TriggerKind = (typeof triggerKinds)[number];

/** What caused a run. */
export interface Trigger {
  readonly kind: TriggerKind;
  /** The job that it belongs to, where there is one. */
  readonly job?: string;
  /** The occurrence that it fulfils, where there is one. */
  readonly occurrence?: string;
  /** The planned instant (ISO, with Z), where there is one. */
  readonly planned?: string;
  /** The workflow, dataset, dashboard or endpoint that it belongs to, where there is one. */
  readonly of?: string;
  /** The instance or delivery that it belongs to, where there is one. */
  readonly subject?: string;
  /** Where in that definition it stands: `pending.onEntry.0`. */
  readonly place?: string;
}

/** What a run belongs to, in words: `job daily-sales`; undefined where nothing caused it but a person. */
export function causeOf({ kind, job, of }: Trigger): string | undefined {
  if (job !== undefined) return `job ${job}`;
  return of === undefined ? undefined : `${kind} ${of}`;
}

/** Runs that somebody may see: of these chains, not of workflows, and theirs or a service account's or the command line's. */
export interface RunVisibility {
  /** The id of who looks. */
  readonly principal: string;
  readonly chains: readonly string[];
}

/** Where a run is: waiting for a runner, running, or ended (then it has an outcome). */
export type RunState = 'queued' | 'running' | 'ended';

/** What went through one step; durations in milliseconds. `index` counts in the order of `explain`. */
export interface StepCounters {
  readonly index: number;
  /** The step's `id`, or its `uses` where it has none. */
  readonly step: string;
  readonly uses: string;
  readonly label?: string;
  /** How many steps it stands inside of (a source of a join, a called chain); missing for none. */
  readonly depth?: number;
  readonly engine: 'row' | 'vector' | 'source';
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** True where DuckDB did the step in one query with others: its records were not counted. */
  readonly uncounted?: boolean;
  readonly recordsIn: number;
  readonly recordsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly rejected: number;
  readonly working: number;
  readonly waiting: number;
}

/** What ended a run badly, or went wrong on the way. */
export interface RunProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly step?: string;
  readonly issues?: readonly { path: string; message: string; code: string }[];
}

/** A line of a run's log; `at` in milliseconds since 1970. */
export interface RunLogLine {
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly step?: string;
  readonly message: string;
}

/** A record put aside, as JSON, with the reason. */
export interface RunReject {
  readonly step: string;
  readonly code: ErrorCode;
  readonly reason: string;
  readonly record: unknown;
}

/** A file that a run left; `size` in bytes, `sha256` in hex. */
export interface RunFile {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
}

/** An effect on the outside world: done, or in a dry run or test what it would have been. */
export interface RunEffect {
  readonly step: string;
  readonly uses: string;
  /** What happened, as plain data: a mail's recipients and subject, a table with counts. */
  readonly summary: Readonly<Record<string, unknown>>;
  readonly performed: boolean;
}

/** Everything that happens in a run, in the order in which it happens; a runner sends these to the server. */
export type RunEvent =
  | { readonly kind: 'counters'; readonly steps: readonly StepCounters[] }
  | { readonly kind: 'log'; readonly line: RunLogLine }
  | { readonly kind: 'problem'; readonly problem: RunProblem }
  | { readonly kind: 'reject'; readonly reject: RunReject }
  | { readonly kind: 'file'; readonly file: RunFile }
  | { readonly kind: 'effect'; readonly effect: RunEffect }
  /** A part of the run that has ended; only where the run is traced. */
  | { readonly kind: 'span'; readonly span: SpanRecord };

/** How a run ended. `records` counts what the last step gave. */
export interface RunEnd {
  readonly outcome: Outcome;
  readonly problem?: RunProblem;
  readonly records: number;
  readonly rejected: number;
  readonly steps: readonly StepCounters[];
  /** Milliseconds from start to end. */
  readonly duration: number;
  /** What the chain's `state` is to be from now on, as JSON; saved only with the outcome `ok`. */
  readonly state?: Readonly<Record<string, unknown>>;
}

/** What a run is asked to do; plain data, so that it can be queued and cross to a runner process. */
export interface RunRequest {
  readonly id: string;
  /** Full name: `sales.GenerateDailySalesReport`. */
  readonly chain: string;
  /** Parameters as JSON values by name; what is missing takes the chain's default. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Records for a chain with `input`, as JSON. */
  readonly input?: readonly unknown[];
  readonly principal: Principal;
  readonly trigger: Trigger;
  /** What keyed effects are keyed by: the same for all attempts of one occurrence or delivery. */
  readonly effectId: string;
  /** Do everything but effects. */
  readonly dryRun: boolean;
  /** The zone of `@zone` and `@today`. */
  readonly zone: string;
  /** `@now` in milliseconds since 1970. */
  readonly now: number;
  /** What it is a part of, as a `traceparent`, where it is traced. */
  readonly trace?: string;
  /** What the last run saved, as JSON, for a chain with `state`. */
  readonly state?: Readonly<Record<string, unknown>>;
}

/** A run as it is kept. Times are milliseconds since 1970. */
export interface RunRecord {
  readonly id: string;
  readonly chain: string;
  readonly state: RunState;
  readonly outcome?: Outcome;
  readonly trigger: Trigger;
  readonly principal: Principal;
  readonly fingerprint: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly dryRun: boolean;
  readonly queuedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly records: number;
  readonly rejected: number;
  readonly steps: readonly StepCounters[];
  readonly problems: readonly RunProblem[];
  readonly files: readonly RunFile[];
  readonly effects: readonly RunEffect[];
  /** Hash of every definition that it used, by kind and name. */
  readonly definitions: Readonly<Record<string, string>>;
  /** The trace that it is recorded in, where it is. */
  readonly trace?: string;
  /** The plan as `explain` prints it. */
  readonly plan?: string;
}
