/** What becomes of work after a try: pure. */
import type { Outcome } from '../core/outcome.ts';
import { outcomeTable } from '../model/outcome-table.ts';
import type { RunProblem } from '../model/run.ts';
import type { RetryRhythm } from '../model/workflow-instance.ts';

/** A try: how it ended, and how often there was one. */
export interface WorkTry {
  readonly outcome: Outcome;
  readonly problem?: RunProblem;
  readonly attempts: number;
  /** True if something had begun that cannot be repeated. */
  readonly begun?: boolean;
}

/** Done, another try after so many milliseconds, or an incident. */
export type WorkFate =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly wait: number }
  | { readonly kind: 'incident' };

/** The fate of an action: what nobody can tell or nothing will mend is not tried again. */
export function fateOfAction({ outcome, problem, attempts, begun = false }: WorkTry, retry: RetryRhythm): WorkFate {
  if (outcomeTable[outcome].action === 'applied') return { kind: 'done' };
  const isHopeless = begun || outcomeTable[outcome].retry === 'no' || problem?.code === 'effect_uncertain';
  return isHopeless ? { kind: 'incident' } : nextTry(attempts, retry);
}

/** The fate of an event: refused for good, that of a timer is over, since its state does not want it. */
export function fateOfEvent({ outcome, attempts }: WorkTry, kind: 'timer' | 'event', retry: RetryRhythm): WorkFate {
  const { final, retry: again } = outcomeTable[outcome];
  if (outcome === 'ok') return { kind: 'done' };
  if (kind === 'timer' && outcome === 'conflict') return { kind: 'done' };
  return final || again === 'no' ? { kind: 'incident' } : nextTry(attempts, retry);
}

function nextTry(attempts: number, { attempts: most, wait, factor, max }: RetryRhythm): WorkFate {
  if (attempts >= most) return { kind: 'incident' };
  return { kind: 'again', wait: Math.min(wait * factor ** (attempts - 1), max) };
}
