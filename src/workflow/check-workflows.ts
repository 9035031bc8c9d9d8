import type { CheckServices } from '../engine/check/check-session.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import { problemOfFault } from '../model/definitions/problem-at.ts';
import type { Problem } from '../model/problem.ts';
import { checkWorkflow } from './check-workflow.ts';
import type { CheckedWorkflow } from './checked-workflow.ts';

/** A workflow that was checked; `usable` if none of its problems is an error. */
export interface WorkflowState {
  readonly workflow: CheckedWorkflow;
  readonly problems: readonly Problem[];
  readonly usable: boolean;
}

/** Checks all workflows of a workspace. */
export function checkWorkflows(
  { workspace, chains }: CheckedWorkspace,
  { functions }: Pick<CheckServices, 'functions'>,
): { readonly workflows: ReadonlyMap<string, WorkflowState>; readonly problems: readonly Problem[] } {
  const states = [...workspace.workflows.values()].map((definition): WorkflowState => {
    const { workflow, faults } = checkWorkflow(definition, { workspace, chains, functions });
    const problems = faults.map((fault) => problemOfFault(definition, fault));
    return { workflow, problems, usable: problems.every(({ severity }) => severity !== 'error') };
  });
  return {
    workflows: new Map(states.map((state) => [state.workflow.name, state])),
    problems: states.flatMap(({ problems }) => problems),
  };
}
