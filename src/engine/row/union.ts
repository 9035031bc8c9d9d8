import { type Flow, openFlow, type RowOperator } from './flow.ts';

/** All records of one input after the other. */
export function union(inputs: readonly Flow[]): RowOperator {
  return async function* (run) {
    for (const input of inputs) yield* openFlow(input, run);
  };
}
