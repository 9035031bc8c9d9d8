/** Who may see and run which chain. What may not be seen does not exist: the answer is `not_found`, not `denied`. */
import { type AccessObject, holds, maySee } from '../access/permission.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { ChainDefinition, ChainsetDefinition } from '../model/definitions/definition.ts';
import { isDefinitionKind } from '../model/definitions/definition-kinds.ts';
import { definitionOf } from '../model/definitions/definition-of.ts';
import { localAdministrator, type Principal } from '../model/principal.ts';
import type { RunRecord, RunVisibility } from '../model/run.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';

/** The chainsets that the principal may see. */
export function visibleChainsets(checked: CheckedWorkspace, principal: Principal): readonly ChainsetDefinition[] {
  return [...checked.workspace.chainsets.values()].filter((chainset) => maySee(principal, chainset));
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

/** Nobody's but administrators': what belongs to a definition that is gone. */
const nobodys: AccessObject = { owner: '' };

/** What decides who may see a chain: its chainset, or the definition that it is written inside of. */
function objectOfChain({ workspace }: CheckedWorkspace, fullName: string): AccessObject {
  const chain = workspace.chains.get(fullName);
  if (chain === undefined) return nobodys;
  if (chain.chainset !== '') return workspace.chainsets.get(chain.chainset) ?? nobodys;
  const [kind = '', name = ''] = fullName.split(':');
  const definition = isDefinitionKind(kind) ? definitionOf(workspace, kind, name) : undefined;
  if (definition === undefined) return nobodys;
  const { owner, roles } = definition as AccessObject;
  return { owner, roles: Array.isArray(roles) ? roles : [] };
}

/** True if the principal may see this chain. Those that are gone are for administrators. */
export function maySeeChain(checked: CheckedWorkspace, principal: Principal, fullName: string): boolean {
  return maySee(principal, objectOfChain(checked, fullName));
}

/** True if the principal may see every run, whoever it ran as. */
export function seesAllRuns({ workspace }: CheckedWorkspace, principal: Principal): boolean {
  return holds(principal, { privilege: 'admin:runs', roles: workspace.roles });
}

/**
 * Which runs the principal may see; undefined for all. Those of other people are not among them, since their files and
 * rejects hold what policies showed those people; nor are those of workflows, which are given private data.
 */
export function runsVisibleTo(checked: CheckedWorkspace, principal: Principal): RunVisibility | undefined {
  if (seesAllRuns(checked, principal)) return undefined;
  const chains = [...checked.workspace.chains.keys()].filter((name) => maySeeChain(checked, principal, name));
  return { principal: principal.id, chains };
}

/** True if the principal may see this run. */
function maySeeRun(checked: CheckedWorkspace, principal: Principal, run: RunRecord): boolean {
  if (seesAllRuns(checked, principal)) return true;
  if (run.trigger.kind === 'workflow') return false;
  const { id, kind } = run.principal;
  const isForAll = kind === 'service' || id === localAdministrator.id;
  return (id === principal.id || isForAll) && maySeeChain(checked, principal, run.chain);
}

/** A run that the principal may see; throws `not_found`. */
export function visibleRun(
  checked: CheckedWorkspace,
  principal: Principal,
  found: { id: string; run: RunRecord | undefined },
): RunRecord {
  if (found.run !== undefined && maySeeRun(checked, principal, found.run)) return found.run;
  throw new MillraceError('not_found', `There is no run ${found.id}.`, {
    hint: 'Its retention may have ended; see the list of runs.',
  });
}
