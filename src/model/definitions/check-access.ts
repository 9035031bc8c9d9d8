/** Owners, roles, privileges and service accounts that definitions name must exist. */
import { didYouMean } from '../../core/did-you-mean.ts';
import { isOwnerId, serviceId, workspaceAccount } from '../principal.ts';
import { privilegeNames, privilegesOf } from '../privilege.ts';
import type { Problem } from '../problem.ts';
import { validateDeclared } from '../validate-declared.ts';
import { referenceProblems } from './check-reference.ts';
import type { DefinitionBase, JobDefinition, RoleDefinition, ServiceDefinition, Workspace } from './definition.ts';

/** What is wrong with what definitions say about who may do what. */
export function accessProblems(workspace: Workspace): readonly Problem[] {
  return [
    ...[...workspace.roles.values()].flatMap(roleProblems),
    ...[...workspace.services.values()].flatMap((service) => serviceProblems(workspace, service)),
    ...[...workspace.jobs.values()].flatMap((job) => jobProblems(workspace, job)),
    ...ownedObjects(workspace).flatMap((object) => ownerProblems(workspace, object)),
  ];
}

interface Owned extends DefinitionBase {
  readonly owner?: string | undefined;
}

function ownedObjects(workspace: Workspace): readonly Owned[] {
  const { chainsets, jobs, datasets, dashboards, endpoints, workflows } = workspace;
  return [chainsets, jobs, datasets, dashboards, endpoints, workflows].flatMap((kind): Owned[] => [...kind.values()]);
}

function roleProblems({ document, privileges }: RoleDefinition): readonly Problem[] {
  return privileges.flatMap((written, index) => {
    if (privilegesOf(written).length > 0) return [];
    const hint = didYouMean(written, privilegeNames) ?? 'See the privileges in docs/reference/privileges.md.';
    const message = `there is no privilege '${written}'`;
    return [document.problem({ path: ['privileges', index], code: 'unknown_reference', message, hint })];
  });
}

function serviceProblems(workspace: Workspace, service: ServiceDefinition): readonly Problem[] {
  const { document, name, attributes = {} } = service;
  const { issues } = validateDeclared(attributes, workspace.attributes, { path: ['attributes'] });
  const reserved =
    serviceId(name) === workspaceAccount.id
      ? [
          document.problem({
            path: ['name'],
            code: 'duplicate_name',
            message: `the account '${name}' is there by itself: it owns what names no owner`,
            hint: 'Choose another name.',
          }),
        ]
      : [];
  return [
    ...reserved,
    ...referenceProblems(workspace, service, { path: ['roles'], kind: 'role' }),
    ...issues.map(({ path, message }) =>
      document.problem({ path: path.split(/[.[]/).slice(0, 2), code: 'invalid_value', message }),
    ),
  ];
}

function jobProblems(workspace: Workspace, job: JobDefinition): readonly Problem[] {
  return [
    ...referenceProblems(workspace, job, { path: ['runAs', 'service'], kind: 'service' }),
    ...referenceProblems(workspace, job, { path: ['roles'], kind: 'role' }),
  ];
}

/** Users are data of the server and not known here; service accounts are. */
function ownerProblems(workspace: Workspace, { document, owner }: Owned): readonly Problem[] {
  if (owner === undefined || owner === workspaceAccount.id) return [];
  const services = [...workspace.services.keys()].map(serviceId);
  if (!isOwnerId(owner)) {
    return [
      document.problem({
        path: ['owner'],
        code: 'invalid_value',
        message: `'${owner}' is nobody's name`,
        hint: "Give a user's sign-in name in lower case, such as ada, or service:name.",
      }),
    ];
  }
  if (!owner.startsWith('service:') || services.includes(owner)) return [];
  const hint = didYouMean(owner, services) ?? 'Define it with `kind: service`.';
  const message = `there is no service account '${owner.slice('service:'.length)}'`;
  return [document.problem({ path: ['owner'], code: 'unknown_reference', message, hint })];
}
