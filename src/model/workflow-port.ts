/** The way from steps to workflows. What is sent is kept at once and done soon, with its sender's rights. */
import type { WorkflowData } from './workflow-instance.ts';

/** An event that a chain sends; without `instance`, one that starts an instance of `workflow`. */
export interface SentEvent {
  /** A UUID: the same when the same is sent again. It is the id of the instance that it starts. */
  readonly id: string;
  readonly workflow?: string;
  readonly instance?: string;
  readonly name?: string;
  readonly input: WorkflowData;
}

/** An event on its way, as JSON. */
export type SentOrder = Readonly<Record<string, unknown>>;

/** Where an instance stands, and its public data. */
export interface SeenInstance {
  readonly id: string;
  readonly workflow: string;
  readonly state: string;
  readonly version: number;
  readonly final: boolean;
  readonly public: WorkflowData;
}

/** What steps may ask of workflows. */
export interface WorkflowPort {
  /** Events as orders: to be kept, or applied with something else. `not_found` for an instance that does not exist. */
  prepare(events: readonly SentEvent[]): Promise<readonly SentOrder[]>;
  /** Keeps orders, to be done soon; those that were kept before are not kept again. */
  keep(orders: readonly SentOrder[]): Promise<void>;
  /** The instances of these ids that the run's principal may see. */
  find(ids: readonly string[]): Promise<readonly SeenInstance[]>;
}

/** The port. */
export const workflowPort: { readonly name: string; readonly provides?: WorkflowPort } = { name: 'workflow' };
