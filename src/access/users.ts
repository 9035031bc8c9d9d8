/** Users as administrators manage them; `main/identity.ts` gives it the store. */
import type { UserRecord } from '../model/user.ts';
import type { Actor } from './sessions.ts';

/** What is known of a user that is to be there. */
export interface UserDraft {
  /** The sign-in name: lower case, for good. */
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly email?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  /** Values of the declared attributes, as JSON. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly password?: string | undefined;
}

/** What can be changed; what is not given stays. */
export interface UserChanges {
  readonly displayName?: string | undefined;
  /** Null: none. */
  readonly email?: string | null | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly enabled?: boolean | undefined;
}

/** A link that signs somebody in, once. */
export interface SignInLink {
  /** The path of a page, with the token; shown once. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What an import did. */
export interface ImportedUsers {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Those that were there and were left as they are. */
  readonly kept: readonly string[];
}

/**
 * Users. Nobody gives rights that they do not have: roles with a privilege of `admin:` are given, taken and managed only by
 * those who hold it too, and one administrator stays. Throws `denied`, `not_found`, `conflict` and `invalid_input`.
 */
export interface Users {
  list(): Promise<readonly UserRecord[]>;
  get(id: string): Promise<UserRecord | undefined>;
  add(draft: UserDraft, actor: Actor): Promise<UserRecord>;
  change(id: string, changes: UserChanges, actor: Actor): Promise<UserRecord>;
  /** A link for somebody new or forgetful. */
  invite(id: string, actor: Actor): Promise<SignInLink>;
  /** Ends all sessions of a user; gives how many. */
  signOut(id: string, actor: Actor): Promise<number>;
  /** Adds users, all or none; those that are there are changed to what the drafts say, or kept. */
  import(
    drafts: readonly UserDraft[],
    how: { readonly present: 'change' | 'keep' },
    actor: Actor,
  ): Promise<ImportedUsers>;
}
