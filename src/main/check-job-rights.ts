import { MillraceError } from '../core/errors.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import type { JobDefinition } from '../model/definitions/definition.ts';
import { problemOfFault } from '../model/definitions/problem-at.ts';
import { type Principal, serviceNameOf } from '../model/principal.ts';
import type { Path, Problem } from '../model/problem.ts';
import { servicePrincipal } from './identity/directory.ts';
import { requireJobRights } from './present-rights.ts';

/** Says of jobs that run as a service account whether it may run their chain; users are asked when the job runs. */
export function checkJobRights(checked: CheckedWorkspace): { readonly problems: readonly Problem[] } {
  return { problems: [...checked.workspace.jobs.values()].flatMap((job) => rightsProblems(job, checked)) };
}

/** The chains that a job runs or asks, and where they stand in it. */
function chainsOf({ chain, triggers = [] }: JobDefinition): readonly { readonly chain: string; readonly path: Path }[] {
  const polled = triggers.flatMap(({ poll }, index) =>
    poll === undefined ? [] : [{ chain: poll.chain, path: ['triggers', index, 'poll', 'chain'] }],
  );
  return [{ chain, path: ['chain'] }, ...polled];
}

function rightsProblems(job: JobDefinition, checked: CheckedWorkspace): readonly Problem[] {
  const account = accountOf(job, checked);
  if (account === undefined) return [];
  const [first] = chainsOf(job).flatMap((one) => rightsProblem(job, { ...one, account, checked }) ?? []);
  return first === undefined ? [] : [first];
}

function rightsProblem(
  job: JobDefinition,
  {
    chain,
    path: place,
    account,
    checked,
  }: { chain: string; path: Path; account: Principal; checked: CheckedWorkspace },
): Problem | undefined {
  if (!checked.workspace.chains.has(chain)) return undefined;
  try {
    requireJobRights(account, { job: job.name, chain, checked });
    return undefined;
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    const { code, message, hint } = error;
    const path = job.runAs !== undefined ? ['runAs', 'service'] : job.owner !== undefined ? ['owner'] : place;
    return problemOfFault(job, { path, code, message, ...(hint === undefined ? {} : { hint }) });
  }
}

/** The service account that a job runs as; undefined where it is a user, or not defined. */
function accountOf({ runAs, owner }: JobDefinition, { workspace }: CheckedWorkspace): Principal | undefined {
  const name = runAs?.service ?? (owner === undefined ? 'workspace' : serviceNameOf(owner));
  return name === undefined ? undefined : servicePrincipal(workspace.services, name);
}
