/** What every way must come to: read from the test as it ran by itself, and from the table of outcomes. */
import type { Outcome } from '../../core/outcome.ts';
import type { RunProblem } from '../../model/run.ts';
import type { WantedRows } from './compare-rows.ts';
import type { Difference, Tried } from './ways.ts';

/** How an adapter says that something ended. */
export interface SaidOutcome {
  readonly outcome: Outcome | undefined;
  readonly problem?: RunProblem | undefined;
}

/** The rows of a test. */
export function wantedRows({ chain: { pipeline }, run: { records }, varying }: Tried): WantedRows {
  return { shape: pipeline.output, ordered: pipeline.ordered, records, varying };
}

/** The difference between outcomes, with what is said of the one that came. */
export function compareOutcome(expected: Outcome, { outcome, problem }: SaidOutcome): readonly Difference[] {
  if (outcome === expected) return [];
  const why = problem === undefined ? '' : ` (${problem.message} [${problem.code}])`;
  return [{ at: 'outcome', expected, got: `${outcome ?? 'none'}${why}` }];
}
