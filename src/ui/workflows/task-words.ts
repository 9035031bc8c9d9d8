import type { Schemas } from '../api/client.ts';

type Task = Pick<Schemas['Task'], 'assignee' | 'role' | 'claimedBy'>;

/** Who has to act, in words. Pure. */
export function holderWords({ assignee, role, claimedBy }: Task): string {
  if (claimedBy !== undefined) return claimedBy.name;
  if (assignee !== undefined) return assignee.name;
  return role === undefined ? 'nobody' : `anybody with the role ${role}`;
}
