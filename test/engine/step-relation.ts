/** The relation that a step makes of another, checked as in a chain. */
import { checkDefinitions } from '../../src/main/check-definitions.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import { formatProblem } from '../../src/model/problem.ts';
import { formatType } from '../../src/model/value-type.ts';
import { Chain } from './relations.ts';

/** A step as YAML would have it. */
interface RelationalStep {
  readonly uses: string;
  readonly with: Readonly<Record<string, unknown>>;
}

/** The chain with a step after it. */
export function withStep(chain: Chain, step: RelationalStep): Chain {
  const input = Object.fromEntries(
    chain.relation.shape.map(({ name, type }) => [name, { type: formatType(type), optional: true }]),
  );
  const definition = { kind: 'chainset', name: 'test', chains: { Chain: { input, steps: [step] } } };
  const checked = checkDefinitions(workspaceOf([{ path: 'test.yaml', text: JSON.stringify(definition) }]));
  const errors = checked.problems.filter(({ severity }) => severity === 'error').map(formatProblem);
  const pipeline = checked.chains.get('test.Chain')?.chain.pipeline;
  const relation = pipeline?.steps[0]?.checked.relation;
  if (relation === undefined || errors.length > 0)
    throw new Error(`${JSON.stringify(step)} is not in order: ${errors.join('; ')}`);
  return new Chain(relation(chain.relation));
}
