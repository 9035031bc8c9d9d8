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
  const hints = [unreadable(name, { names, problems }), didYouMean(name, names)].filter((hint) => hint !== undefined);
  const hint = hints.length === 0 ? {} : { hint: hints.join(' ') };
  throw new MillraceError('not_found', `There is no chain '${name}'.`, hint);
}

/** What keeps the definitions from being read that the chain may stand in: none of its set is known, or a file is no YAML. */
function unreadable(
  name: string,
  { names, problems }: { readonly names: readonly string[]; readonly problems: readonly Problem[] },
): string | undefined {
  const set = name.slice(0, name.lastIndexOf('.') + 1);
  const isSetKnown = set === '' || names.some((full) => full.startsWith(set));
  const fault = problems.find(({ severity, code }) => severity === 'error' && (code === 'yaml_syntax' || !isSetKnown));
  if (fault === undefined) return undefined;
  const where = fault.position === undefined ? '' : `${formatPosition(fault.position)}: `;
  return `Some definitions cannot be read: ${where}${fault.message}`;
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
