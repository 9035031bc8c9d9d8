/** What became of a job's planned instants, for the terminal: an occurrence, and a line for the run of each attempt. */
import type { Occurrence } from '../model/occurrence.ts';
import { localTime } from './local-time.ts';

/** The columns of the table. */
export const historyColumns = [
  { title: 'planned', least: 30 },
  { title: 'state', least: 9 },
  { title: 'attempt', align: 'right' as const },
  { title: 'run', least: 36 },
  { title: 'outcome', least: 9 },
  { title: 'why', least: 12 },
];

/** An occurrence as rows: one for each attempt, or a single one where there was none. */
export function occurrenceRows({ planned, state, reason = '', attempts }: Occurrence, zone: string): string[][] {
  const at = localTime(planned, zone);
  if (attempts.length === 0) return [[at, state, '', '', '', reason]];
  return attempts.map(({ run, outcome = '' }, index) => {
    const isLast = index === attempts.length - 1;
    return [at, isLast ? state : '', String(index + 1), run, outcome, isLast ? reason : ''];
  });
}

/** An occurrence as a line of JSON, its instants as texts. */
export function occurrenceJson(occurrence: Occurrence): string {
  const instant = (at: number | undefined): string | undefined =>
    at === undefined ? undefined : new Date(at).toISOString();
  return JSON.stringify({
    ...occurrence,
    planned: instant(occurrence.planned),
    due: instant(occurrence.due),
    until: instant(occurrence.until),
    nextAttemptAt: instant(occurrence.nextAttemptAt),
    endedAt: instant(occurrence.endedAt),
    attempts: occurrence.attempts.map(({ startedAt, endedAt, ...attempt }) => ({
      ...attempt,
      startedAt: instant(startedAt),
      endedAt: instant(endedAt),
    })),
  });
}
