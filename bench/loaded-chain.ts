import { checkWorkspaceChains } from '../src/engine/check/check-workspace-chains.ts';
import type { CheckedChain } from '../src/engine/check/check-chain.ts';
import type { Relation } from '../src/engine/algebra.ts';
import { planStages } from '../src/engine/plan-stages.ts';
import { checkServices } from '../src/main/perform-run.ts';
import { workspaceOf } from '../src/model/definitions/load-workspace.ts';

/** The text of a chain: `input` as its types are written, steps as YAML. */
export function chainText(input: Readonly<Record<string, string>>, steps: readonly string[]): string {
  const fields = Object.entries(input).map(([name, type]) => `      ${name}: ${type}`);
  const lines = steps.map((step) => `      - ${step}`);
  const head = ['kind: chainset', 'name: bench', 'chains:', '  Measured:'];
  return [...head, '    input:', ...fields, '    steps:', ...lines, ''].join('\n');
}

/** A chain from its text, read and checked as every chain is. */
export function loadChain(input: Readonly<Record<string, string>>, steps: readonly string[]): CheckedChain {
  const loaded = workspaceOf([{ path: 'bench.yaml', text: chainText(input, steps) }]);
  const { chains, problems } = checkWorkspaceChains(loaded, checkServices());
  const chain = chains.get('bench.Measured')?.chain;
  if (chain === undefined || problems.length > 0) throw new RangeError(JSON.stringify(problems));
  return chain;
}

/** The relation of a chain whose steps are all one segment over its input. */
export function onlySegment({ pipeline }: CheckedChain): Relation {
  const [stage, ...more] = planStages(pipeline);
  if (stage?.kind !== 'segment' || more.length > 0) throw new RangeError('This chain is more than one segment.');
  return stage.relation;
}
