/** What the API needs of the scheduler; `main.ts` wires it. Instants are milliseconds since 1970. */
import type { Occurrence } from '../model/occurrence.ts';
import type { AlertStanding } from '../model/alert.ts';
import type { AuditActor } from '../model/audit-actor.ts';

/** A job as the scheduler sees it. */
export interface JobStatus {
  readonly job: string;
  /** The schedule in words: `every day at 08:00`; undefined where the job has none. */
  readonly words?: string;
  /** The zone that the schedule is in. */
  readonly zone: string;
  /** The next planned instants, soonest first, at most ten; none when it is disabled or paused. */
  readonly next: readonly number[];
  readonly paused?: { readonly at: number; readonly reason: string };
  /** What is wrong with it now. */
  readonly alerts: readonly AlertStanding[];
}

/** A job that was started by hand: its occurrence, and its run where one was queued. */
export interface TriggeredJob {
  readonly occurrence: string;
  readonly run?: string;
}

/** The scheduler's part in the API. */
export interface JobService {
  list(): Promise<readonly JobStatus[]>;
  get(job: string): Promise<JobStatus | undefined>;
  /** Occurrences of a job, latest first; those planned before `before`. */
  occurrences(job: string, page: { readonly limit: number; readonly before?: number }): Promise<readonly Occurrence[]>;
  /** Runs the job now, as their doing; `conflict` or `busy` where its overlap rule refuses. */
  trigger(job: string, by: AuditActor): Promise<TriggeredJob>;
}
