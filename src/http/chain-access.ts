/** Who may see and run which chain. What may not be seen does not exist: the answer is `not_found`, not `denied`. */
import { hasAccess } from '../access/permission.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { ChainDefinition, ChainsetDefinition } from '../model/definitions/definition.ts';
import type { Principal } from '../model/principal.ts';
import type { RunRecord } from '../model/run.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';

/** The chainsets that the principal may see. */
export function visibleChainsets(checked: CheckedWorkspace, principal: Principal): readonly ChainsetDefinition[] {
  return [...checked.workspace.chainsets.values()].filter(({ roles }) => hasAccess(principal, roles));
}

/** A chainset that the principal may see; throws `not_found`. */
export function visibleChainset(checked: CheckedWorkspace, principal: Principal, name: string): ChainsetDefinition {
  const visible = visibleChainsets(checked, principal);
  const found = visible.find((chainset) => chainset.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(
    name,
    visible.map((chainset) => chainset.name),
  );
  throw new MillraceError('not_found', `There is no chainset '${name}'.`, hint === undefined ? {} : { hint });
}

/** A chain of a chainset; throws `not_found`. */
export function chainOf(chainset: ChainsetDefinition, name: string): ChainDefinition {
  const found = chainset.chains.find((chain) => chain.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(
    name,
    chainset.chains.map((chain) => chain.name),
  );
  throw new MillraceError(
    'not_found',
    `There is no chain '${name}' in ${chainset.name}.`,
    hint === undefined ? {} : { hint },
  );
}

/** True if the principal may see the runs of this chain. Those of chains that are gone are for administrators. */
export function maySeeChain(checked: CheckedWorkspace, principal: Principal, fullName: string): boolean {
  const { chainsets, chains } = checked.workspace;
  const chainset = chains.get(fullName)?.chainset ?? '';
  return hasAccess(principal, chainsets.get(chainset)?.roles);
}

/** A run that the principal may see; throws `not_found`. */
export function visibleRun(
  checked: CheckedWorkspace,
  principal: Principal,
  found: { id: string; run: RunRecord | undefined },
): RunRecord {
  if (found.run !== undefined && maySeeChain(checked, principal, found.run.chain)) return found.run;
  throw new MillraceError('not_found', `There is no run ${found.id}.`, {
    hint: 'Its retention may have ended; see the list of runs.',
  });
}
