/**
 * Runs for callers who wait: a chain is run at once, in this process, and its records come back with the outcome. What
 * may take long goes through the queue instead. Everything that can go wrong is an outcome; nothing is thrown.
 */
import type { Outcome } from '../core/outcome.ts';
import type { Principal } from '../model/principal.ts';
import type { RunEffect, RunProblem, Trigger } from '../model/run.ts';
import type { DataRecord } from '../model/value.ts';
import type { Shape } from '../model/value-type.ts';
import type { EffectBuffer } from './effect-buffer.ts';

/** How far a direct run may go: milliseconds, bytes, and records that it may give before the rest is cut off. */
export interface DirectLimits {
  readonly timeout?: number;
  readonly memory?: number;
  /** More than these make the outcome `truncated`. */
  readonly records?: number;
}

/** A chain that is to be run now. */
export interface DirectOrder {
  /** Full name: `sales.GenerateDailySalesReport`. */
  readonly chain: string;
  /** JSON values by name; what is missing takes the chain's default. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Records for a chain with `input`, as JSON. */
  readonly input?: readonly unknown[];
  readonly principal: Principal;
  readonly trigger: Trigger;
  /** What keyed effects are keyed by; default: the id of the run. */
  readonly effectId?: string;
  /** What is not said takes the chain's own limit, else the workspace's for this kind of trigger. */
  readonly limits?: DirectLimits;
  /** Fires when nobody waits any more. */
  readonly signal?: AbortSignal;
  /** Takes transactional effects, to be applied together with something else; without it they happen at once. */
  readonly buffer?: EffectBuffer;
  /** The zone of `@zone`; default: the workspace's. */
  readonly zone?: string;
}

/** What came of it. */
export interface DirectResult {
  /** The id of the run, by which its record can be looked up. */
  readonly id: string;
  readonly outcome: Outcome;
  readonly problem?: RunProblem;
  /** What the last step gives; empty unless the outcome is a success. */
  readonly records: readonly DataRecord[];
  readonly shape: Shape;
  readonly rejected: number;
  readonly effects: readonly RunEffect[];
  /** Steps that began something which cannot be repeated, and of which nobody can tell what became of it. */
  readonly begun?: readonly string[];
  readonly fingerprint: string;
  /** Milliseconds. */
  readonly duration: number;
}

/** Runs chains at once. */
export interface DirectRuns {
  run(order: DirectOrder): Promise<DirectResult>;
}
