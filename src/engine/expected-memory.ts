import type { CheckedChain } from './check/check-chain.ts';
import { inputRelation } from './plan-stages.ts';
import { type PlannedStep, stepsOf } from './planned.ts';
import { blocks } from './row/blocking.ts';
import type { StepShape } from './step-contract.ts';

/** What a run takes whose steps let every record go before the next ones come, in bytes: its batches, and what is read ahead. */
const passing = 32 * 1024 ** 2;

/** Steps of these shapes hold no more than some batches, unless they say otherwise. */
const passingShapes: ReadonlySet<StepShape> = new Set(['source', 'one-to-one', 'filter', 'expand']);

/** How much of its budget a run of a chain may come to use: all of it where something holds records. */
export function expectedMemory({ pipeline }: Pick<CheckedChain, 'pipeline'>, budget: number): number {
  const holds = stepsOf(pipeline).some((step) => step.enabled && mayHold(step));
  return holds ? budget : Math.min(budget, passing);
}

function mayHold(step: PlannedStep): boolean {
  const { holds, shape } = step.declaration;
  return holdsRecords(step) || (holds ?? !passingShapes.has(shape));
}

/** True for a step that takes in all records before it gives one, also where that depends on its settings. */
export function holdsRecords({ declaration, checked, input, inputOrdered, origin }: PlannedStep): boolean {
  const leaf = inputRelation({ slot: 0, shape: checked.reads ?? input, ordered: inputOrdered, step: origin });
  return declaration.shape === 'blocking' || (checked.relation !== undefined && blocks(checked.relation(leaf)));
}
