/** What endpoints name must exist. */
import { didYouMean } from '../../core/did-you-mean.ts';
import type { Problem } from '../problem.ts';
import { chainReferenceFaults, referenceProblems } from './check-reference.ts';
import type { EndpointDefinition, Workspace } from './definition.ts';
import type { Fault } from './schema-faults.ts';

/** What is wrong with an endpoint when one looks at the other documents. */
export function checkEndpoint(workspace: Workspace, endpoint: EndpointDefinition): readonly Problem[] {
  const chainFaults = endpoint.chain === undefined ? [] : chainReferenceFaults(workspace, endpoint.chain, ['chain']);
  return [
    ...chainFaults.map((fault) => endpoint.document.problem(fault)),
    ...referenceProblems(workspace, endpoint, { path: ['roles'], kind: 'role' }),
    ...referenceProblems(workspace, endpoint, { path: ['runAs', 'service'], kind: 'service' }),
    ...referenceProblems(workspace, endpoint, { path: ['workflow', 'start'], kind: 'workflow' }),
    ...startInputFaults(workspace, endpoint).map((fault) => endpoint.document.problem(fault)),
  ];
}

/** What an endpoint gives to a start event that does not ask for it: each call would be refused. */
function startInputFaults(workspace: Workspace, { workflow: target, with: given = {} }: EndpointDefinition): Fault[] {
  const workflow = target !== undefined && 'start' in target ? workspace.workflows.get(target.start) : undefined;
  const event = workflow?.states[workflow.initial]?.on?.[workflow.start];
  if (workflow === undefined || event === undefined) return [];
  const { input = [] } = [event].flat()[0] ?? {};
  const names = Array.isArray(input) ? input.map(String) : Object.keys(input);
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: ['with', name],
      code: 'unknown_field',
      message: `the event '${workflow.start}' of ${workflow.name} asks for no '${name}'`,
      hint: didYouMean(name, names) ?? 'Add it to the `input` of the event.',
      atKey: true,
    }));
}
