/** Who may see a job, and who may do something with it. */
import { maySee, requireUse } from '../access/permission.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import type { JobDefinition } from '../model/definitions/definition.ts';
import type { Principal } from '../model/principal.ts';
import type { Privilege } from '../model/privilege.ts';
import { maySeeChain } from './chain-access.ts';
import type { HttpServices } from './http-services.ts';

/** A job without roles of its own is for those who may see its chain. */
function maySeeJob(checked: CheckedWorkspace, principal: Principal, job: JobDefinition): boolean {
  return maySee(principal, job) || (job.roles === undefined && maySeeChain(checked, principal, job.chain));
}

/** The jobs that somebody may see. */
export function visibleJobs(checked: CheckedWorkspace, principal: Principal): readonly JobDefinition[] {
  return [...checked.workspace.jobs.values()].filter((job) => maySeeJob(checked, principal, job));
}

/** The job that is asked for; `not_found` where there is none that the caller may see. */
export function requestedJob(services: HttpServices, principal: Principal, name: string): JobDefinition {
  const visible = visibleJobs(services.workspace(), principal);
  const found = visible.find((job) => job.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(
    name,
    visible.map((job) => job.name),
  );
  throw new MillraceError('not_found', `There is no job '${name}'.`, hint === undefined ? {} : { hint });
}

/** The job that is asked for, where the caller may do with it what the privilege says; switched-off jobs are refused. */
export function usedJob(
  services: HttpServices,
  principal: Principal,
  { job, privilege }: { readonly job: string; readonly privilege: Privilege },
): JobDefinition {
  const found = requestedJob(services, principal, job);
  const { roles } = services.workspace().workspace;
  // Who may see the job through its chain may use it with the privilege, too.
  const own = { noun: 'job', name: found.name, owner: principal.id, enabled: found.enabled };
  requireUse(principal, own, { privilege, roles });
  return found;
}
