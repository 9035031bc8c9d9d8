/** Tokens that let somebody in. They are random and long, so a fast hash of them is safe to keep. */
import { createHash, randomBytes } from 'node:crypto';

/** A new token of 256 random bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of a token. */
export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token).digest();
