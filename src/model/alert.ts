/**
 * Glossary. *Alert*: what is wrong with a job, one state machine per job and kind. *Firing*: it is wrong, and those who are to
 * know were told once. *Pending*: it begins to be wrong, nobody is told yet. *Alert message*: one mail to one recipient about a
 * beginning or an end, a row in an outbox before it is anything else.
 */
import type { Outcome } from '../core/outcome.ts';

/** It failed; it had not succeeded in time; it did not run, or gave too few or too many records. */
export const alertKinds = ['failed', 'late', 'silent'] as const;

/** What can be wrong with a job. */
export type AlertKind = (typeof alertKinds)[number];

/** The states of an alert; one that was never anything else is `ok`. */
export const alertStates = ['ok', 'pending', 'firing', 'resolved'] as const;

/** One of them. */
export type AlertState = (typeof alertStates)[number];

/** How an alert stands. Times are milliseconds since 1970. */
export interface AlertStanding {
  readonly kind: AlertKind;
  readonly state: AlertState;
  /** When it began to fire, or ended. */
  readonly since: number;
  /** Why, as a sentence. */
  readonly cause: string;
  readonly run?: string;
}

/** Somebody who is told. */
export interface AlertRecipient {
  readonly channel: string;
  /** An e-mail address. */
  readonly address: string;
}

/** What is to be told of a job, to whom; durations in milliseconds. */
export interface AlertRules {
  /** Failures in a row until it fires. */
  readonly failedAfter: number;
  /** How long after its instant it must have succeeded; absent: nobody asks. */
  readonly by?: number;
  /** Whether instants that do not run, and numbers of records outside of the band, are told. */
  readonly silent: boolean;
  /** Whether an end is told. */
  readonly recovered: boolean;
  readonly records?: { readonly min?: number; readonly max?: number };
  readonly recipients: readonly AlertRecipient[];
}

/** A beginning or an end. */
export type AlertEvent = 'began' | 'ended';

/** A change of an alert; with `event` it is told. */
export interface AlertChange {
  readonly kind: AlertKind;
  readonly state: AlertState;
  readonly cause: string;
  readonly event?: AlertEvent;
  readonly run?: string;
  readonly outcome?: Outcome;
  /** The instant that it is about. */
  readonly planned?: number;
}

/** A message to one recipient, as it is to be sent. Times are milliseconds since 1970. */
export interface AlertMessage {
  readonly id: string;
  readonly job: string;
  readonly kind: AlertKind;
  readonly event: AlertEvent;
  readonly cause: string;
  readonly recipient: AlertRecipient;
  readonly run?: string;
  readonly outcome?: Outcome;
  readonly planned?: number;
  /** When it happened. */
  readonly at: number;
  /** For an end: when it had begun. */
  readonly began?: number;
  /** How often it was tried, this time included. */
  readonly attempt: number;
}

/** What became of a message: it left or was kept, is tried again at an instant, or was given up. */
export type AlertMessageEnd =
  | { readonly state: 'sent' | 'kept' | 'failed'; readonly detail: string }
  | { readonly state: 'waiting'; readonly detail: string; readonly again: number };
