/** What endpoints name must exist. */
import type { Problem } from '../problem.ts';
import { chainReferenceFaults, referenceProblems } from './check-reference.ts';
import type { EndpointDefinition, Workspace } from './definition.ts';

/** What is wrong with an endpoint when one looks at the other documents. */
export function checkEndpoint(workspace: Workspace, endpoint: EndpointDefinition): readonly Problem[] {
  const chainFaults = endpoint.chain === undefined ? [] : chainReferenceFaults(workspace, endpoint.chain, ['chain']);
  return [
    ...chainFaults.map((fault) => endpoint.document.problem(fault)),
    ...referenceProblems(workspace, endpoint, { path: ['roles'], kind: 'role' }),
    ...referenceProblems(workspace, endpoint, { path: ['runAs', 'service'], kind: 'service' }),
    ...referenceProblems(workspace, endpoint, { path: ['workflow', 'start'], kind: 'workflow' }),
  ];
}
