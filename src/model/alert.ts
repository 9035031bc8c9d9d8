/**
 * Glossary. *Alert*: what is wrong with a job, one state machine per job and kind. *Firing*: it is wrong, and those who are to
 * know were told once. *Pending*: it begins to be wrong, nobody is told yet. *A firing*: one time that it was, from its beginning
 * to its end. *Alert message*: what one recipient is told of a firing, a row in an outbox before it is anything else.
 * *Dead*: no scheduler looks at the jobs; the only alert that belongs to no job.
 */
import type { Outcome } from '../core/outcome.ts';

/** It failed; it had not succeeded in time; it did not run, or gave too few or too many records; no scheduler lives. */
export const alertKinds = ['failed', 'late', 'silent', 'dead'] as const;

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
  /** The firing that goes on, or that ended last. */
  readonly firing?: string;
  /** When its recipients were told last. */
  readonly toldAt?: number;
}

/** By what a message leaves. */
export const alertWays = ['email', 'webhook'] as const;

/** One of them. */
export type AlertWay = (typeof alertWays)[number];

/** Somebody who is told. */
export interface AlertRecipient {
  readonly channel: string;
  readonly way: AlertWay;
  /** An e-mail address; empty for a webhook, whose address is a secret of the channel. */
  readonly address: string;
}

/** What is to be told of a job, to whom; durations in milliseconds. */
export interface AlertRules {
  /** Failures in a row until it fires. */
  readonly failedAfter: number;
  /** How long after its instant it must have succeeded; absent: nobody asks. */
  readonly by?: number;
  /** How long it may go without a success; absent: nobody asks. */
  readonly every?: number;
  /** Whether instants that do not run, and numbers of records outside of the band, are told. */
  readonly silent: boolean;
  /** Whether an end is told. */
  readonly recovered: boolean;
  /** How long after they were told last recipients are told that it goes on; absent: once is enough. */
  readonly remind?: number;
  /** True where the job is switched off: what fires is withdrawn, and nobody waits for it. */
  readonly off?: boolean;
  readonly records?: { readonly min?: number; readonly max?: number };
  readonly recipients: readonly AlertRecipient[];
}

/** What is told of a firing: its beginning, that it goes on, its end, or that nobody looks for an end any more. */
export const alertEvents = ['began', 'reminded', 'ended', 'withdrawn'] as const;

/** One of them. */
export type AlertEvent = (typeof alertEvents)[number];

/** A change of an alert; with `event` it is told. */
export interface AlertChange {
  readonly kind: AlertKind;
  readonly state: AlertState;
  readonly cause: string;
  readonly event?: AlertEvent;
  /** True for an end that nobody looks for any more. */
  readonly withdrawn?: true;
  readonly run?: string;
  readonly outcome?: Outcome;
  /** The instant that it is about. */
  readonly planned?: number;
}

/** A message to one recipient, as it is to be sent. Times are milliseconds since 1970. */
export interface AlertMessage {
  /** Equal for every attempt: receivers can tell by it what they have seen. */
  readonly id: string;
  /** Equal for all that is told of one firing. */
  readonly firing: string;
  /** Empty for what belongs to no job. */
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
  /** How often since it was written, or last sent again by hand. */
  readonly tries: number;
  /** When that was. */
  readonly openedAt: number;
  /** How often it was sent again by hand. */
  readonly resent: number;
  /** Of a message that leaves by a second channel: the one that could not leave by the first. */
  readonly insteadOf?: string;
}

/** What was sent, without what is secret. */
export interface SentAlert {
  /** The subject, or `POST` and the server. */
  readonly title: string;
  readonly body: string;
}

/** A message that left, or was kept by a transport that only shows. */
export interface AlertSending {
  readonly state: 'sent' | 'kept';
  /** What the receiver said. */
  readonly detail: string;
  readonly sent: SentAlert;
}

/** What became of a message: it left or was kept, is tried again at an instant, or was given up. */
export type AlertMessageEnd =
  | AlertSending
  | { readonly state: 'failed'; readonly detail: string }
  | { readonly state: 'waiting'; readonly detail: string; readonly again: number };

/** How a message stands. */
export const alertMessageStates = ['waiting', 'sent', 'kept', 'failed'] as const;

/** One of them. */
export type AlertMessageState = (typeof alertMessageStates)[number];

/** One attempt to send a message; without an end it was broken off. */
export interface AlertAttempt {
  readonly number: number;
  readonly at: number;
  readonly endedAt?: number;
  readonly result?: 'sent' | 'kept' | 'failed';
  readonly detail: string;
}

/** A message as the ledger of deliveries has it. */
export interface AlertDeliveryRecord extends Omit<AlertMessage, 'attempt' | 'tries' | 'openedAt'> {
  readonly state: AlertMessageState;
  readonly attempts: number;
  readonly detail: string;
  /** When it is tried next. */
  readonly nextAt?: number;
  readonly sent?: SentAlert;
}

/** One firing as the history has it. */
export interface AlertFiring {
  readonly id: string;
  readonly job: string;
  readonly kind: AlertKind;
  readonly cause: string;
  readonly run?: string;
  readonly beganAt: number;
  readonly endedAt?: number;
  /** How it ended. */
  readonly ending?: 'ended' | 'withdrawn';
  readonly endedCause?: string;
  readonly endedRun?: string;
}
