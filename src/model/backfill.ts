/**
 * Glossary. *Backfill*: past instants of a job, planned anew by somebody. They run one after the other, behind whatever
 * the schedule or a person starts. Instants are milliseconds since 1970.
 */
import type { OccurrenceState } from './occurrence.ts';
import type { Principal } from './principal.ts';

/** Which instants somebody wants to run. */
export interface BackfillOrder {
  /** Both ends belong to it. */
  readonly from: number;
  readonly to: number;
  /** More instants than this are refused. */
  readonly limit: number;
  /** Also those that succeeded already. */
  readonly again: boolean;
}

/** An instant within a backfill's range. */
export interface BackfillInstant {
  readonly planned: number;
  /** How it stands in the ledger, where it does. */
  readonly state?: OccurrenceState;
  /** False for one that is left alone: it succeeded, or is under way. */
  readonly runs: boolean;
}

/** What a backfill would do. */
export interface BackfillPlan {
  readonly instants: readonly BackfillInstant[];
  /** How many of them would run. */
  readonly count: number;
  /** How many of them are left alone. */
  readonly existing: number;
  /** True where there are more than the limit; the instants are then only the first of them. */
  readonly tooMany: boolean;
}

/** A backfill and how far it is. */
export interface Backfill {
  readonly id: string;
  readonly job: string;
  readonly from: number;
  readonly to: number;
  readonly total: number;
  /** How many of its instants are in each state; those that have none are left out. */
  readonly counts: Readonly<Partial<Record<OccurrenceState, number>>>;
  readonly by: Pick<Principal, 'kind' | 'id' | 'name'>;
  readonly createdAt: number;
  readonly cancelledAt?: number;
}
