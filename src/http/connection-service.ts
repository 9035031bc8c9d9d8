/** What pages, API and command line may know and do about connections. No secret is in it. */
import type { ErrorCode } from '../core/errors.ts';
import type { AuditActor } from '../model/audit-actor.ts';

/** A connection as it is defined. */
export interface ConnectionInfo {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  readonly file: string;
  /** Where it leads to, as it is written, without credentials; undefined where a secret says it, or where there is none. */
  readonly address?: string;
  /** The definitions that name it: `chain sales.Report`. */
  readonly usedBy: readonly string[];
  /** The policies that hold for its sources. */
  readonly policies: readonly ConnectionPolicy[];
  /** Names of the secrets that it asks for. */
  readonly secrets: readonly string[];
  /** The roles whose definitions may name it; undefined: all. */
  readonly use?: readonly string[];
}

/** A policy on a source of a connection, as it is written. */
export interface ConnectionPolicy {
  readonly name: string;
  readonly description?: string;
  readonly file: string;
  /** The table or collection. */
  readonly source: string;
  readonly rows?: string;
  /** When each masked column is shown. */
  readonly mask: Readonly<Record<string, string>>;
}

/** What came of trying one; `took` in milliseconds. */
export type ConnectionCheck = { readonly took: number } & (
  | { readonly healthy: true; readonly detail: string }
  | {
      readonly healthy: false;
      readonly problem: { readonly code: ErrorCode; readonly message: string; readonly hint?: string };
    }
);

/** Connections, as those who administrate see them. */
export interface ConnectionService {
  list(): readonly ConnectionInfo[];
  /**
   * Tries to reach what is at the other end; `not_found` for a connection that is not defined. Who did it is written to the
   * audit log; without somebody nothing is.
   */
  check(name: string, by?: AuditActor): Promise<ConnectionCheck>;
}
