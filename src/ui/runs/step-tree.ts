import type { Schemas } from '../api/client.ts';

/** A step of a run with the steps that it has inside: sources of a join, the steps of a called chain. */
export interface StepNode {
  readonly step: Schemas['StepCounters'];
  readonly inside: readonly StepNode[];
}

/** The steps as they stand inside each other; a list has each step before those inside of it. */
export function stepTree(steps: readonly Schemas['StepCounters'][]): readonly StepNode[] {
  const top: StepNode[] = [];
  const around: { readonly depth: number; readonly inside: StepNode[] }[] = [{ depth: -1, inside: top }];
  for (const step of steps) {
    const depth = step.depth ?? 0;
    while (around.length > 1 && around.at(-1)!.depth >= depth) around.pop();
    const inside: StepNode[] = [];
    around.at(-1)!.inside.push({ step, inside });
    around.push({ depth, inside });
  }
  return top;
}
