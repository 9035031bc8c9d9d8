/** What becomes of a delivery that was accepted, when its run has ended. */
import type { ErrorCode } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import { outcomeTable } from '../model/outcome-table.ts';

/** A run that was accepted with a receipt, and has ended. */
export interface EndedRun {
  readonly outcome: Outcome;
  readonly code: ErrorCode | undefined;
  /** True if an effect had begun of which nobody knows whether it happened, and which cannot be repeated. */
  readonly uncertain: boolean;
  /** Counts from 1. */
  readonly attempt: number;
}

/** How often an accepted delivery is tried, and how long after the first failure, in milliseconds. */
const attempts = 5;
const firstWait = 5000;

/**
 * How many milliseconds after its end it is tried again; undefined if that was the last attempt. What was accepted may
 * not be lost with a server that stops: its sender has its answer and does not send it again.
 */
export function retryAcceptedAfter({ outcome, code, uncertain, attempt }: EndedRun): number | undefined {
  if (uncertain || attempt >= attempts) return undefined;
  if (code === 'node_lost') return 0;
  return outcomeTable[outcome].retry === 'yes' ? firstWait * 2 ** (attempt - 1) : undefined;
}
