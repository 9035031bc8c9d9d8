/**
 * Whose rights a queued run has: those that its principal has when it begins, not those it had when it was ordered. For a
 * job nobody stands at the door, so that whoever it runs as is asked here, each time, for access to its chain.
 */
import { holds } from '../access/permission.ts';
import { MillraceError } from '../core/errors.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import { maySeeChain } from '../http/chain-access.ts';
import { type Principal, type PrincipalDirectory, workspaceAccount } from '../model/principal.ts';
import type { RunRequest } from '../model/run.ts';

/** Who there is, and what is defined at the moment. */
export interface RightsSource {
  readonly directory: Pick<PrincipalDirectory, 'current'>;
  readonly checked: () => CheckedWorkspace;
}

/** What of a run decides about its rights. */
export type RightsAsked = Pick<RunRequest, 'chain' | 'principal' | 'trigger'>;

/** The principal of a run with the rights that it has now; throws `denied` if it is gone, or may not run the chain of its job. */
export async function presentRights(
  { chain, principal, trigger }: RightsAsked,
  { directory, checked }: RightsSource,
): Promise<Principal> {
  const now = await directory.current(principal);
  const { job } = trigger;
  if (now === undefined) {
    throw new MillraceError('denied', `${whose(job)} runs as ${principal.id}, who is not there or disabled.`, {
      hint:
        job === undefined
          ? 'Order it anew as somebody who is.'
          : 'Give the job another owner, or a service account with `runAs`.',
    });
  }
  if (job !== undefined) requireJobRights(now, { job, chain, checked: checked() });
  return now;
}

const whose = (job: string | undefined): string => (job === undefined ? 'This run' : `The job '${job}'`);

/** Throws `denied` unless the principal may run the chain of a job. */
export function requireJobRights(
  principal: Principal,
  { job, chain, checked }: { readonly job: string; readonly chain: string; readonly checked: CheckedWorkspace },
): void {
  const { id } = principal;
  if (!maySeeChain(checked, principal, chain)) {
    throw new MillraceError('denied', `${whose(job)} runs as ${id}, who has no access to ${chain}.`, {
      hint:
        id === workspaceAccount.id
          ? 'Give the job an `owner`, or a service account with `runAs`.'
          : `Give ${id} one of the roles of the chainset, or the job another owner or \`runAs\`.`,
    });
  }
  if (holds(principal, { privilege: 'chain:run', roles: checked.workspace.roles })) return;
  throw new MillraceError('denied', `${whose(job)} runs as ${id}, who lacks the privilege chain:run.`, {
    hint: `Give ${id} a role that has it, or the job another owner or \`runAs\`.`,
  });
}
