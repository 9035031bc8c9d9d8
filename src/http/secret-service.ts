/** What pages, API and command line may know and do about secrets. Nothing here gives a value away. */
import type { AuditActor } from '../model/audit-actor.ts';

/** Where the value that holds on this node comes from. */
export const secretPlaces = ['environment', 'file', 'store', 'none'] as const;

/** One of them; `none` where a definition names a secret that has no value. */
export type SecretPlace = (typeof secretPlaces)[number];

/** A version of a stored secret. Times are milliseconds since 1970. */
export interface SecretVersionInfo {
  readonly version: number;
  readonly at: number;
  readonly by: { readonly kind: string; readonly id: string; readonly name: string };
  readonly erasedAt?: number;
}

/** A secret by name: stored, or asked for by a definition. */
export interface SecretInfo {
  readonly name: string;
  readonly place: SecretPlace;
  /** The stored version that has a value, if there is one. */
  readonly current?: SecretVersionInfo;
  /** The definitions that name it: `connection shop`. */
  readonly usedBy: readonly string[];
  /** False where it is stored, and encrypted with another key than this node has. */
  readonly readable: boolean;
}

/** Secrets, as those who administrate see them. */
export interface SecretService {
  list(): Promise<readonly SecretInfo[]>;
  /** All versions of one, newest first; empty if it was never stored. */
  versions(name: string): Promise<readonly SecretVersionInfo[]>;
  /** Stores a new version and gives its number; `invalid_input` for a name or value that cannot be one. */
  set(name: string, value: string, by: AuditActor): Promise<number>;
  /** Erases the stored value; `not_found` if there is none. */
  delete(name: string, by: AuditActor): Promise<void>;
}
