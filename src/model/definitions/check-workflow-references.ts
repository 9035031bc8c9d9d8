/** Roles and accounts that a workflow names must exist; its chains are checked where they are. */
import type { Problem } from '../problem.ts';
import { referenceProblems } from './check-reference.ts';
import type { WorkflowDefinition, Workspace } from './definition.ts';
import type { WrittenState } from './workflow-schema.ts';

/** What is wrong with the names of roles in a workflow. */
export function checkWorkflowReferences(workspace: Workspace, workflow: WorkflowDefinition): readonly Problem[] {
  const places = [
    ['roles', 'start'],
    ...Object.entries(workflow.states).flatMap(([name, state]) => rolePlaces(name, state)),
  ];
  return places.flatMap((path) => referenceProblems(workspace, workflow, { path, kind: 'role' }));
}

function rolePlaces(name: string, { on = {} }: WrittenState): (string | number)[][] {
  const base = ['states', name];
  const ofTransitions = Object.entries(on).flatMap(([event, written]) =>
    Array.isArray(written)
      ? written.map((_one, index) => [...base, 'on', event, index, 'roles'])
      : [[...base, 'on', event, 'roles']],
  );
  return [[...base, 'task', 'role'], [...base, 'task', 'else', 'role'], ...ofTransitions];
}
