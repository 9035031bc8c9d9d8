/**
 * Glossary. *Task*: what somebody has to do in a state. *Work*: what the server does about an instance by itself: a
 * timer, an action after the commit, an event that a chain sent. *Incident*: work that failed for good and waits for
 * somebody. *History*: what happened to an instance. Instants are milliseconds since 1970.
 */
import type { Outcome } from '../core/outcome.ts';
import type { Principal } from './principal.ts';
import type { RunEffect, RunProblem } from './run.ts';

/** Who did something, as it is kept. */
export interface Actor {
  readonly kind: Principal['kind'];
  readonly id: string;
  readonly name: string;
}

/** Data of an instance as JSON, by field. */
export type WorkflowData = Readonly<Record<string, unknown>>;

/** What somebody has to do; it ends when the state is left. */
export interface WorkflowTask {
  readonly id: string;
  /** The id of a user; nobody has it where neither this nor `role` is set. */
  readonly assignee?: string;
  readonly role?: string;
  /** The id of the user who took it from those with the role. */
  readonly claimedBy?: string;
  readonly dueAt?: number;
  readonly createdAt: number;
}

/** An instance as it is kept. */
export interface WorkflowInstance {
  readonly id: string;
  readonly workflow: string;
  /** The version of the definition that it follows to its end. */
  readonly definition: number;
  readonly state: string;
  readonly final: boolean;
  /** Counts the committed attempts, from 1; 0 while it is being started. */
  readonly version: number;
  readonly public: WorkflowData;
  readonly private: WorkflowData;
  readonly startedBy: Actor;
  readonly startedAt: number;
  readonly changedAt: number;
  readonly endedAt?: number;
  /** The ids of the people who sent an event that was committed. */
  readonly actors: readonly string[];
  readonly task?: WorkflowTask;
}

/** A chain that ran in an attempt. */
export interface PerformedAction {
  /** Where in the definition it stands: `pending.onEntry.0`. */
  readonly place: string;
  readonly chain: string;
  readonly run: string;
  readonly outcome: Outcome;
  readonly problem?: RunProblem;
  /** Milliseconds. */
  readonly duration: number;
  /** What it did to the outside world at once; not undone if the attempt failed. */
  readonly effects: readonly RunEffect[];
}

/** What kinds of entries a history has. */
export const historyKinds = ['event', 'action', 'task', 'incident'] as const;

/** One thing that happened to an instance. */
export interface HistoryEntry {
  readonly id: string;
  readonly kind: (typeof historyKinds)[number];
  readonly at: number;
  readonly by: Actor;
  /** The event, or what was done: `claim`, `delegate`, `retry`. */
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
  /** The version of the instance after it. */
  readonly version?: number;
  readonly outcome: Outcome;
  readonly problem?: RunProblem;
  /** What was entered. */
  readonly input: WorkflowData;
  /** What the sender saw: the public data before the event. */
  readonly shown: WorkflowData;
  readonly actions: readonly PerformedAction[];
  /** More about it: to whom a task went, why work was skipped. */
  readonly detail: WorkflowData;
}

/** What kinds of work there are. */
export const workKinds = ['timer', 'action', 'event'] as const;

/** A chain that runs after the commit. */
export interface ActionWork {
  readonly place: string;
  readonly chain: string;
  readonly parameters: WorkflowData;
  readonly input?: readonly unknown[];
  /** The event in whose commit it was queued; with the place it keys the effects. */
  readonly event: string;
  readonly timeout?: number;
  readonly retry: RetryRhythm;
}

/** How often and how soon work is tried again; waits in milliseconds. */
export interface RetryRhythm {
  readonly attempts: number;
  readonly wait: number;
  readonly factor: number;
  readonly max: number;
}

/** An event that is to be sent; without `instance`, one that starts an instance. */
export interface EventWork {
  readonly workflow: string;
  readonly instance?: string;
  readonly name: string;
  readonly input: WorkflowData;
  /** The workflow and instance whose chain sent it, where one did. */
  readonly from?: { readonly workflow: string; readonly instance: string };
}

/** What is to be done, by kind; a timer is an event that nobody sent. */
export type WorkOrder =
  | { readonly kind: 'action'; readonly action: ActionWork }
  | { readonly kind: 'event' | 'timer'; readonly event: EventWork };

/** Work as it is kept. */
export interface WorkflowWork {
  readonly id: string;
  readonly workflow: string;
  readonly instance?: string;
  readonly order: WorkOrder;
  readonly principal: Principal;
  readonly dueAt: number;
  /** How often it was tried. */
  readonly attempts: number;
  readonly state: 'waiting' | 'incident';
  readonly problem?: RunProblem;
  readonly changedAt: number;
}
