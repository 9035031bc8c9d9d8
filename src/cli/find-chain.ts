/** Finds the chain that somebody means. */
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import { formatPosition, type Problem } from '../model/problem.ts';

/** The chains that there are, and what is wrong with the definitions: a chain that cannot be read is not among the chains. */
export interface KnownChains {
  readonly chains: ReadonlyMap<string, unknown>;
  readonly problems: readonly Problem[];
}

/** The full name of a chain: as it is, or its last part where only one chain ends so. */
export function fullChainName(name: string, { chains, problems }: KnownChains): string {
  const names = [...chains.keys()];
  if (names.includes(name)) return name;
  const ending = names.filter((full) => full.endsWith(`.${name}`) || full === `job:${name}`);
  if (ending.length === 1 && ending[0] !== undefined) return ending[0];
  if (ending.length > 1) {
    throw new MillraceError('not_found', `There are several chains '${name}'.`, {
      hint: `Say which: ${ending.join(', ')}.`,
    });
  }
  throwIfBroken(name, problems);
  const hint = didYouMean(name, names);
  throw new MillraceError('not_found', `There is no chain '${name}'.`, hint === undefined ? {} : { hint });
}

/** Somebody who asks for a chain that cannot be read is told why, not that it does not exist. */
function throwIfBroken(name: string, problems: readonly Problem[]): void {
  const [, last = name] = /([^.]+)$/.exec(name) ?? [];
  const path = `chains.${last}`;
  const fault = problems.find((problem) => {
    const inChain = problem.path === path || problem.path?.startsWith(`${path}.`) === true;
    return problem.severity === 'error' && inChain;
  });
  if (fault === undefined) return;
  const where = fault.position === undefined ? '' : ` (${formatPosition(fault.position)})`;
  throw new MillraceError(
    fault.code,
    `The chain '${name}' has problems: ${fault.message.replace(/\.$/, '')}${where}.`,
    {
      hint: fault.hint ?? 'See `millrace validate`.',
    },
  );
}
