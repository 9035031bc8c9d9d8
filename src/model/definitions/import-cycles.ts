/** Chainsets that import each other in a circle. */
import type { Problem } from '../problem.ts';
import type { ChainsetDefinition, Workspace } from './definition.ts';

/** One problem per circle, at the import that closes it; the message shows the circle. */
export function importCycles(workspace: Workspace): readonly Problem[] {
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (chainset: ChainsetDefinition, way: readonly string[]): void => {
    if (done.has(chainset.name)) return;
    const here = [...way, chainset.name];
    for (const [index, name] of (chainset.imports ?? []).entries()) {
      const start = here.indexOf(name);
      if (start >= 0) problems.push(cycleProblem(chainset, index, [...here.slice(start), name]));
      const next = workspace.chainsets.get(name);
      if (start < 0 && next !== undefined) visit(next, here);
    }
    done.add(chainset.name);
  };
  for (const chainset of workspace.chainsets.values()) visit(chainset, []);
  return problems;
}

function cycleProblem(chainset: ChainsetDefinition, index: number, circle: readonly string[]): Problem {
  const itself = circle.length === 2;
  return chainset.document.problem({
    path: ['imports', index],
    code: 'import_cycle',
    message: itself
      ? `'${chainset.name}' imports itself`
      : `these chainsets import each other in a circle: ${circle.join(' -> ')}`,
    hint: itself
      ? 'Remove it: its own chains are callable anyway.'
      : 'Move what they share into a chainset of its own.',
  });
}
