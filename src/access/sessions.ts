/** Signing in and staying signed in, as the server sees it; `main/identity.ts` gives it the store. */
import type { Principal } from '../model/principal.ts';
import type { SessionRecord } from '../model/user.ts';

/** Where a sign-in came from. */
export interface SignInOrigin {
  readonly address?: string;
  readonly agent?: string;
}

/** A session that was just begun; the token is known to nobody else and never shown again. */
export interface OpenedSession {
  readonly id: string;
  readonly token: string;
  readonly principal: Principal;
}

/** Who is calling, and by what. */
export interface Identity {
  /** The id of the session or of the key. */
  readonly id: string;
  readonly principal: Principal;
  readonly via: 'session' | 'key';
  /** How the session began, and when, in milliseconds since 1970. */
  readonly session?: { readonly method: SessionRecord['method']; readonly since: number };
}

/** Who does something, and from where: for the audit log, and for what they may. */
export interface Actor {
  readonly principal: Principal;
  readonly address?: string;
}

/** What somebody types to sign in. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** What came of a password: a session, or how many seconds nobody may try. A wrong one is `bad_credentials`. */
export type SignInAnswer = { readonly opened: OpenedSession } | { readonly lockedFor: number };

/** A new password of one's own. */
export interface PasswordChange {
  /** Not needed where there is none, and shortly after a sign-in by link. */
  readonly current?: string | undefined;
  readonly password: string;
}

/** Sessions of people. */
export interface Sessions {
  /** Uses a sign-in link up and begins a session; `bad_credentials` if the link is not good. */
  redeem(token: string, origin: SignInOrigin): Promise<OpenedSession>;
  /** Begins a session by name and password. */
  signIn(credentials: Credentials, origin: SignInOrigin): Promise<SignInAnswer>;
  /** Whose token this is; undefined if the session has ended or never was. */
  find(token: string): Promise<Identity | undefined>;
  /** The live sessions of a user. */
  list(user: string): Promise<readonly SessionRecord[]>;
  /** Ends a session of the actor; `not_found` if it is none of theirs. */
  end(id: string, actor: Actor): Promise<void>;
  /**
   * Sets the caller's own password, and ends their other sessions. Tries with a wrong one are counted as at sign-in; gives
   * the seconds that nobody may try, where it came to that.
   */
  changePassword(identity: Identity, change: PasswordChange, origin: SignInOrigin): Promise<number | undefined>;
}

/** Where the pages redeem a link: the token stands behind the `#`, so that it reaches no log, proxy or referrer. */
export function signInPath(token: string): string {
  return `/sign-in#${token}`;
}
