/** What of its row changes with an occurrence. */
import type { OccurrenceChange } from '../model/job-ledger.ts';
import type { OccurrenceAttempt, OccurrenceState } from '../model/occurrence.ts';
import { type LedgerOccurrence, openStates } from './job-state.ts';
import { toInstant, toStorable } from './pool.ts';

/** True for a state that is not final. */
export const isOpen = (state: string): boolean => (openStates as readonly string[]).includes(state);

/** The columns of an occurrence that change, with the attempts as data. */
export interface ChangedColumns {
  readonly state: OccurrenceState;
  readonly reason: string | null;
  readonly attempts: readonly OccurrenceAttempt[];
  readonly next_attempt_at: string | null;
  readonly ended_at: string | null;
  /** Absent where it is not known or does not count. */
  readonly late?: number;
}

/** What a change that queues no run writes. */
export function changedColumns(of: LedgerOccurrence, to: OccurrenceChange, now: number): ChangedColumns {
  const startedAt = of.run?.startedAt;
  const isFirst = of.attempt === 1 && of.lane === undefined; // an instant of a backfill was due long ago
  return {
    state: to.state,
    reason: to.reason === undefined ? null : toStorable(to.reason),
    attempts: attemptsAfter(of),
    next_attempt_at: to.nextAttemptAt === undefined ? null : toInstant(to.nextAttemptAt),
    ended_at: isOpen(to.state) ? null : toInstant(of.run?.endedAt ?? now),
    ...(isFirst && startedAt !== undefined ? { late: Math.max(0, startedAt - of.due) } : {}),
  };
}

/** The attempts of an occurrence with what its run has come to. */
function attemptsAfter({ attempts, run }: LedgerOccurrence): readonly OccurrenceAttempt[] {
  if (run === undefined) return attempts;
  const { id, startedAt, endedAt, outcome } = run;
  const latest: OccurrenceAttempt = {
    run: id,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(outcome === undefined ? {} : { outcome }),
  };
  return [...attempts.filter((attempt) => attempt.run !== id), latest];
}
