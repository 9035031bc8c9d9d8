/** What the `view` rule of a workflow says of those who look. */
import { MillraceError } from '../core/errors.ts';
import type { Env } from '../expression/closure.ts';
import type { WorkflowInstance } from '../model/workflow-instance.ts';
import type { CheckedWorkflow } from './checked-workflow.ts';
import { dataOf, instanceRecord, type Viewpoint, viewpointEnv } from './instance-values.ts';

type Seen = Omit<WorkflowInstance, 'task'>;

/** True if the `view` rule shows the instance to whoever looks. */
export function isInView(workflow: CheckedWorkflow, instance: Seen, viewpoint: Viewpoint): boolean {
  return workflow.view !== undefined && seenBy(workflow, instance, viewpointEnv(viewpoint));
}

/** The same with what expressions see; a rule that fails shows nothing. */
export function seenBy(workflow: CheckedWorkflow, instance: Seen, env: Env): boolean {
  if (workflow.view === undefined) return false;
  const { id, workflow: name, state, version, startedBy, startedAt } = instance;
  const facts = { id, workflow: name, state, version, startedBy: startedBy.id, startedAt };
  const data = {
    public: dataOf(instance.public, workflow.public),
    private: dataOf(instance.private, workflow.private),
  };
  try {
    return workflow.view(instanceRecord(facts, data), env) === true;
  } catch (thrown) {
    // An expression that fails on this data says nothing, and what is not shown is hidden.
    if (thrown instanceof MillraceError && thrown.outcome === 'invalid') return false;
    throw thrown;
  }
}
