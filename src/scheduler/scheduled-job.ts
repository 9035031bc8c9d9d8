import type { Schedule } from './schedule.ts';

/** How often and how soon a job tries again; waits in milliseconds. */
export interface JobRetry {
  /** In all, the first included. */
  readonly attempts: number;
  readonly wait: number;
  readonly factor: number;
  readonly max: number;
}

/** What happens when a job is due and still running. */
export type Overlap = 'skip' | 'queue-one' | 'queue-all' | 'cancel-running' | 'allow';

/** A job as the scheduler sees it. */
export interface ScheduledJob {
  readonly name: string;
  /** Changes when schedule, calendar or zone do. */
  readonly hash: string;
  /** Absent: it runs by hand only. */
  readonly schedule?: Schedule;
  readonly enabled: boolean;
  readonly overlap: Overlap;
  readonly missed: { readonly run: 'latest' | 'all' | 'none'; readonly within: number };
  /** Absent: only outcomes that are always tried again are. */
  readonly retry?: JobRetry;
  /** Failures in a row after which it pauses itself. */
  readonly pauseAfter?: number;
}
