/** The audit log, as those who may read it see it. */
import type { AuditAction, AuditResult } from '../model/audit-action.ts';

/** Which entries to list. Times are milliseconds since 1970. */
export interface AuditFilter {
  readonly actorKind?: string;
  readonly actorId?: string;
  readonly action?: AuditAction;
  readonly objectKind?: string;
  readonly objectName?: string;
  readonly result?: AuditResult;
  /** From this instant on. */
  readonly from?: number;
  /** Before this instant. */
  readonly to?: number;
  /** Older than the entry with this id: the next page. */
  readonly before?: string;
  readonly limit?: number;
}

/** An entry. */
export interface AuditRecord {
  readonly id: string;
  readonly at: number;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly action: AuditAction;
  readonly object: { readonly kind: string; readonly name: string };
  readonly result: AuditResult;
  readonly address?: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Its number in the chain; undefined until it is sealed, which takes about a second. */
  readonly seq?: number;
}

/** A place where the log is not what was sealed. */
export interface AuditFaultInfo {
  readonly seq: number;
  readonly id?: string;
  readonly kind: 'changed' | 'removed' | 'repeated';
  readonly message: string;
}

/** What verifying found. */
export interface AuditVerdictInfo {
  readonly sealed: number;
  readonly unsealed: number;
  readonly head?: string;
  readonly faults: readonly AuditFaultInfo[];
}

/** The audit log. */
export interface AuditService {
  list(filter: AuditFilter): Promise<readonly AuditRecord[]>;
  /** Recomputes the whole chain of seals. */
  verify(): Promise<AuditVerdictInfo>;
}
