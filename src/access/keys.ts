/** API keys; `main/identity.ts` gives it the store. */
import type { KeyRecord } from '../model/user.ts';
import type { Actor, Identity } from './sessions.ts';

/** A key that somebody wants. */
export interface KeyOrder {
  readonly name: string;
  /** The id of a user or service account; default: who asks. */
  readonly owner?: string | undefined;
  /** Privileges that narrow the owner's, as in roles; default: all of them. */
  readonly scopes?: readonly string[] | undefined;
  /** Milliseconds that it lives. */
  readonly lifetime: number;
}

/** A key that was just made; the token is never shown again. */
export interface MadeKey {
  readonly key: KeyRecord;
  readonly token: string;
}

/** API keys. Throws `denied`, `not_found` and `invalid_input`. */
export interface Keys {
  /** Whose key this is; undefined if it is revoked, has expired, or its owner is gone or disabled. */
  find(token: string, address?: string): Promise<Identity | undefined>;
  /** Keys of one owner, or all, the newest first. */
  list(owner?: string): Promise<readonly KeyRecord[]>;
  make(order: KeyOrder, actor: Actor): Promise<MadeKey>;
  /** Makes a key worth nothing: one's own, or anybody's with `admin:users`. */
  revoke(id: string, actor: Actor): Promise<void>;
}

/** What stands before a key in `Authorization: Bearer mr_..`. */
const bearer = /^Bearer (mr_\S{1,200})$/i;

/** The API key of an `Authorization` header; undefined if it holds none of ours. */
export function bearerKey(header: string | undefined): string | undefined {
  return header === undefined ? undefined : bearer.exec(header)?.[1];
}
