import type { JobDefinition } from '../model/definitions/definition.ts';
import {
  type Principal,
  type PrincipalDirectory,
  serviceId,
  serviceNameOf,
  workspaceAccount,
} from '../model/principal.ts';

/**
 * Whom a job runs as: its service account, else its owner, else the workspace. Who is gone has no rights and is still
 * named: the run is refused when it begins, with the outcome `denied`.
 */
export async function principalOfJob(
  { runAs, owner }: Pick<JobDefinition, 'runAs' | 'owner'>,
  directory: PrincipalDirectory,
): Promise<Principal> {
  const id = runAs === undefined ? (owner ?? workspaceAccount.id) : serviceId(runAs.service);
  const service = serviceNameOf(id);
  const found = service === undefined ? await directory.user(id) : directory.service(service);
  return found ?? { kind: service === undefined ? 'user' : 'service', id, name: id, roles: [], attributes: {} };
}
