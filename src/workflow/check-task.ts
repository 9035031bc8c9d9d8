import type { WrittenTask } from '../model/definitions/workflow-schema.ts';
import type { Path } from '../model/problem.ts';
import { types } from '../model/value-type.ts';
import type { CheckedAssignment, CheckedTask } from './checked-workflow.ts';
import type { WorkflowChecking } from './workflow-checking.ts';

type WrittenAssignment = Pick<WrittenTask, 'assignee' | 'role'>;

/** Checks who has to act in a state. */
export function checkTask(checking: WorkflowChecking, path: Path, written: WrittenTask): CheckedTask {
  const { label, fourEyes = false, due } = written;
  const otherwise = written.else === undefined ? undefined : checkAssignment(checking, [...path, 'else'], written.else);
  return {
    ...checkAssignment(checking, path, written),
    fourEyes,
    ...(otherwise === undefined ? {} : { otherwise }),
    ...(label === undefined ? {} : { label }),
    ...(due === undefined ? {} : { due }),
  };
}

function checkAssignment(
  checking: WorkflowChecking,
  path: Path,
  { assignee, role }: WrittenAssignment,
): CheckedAssignment {
  if (role !== undefined) return { role, words: `anybody with the role ${role}` };
  const value = checking.value([...path, 'assignee'], assignee, { fields: checking.record(), type: types.text });
  return { assignee: value, words: String(assignee).replace(/^=\s*/, '') };
}
