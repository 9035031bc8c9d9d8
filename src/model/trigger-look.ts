/**
 * Between the scheduler, which looks whether files have come and marks have grown, and the store, which keeps how far
 * somebody has looked. One node looks at one place at a time, under a lease; what it finds is written with the causes that
 * it makes, in one transaction, and only while the lease is its own. Instants are milliseconds since 1970.
 */
import type { Cause, CauseFacts } from './trigger-cause.ts';

/** Where somebody looks for a job: `file data/inbox/*.csv`, `poll sales.NewestOrder`. */
export interface LookPlace {
  readonly job: string;
  readonly place: string;
}

/** How a place stands. */
export interface LookStanding extends LookPlace {
  readonly lookedAt?: number;
  /** Why nothing could be seen, and how often in a row. */
  readonly problem?: string;
  readonly failures: number;
}

/** A value that a chain gave, as JSON, with its type as text. */
export interface Mark {
  readonly value: unknown;
  readonly type: string;
}

/** A place that this node looks at, until it says what it saw. */
export interface ClaimedLook extends LookPlace {
  readonly holder: string;
  readonly failures: number;
  readonly mark?: Mark;
  /** True where the job is paused. */
  readonly paused: boolean;
  /** True where something of the job is open, or about to be. */
  readonly busy: boolean;
}

/** A file as it is now; `modified` in microseconds since 1970. */
export interface FoundFile {
  /** From the workspace: `data/inbox/a.csv`. */
  readonly path: string;
  readonly size: number;
  readonly modified: number;
}

/** A file as it was seen before. */
export interface KnownFile extends FoundFile {
  /** Since when it is what it is. */
  readonly seenAt: number;
  /** When it was taken as arrived. */
  readonly takenAt?: number;
  /** Since when it is not there any more. */
  readonly goneAt?: number;
}

/** What a look at files comes to. */
export interface FileLookDecision {
  /** Files to be remembered, or to be remembered differently. */
  readonly files: readonly KnownFile[];
  readonly causes: readonly Cause[];
}

/** What the job made of the mark that it was given last. */
export interface LastPolled {
  readonly facts: CauseFacts;
  /** False where its occurrence came to nothing: failed, cancelled, skipped. */
  readonly done: boolean;
}

/** What a poll comes to. */
export interface PollDecision {
  readonly mark?: Mark;
  readonly causes: readonly Cause[];
}

/** How a look is claimed: how long ago the last one must be, and how long nobody else may look. */
export interface LookClaim extends LookPlace {
  /** Whoever claims; it may claim again what it has claimed before, and never said what it saw. */
  readonly holder: string;
  readonly interval: number;
  readonly lease: number;
}

/** What the scheduler needs of the store. Of all that finish a look, `false`: somebody else looks now, nothing was written. */
export interface LookStore {
  /** How all places stand that somebody has looked at. */
  standings(): Promise<readonly LookStanding[]>;
  /** Takes a look; undefined where it is not due, or somebody else has it. */
  claim(claim: LookClaim): Promise<ClaimedLook | undefined>;
  finishFiles(look: ClaimedLook, decide: (known: readonly KnownFile[]) => FileLookDecision): Promise<boolean>;
  finishPoll(look: ClaimedLook, decide: (last: LastPolled | undefined) => PollDecision): Promise<boolean>;
  /** Nothing could be seen; `cause` tells the job so. */
  fail(look: ClaimedLook, problem: string, cause?: Cause): Promise<boolean>;
  /** Gives a look back that was not made; it counts as made. */
  rest(look: ClaimedLook): Promise<boolean>;
}
