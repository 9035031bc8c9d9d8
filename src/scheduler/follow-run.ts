/** What becomes of an occurrence when its run does something. Pure. */
import type { AttemptRun, OccurrenceChange, OpenOccurrence } from '../model/job-ledger.ts';
import { outcomeTable } from '../model/outcome-table.ts';
import type { JobRetry } from './scheduled-job.ts';

/** For outcomes that are always tried again, in jobs that do not say how. */
const DEFAULT_RETRY: JobRetry = { attempts: 3, wait: 30_000, factor: 2, max: 600_000 };

/** How long to wait after attempt number `attempt` (from 1), in milliseconds. */
export function retryWait(retry: JobRetry, attempt: number): number {
  return Math.min(retry.max, retry.wait * retry.factor ** (attempt - 1));
}

function retryOf(run: AttemptRun, retry: JobRetry | undefined): JobRetry | undefined {
  if (run.outcome === undefined) return undefined;
  const { retry: rule } = outcomeTable[run.outcome];
  if (rule === 'no') return undefined;
  return rule === 'yes' ? (retry ?? DEFAULT_RETRY) : retry;
}

function ended(occurrence: OpenOccurrence, run: AttemptRun, jobRetry: JobRetry | undefined): OccurrenceChange {
  const { id, attempt } = occurrence;
  const outcome = run.outcome ?? 'failed';
  const state = outcomeTable[outcome].job;
  if (state === 'succeeded') return { id, state };
  const said = run.message ?? outcomeTable[outcome].meaning;
  const retry = retryOf(run, jobRetry);
  if (retry === undefined || retry.attempts <= 1) return { id, state, reason: said };
  if (run.effectsBegun) {
    return { id, state, reason: `${said} Not tried again: an effect that cannot be repeated may have happened.` };
  }
  if (attempt >= retry.attempts)
    return { id, state, reason: `${said} (attempt ${attempt} of ${retry.attempts}, the last)` };
  const nextAttemptAt = (run.endedAt ?? 0) + retryWait(retry, attempt);
  return { id, state: 'waiting', nextAttemptAt, reason: `${said} (attempt ${attempt} of ${retry.attempts})` };
}

/** The change that a run's state asks for; undefined when there is none. */
export function followRun(
  occurrence: OpenOccurrence,
  retry: JobRetry | undefined,
  now: number,
): OccurrenceChange | undefined {
  const { id, state, run } = occurrence;
  if (state === 'waiting') {
    return (occurrence.nextAttemptAt ?? now) <= now ? { id, state: 'queued' } : undefined;
  }
  if (state === 'planned' || run === undefined) return undefined;
  if (run.state === 'ended') return ended(occurrence, run, retry);
  return run.state === 'running' && state === 'queued' ? { id, state: 'running' } : undefined;
}
