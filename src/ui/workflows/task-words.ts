import type { Schemas } from '../api/client.ts';

type Task = Pick<Schemas['Task'], 'assignee' | 'role' | 'claimedBy'>;

/** Who has to act, in words; `me` is the id of who looks. Pure. */
export function holderWords({ assignee, role, claimedBy }: Task, me?: string): string {
  const holder = claimedBy ?? assignee;
  if (holder !== undefined) return holder.id === me ? 'you' : holder.name;
  return role === undefined ? 'nobody' : `anybody with the role ${role}`;
}
