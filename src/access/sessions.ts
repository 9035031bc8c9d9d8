/** Signing in and staying signed in, as the server sees it; `main.ts` gives it the store. */
import type { Principal } from '../model/principal.ts';

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

/** Who is calling, by which session. */
export interface Identity {
  readonly id: string;
  readonly principal: Principal;
}

/** Sessions of people. */
export interface Sessions {
  /** Uses a sign-in link up and begins a session; `bad_credentials` if the link is not good. */
  redeem(token: string, origin: SignInOrigin): Promise<OpenedSession>;
  /** Whose token this is; undefined if the session has ended or never was. */
  find(token: string): Promise<Identity | undefined>;
  /** Ends a session. */
  end(id: string): Promise<void>;
}

/** Where the pages redeem a link: the token stands behind the `#`, so that it reaches no log, proxy or referrer. */
export function signInPath(token: string): string {
  return `/sign-in#${token}`;
}
