/**
 * Glossary. *Job*: a chain with a schedule. *Planned instant*: when a schedule says that it should run. *Occurrence*: one
 * planned instant of one job and its fate. *Origin*: what planned it. *Attempt*: one run for an occurrence.
 */
import type { Outcome } from '../core/outcome.ts';
import type { CauseFacts, CauseOrigin } from './trigger-cause.ts';

/** Where an occurrence can be; from `succeeded` on it is final. */
export const occurrenceStates = [
  'planned',
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
  'merged',
  'missed',
] as const;

/** Where an occurrence is: `waiting` is for a retry, `merged` into another instant, `missed` while nothing ran. */
export type OccurrenceState = (typeof occurrenceStates)[number];

/** What planned it: the schedule, a person, a backfill, or the cause of a trigger; all but the first with an id. */
export type OccurrenceOrigin = 'schedule' | `manual:${string}` | `backfill:${string}` | CauseOrigin;

/** One run for an occurrence; times in milliseconds since 1970. */
export interface OccurrenceAttempt {
  readonly run: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly outcome?: Outcome;
}

/** One planned instant and its fate. Instants are milliseconds since 1970. */
export interface Occurrence {
  readonly id: string;
  readonly job: string;
  readonly planned: number;
  readonly origin: OccurrenceOrigin;
  /** What is known of its cause, where a trigger planned it. */
  readonly cause?: CauseFacts;
  /** When it was to start: `planned`, or later where something moved it. */
  readonly due: number;
  readonly state: OccurrenceState;
  /** Milliseconds from `due` to the start of the first attempt. */
  readonly late: number;
  /** The last instant of a row that stands for a range of missed ones. */
  readonly until?: number;
  /** Why it is in this state, for people; always there where no run says it. */
  readonly reason?: string;
  /** The run of the latest attempt. */
  readonly run?: string;
  readonly attempt: number;
  readonly attempts: readonly OccurrenceAttempt[];
  readonly nextAttemptAt?: number;
  readonly endedAt?: number;
}
