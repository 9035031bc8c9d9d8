/** What server and runner processes say to each other, by structured clone over the process's own channel. */
import type { RunEnd, RunEvent } from '../model/run.ts';

/** From the server to a runner; a runner does one run at a time. */
export type ToRunner<Task> =
  | { readonly kind: 'run'; readonly task: Task }
  /** Get to know what runs to come are about. */
  | { readonly kind: 'expect'; readonly task: Partial<Task> }
  /** Stop the run; `reason` becomes its problem. */
  | { readonly kind: 'stop'; readonly reason: StopReason };

/** Why a run is to stop. */
export interface StopReason {
  readonly code: 'cancelled' | 'timeout';
  readonly message: string;
}

/** From a runner to the server. */
export type FromRunner =
  | { readonly kind: 'ready' }
  | { readonly kind: 'events'; readonly events: readonly RunEvent[] }
  /** `spent`: something of the run could not be stopped, so that this process must not be given another one. */
  | { readonly kind: 'end'; readonly end: RunEnd; readonly spent: boolean };
