/**
 * Glossary. *Instance*: one case of a workflow. *Event*: what somebody or something sends to an instance. *Attempt*:
 * what is done about one event; it is committed as a whole or not at all. These are the words in which endpoints, steps,
 * pages and the command line speak to workflows.
 */
import type { Outcome } from '../core/outcome.ts';
import type { Principal } from './principal.ts';
import type { RunProblem, Trigger } from './run.ts';

/** A wish to create an instance, by the start event of its definition. */
export interface StartOrder {
  readonly workflow: string;
  /** The input of the start event, as JSON by field. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  /** The id of the event: the same when the same wish is told again, and then nothing is done twice. A UUID. */
  readonly event?: string;
  /** What it comes from; default: a person. */
  readonly trigger?: Trigger;
}

/** A wish to send an event to an instance. */
export interface SendOrder {
  readonly instance: string;
  /** The name of the event: `approve`. */
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly event?: string;
  /** The version of the instance that the sender saw: `conflict` if there is a newer one. */
  readonly version?: number;
  readonly trigger?: Trigger;
}

/** Where an instance stands. */
export interface InstanceStanding {
  readonly id: string;
  readonly workflow: string;
  readonly state: string;
  /** Counts the committed attempts, from 1. */
  readonly version: number;
  readonly final: boolean;
}

/** What became of an event. */
export interface EventAnswer {
  readonly outcome: Outcome;
  readonly problem?: RunProblem;
  /** Where the instance stands after it; undefined where none came about, or it may not be seen. */
  readonly instance?: InstanceStanding;
  /** The run that refused it or failed; undefined where none did. */
  readonly run?: string;
  /** The id of the event. */
  readonly event: string;
  /** True if this event was told before, and this is the answer that it got. */
  readonly repeated: boolean;
}

/** What others may ask of workflows. Nothing here throws for what an outcome can say. */
export interface Workflows {
  start(order: StartOrder): Promise<EventAnswer>;
  send(order: SendOrder): Promise<EventAnswer>;
}
