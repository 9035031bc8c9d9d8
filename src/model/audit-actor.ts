import type { Principal } from './principal.ts';

/** Who does something, and from where. */
export interface AuditActor {
  readonly principal: Pick<Principal, 'kind' | 'id' | 'name'>;
  /** The network address that it came from; none at the terminal. */
  readonly address?: string;
}
