/** What the API needs of the scheduler; `main.ts` wires it. Instants are milliseconds since 1970. */
import type { Occurrence } from '../model/occurrence.ts';
import type { AlertStanding } from '../model/alert.ts';
import type { AuditActor } from '../model/audit-actor.ts';
import type { Backfill, BackfillOrder, BackfillPlan } from '../model/backfill.ts';

/** A job as the scheduler sees it. */
export interface JobStatus {
  readonly job: string;
  /** The schedule in words: `every day at 08:00`; undefined where the job has none. */
  readonly words?: string;
  /** What starts it beside the schedule, and why that cannot be seen where it cannot. */
  readonly triggers: readonly { readonly words: string; readonly problem?: string }[];
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

/** A line of what a schedule will do: an instant, or a change of the zone (with the offset before it). */
export interface PreviewLine {
  readonly kind: 'instant' | 'change';
  readonly at: number;
  /** Of the zone from then on, in milliseconds. */
  readonly offset: number;
  readonly before?: number;
}

/** What a schedule will do. */
export interface JobPreview {
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  readonly entries: readonly PreviewLine[];
  /** True where there are more instants than were asked for. */
  readonly more: boolean;
}

/** Part of time; both ends belong to it. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Occurrences of several jobs, and their coming instants. */
export interface ScheduleOverview {
  readonly occurrences: readonly Occurrence[];
  readonly coming: readonly { readonly job: string; readonly planned: number }[];
  /** True where there was too much in the range to show all of it. */
  readonly more: boolean;
}

/** The scheduler's part in the API. */
export interface JobService {
  list(): Promise<readonly JobStatus[]>;
  get(job: string): Promise<JobStatus | undefined>;
  /** Occurrences of a job, latest first; those planned before `before`. */
  occurrences(job: string, page: { readonly limit: number; readonly before?: number }): Promise<readonly Occurrence[]>;
  /** Runs the job, for an instant or for now, as their doing; `conflict` or `busy` where its overlap rule refuses. */
  trigger(job: string, by: AuditActor, planned?: number): Promise<TriggeredJob>;
  /** What its schedule will do, or did; `invalid_value` where it has none. */
  preview(job: string, range: TimeRange & { readonly limit: number }): JobPreview;
  /** An end of a range as people write it, in the job's zone. */
  bound(job: string, text: string, end: 'from' | 'to'): number;
  previewBackfill(job: string, order: BackfillOrder): Promise<BackfillPlan>;
  startBackfill(job: string, order: BackfillOrder, by: AuditActor): Promise<Backfill>;
  /** The latest first. */
  backfills(job: string): Promise<readonly Backfill[]>;
  /** Cancels what waits of it. */
  cancelBackfill(job: string, id: string, by: AuditActor): Promise<Backfill>;
  /** Nothing is planned until it is resumed; `conflict` where it is paused already. */
  pause(job: string, reason: string, by: AuditActor): Promise<void>;
  /** Its next instant is computed from now; `conflict` where it is not paused. */
  resume(job: string, by: AuditActor): Promise<void>;
  /** What became, and what becomes, of these jobs in a range. */
  overview(jobs: readonly string[], range: TimeRange): Promise<ScheduleOverview>;
}
