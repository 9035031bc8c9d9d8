/** A user as administrators see one; instants in milliseconds since 1970. */
export interface UserRecord {
  /** The sign-in name. */
  readonly id: string;
  readonly displayName: string;
  readonly email?: string;
  readonly roles: readonly string[];
  /** Values of declared attributes as JSON. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
  readonly hasPassword: boolean;
  readonly signedInAt?: number;
  readonly createdAt: number;
}

/** An API key as its owner sees it; the key itself is shown once, when it is made. */
export interface KeyRecord {
  readonly id: string;
  /** What its owner calls it. */
  readonly name: string;
  /** The id of the user or service account whose rights it has. */
  readonly owner: string;
  /** The privileges that it is limited to; undefined where all of its owner's hold. */
  readonly scopes?: readonly string[];
  /** How it begins, to tell it from others. */
  readonly start: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
  readonly usedAt?: number;
  readonly usedFrom?: string;
  readonly revokedAt?: number;
}

/** A session as its owner sees it. */
export interface SessionRecord {
  readonly id: string;
  readonly method: 'link' | 'password';
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  readonly address?: string;
  readonly agent?: string;
}
