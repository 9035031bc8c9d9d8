import type { RoleTable } from '../access/permission.ts';
import type { Shape } from '../model/value-type.ts';
import type { CheckedWorkflow } from './checked-workflow.ts';

/** The definitions that there are, as this context needs them; `main.ts` gives it those of the folder and the store. */
export interface WorkflowVersions {
  /** What new instances follow. Throws `not_found`, or what is wrong with it. */
  current(workflow: string): Promise<VersionedWorkflow>;
  /** What an instance follows. Throws `not_found`, or what is wrong with it now. */
  version(workflow: string, version: number): Promise<VersionedWorkflow>;
  /** The roles that there are, with their privileges. */
  roles(): RoleTable;
  /** What is known of users beside id, name and roles. */
  attributes(): Shape;
  /** The zone of `@zone`. */
  zone(): string;
  /** How long a run of a chain may take when nothing else is said, in milliseconds. */
  timeoutOf(chain: string): number;
}

/** A checked workflow with the number of its version. */
export interface VersionedWorkflow {
  readonly workflow: CheckedWorkflow;
  readonly version: number;
}
