/** Passwords: what is good enough, and their hashes. */
import { type Algorithm, hash, verify } from '@node-rs/argon2';
import { MillraceError } from '../core/errors.ts';

/** The least characters of a password. */
const shortestPassword = 10;

/** The most characters: longer ones only cost time. */
export const longestPassword = 200;

/** What OWASP names as the least for argon2id: 19 MiB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Algorithm.Argon2id; the package's enum is a const enum, which type stripping cannot read. */
const argon2id = 2 as Algorithm;

/** The hash of nothing that anybody knows, so that an unknown name takes as long as a wrong password. */
const hashOfNothing =
  '$argon2id$v=19$m=19456,t=2,p=1$c29tZS1zYWx0LXNvbWUtc2FsdA$u4kL2WbZlRFcN5Lpfr2YuTS0BAc7wVp0YJUsxzMQ1o4';

/** Throws `invalid_input` for a password that is too easy for somebody of this name. */
export function requireGoodPassword(password: string, name: string): void {
  const fault = faultOf(password, name.toLowerCase());
  if (fault === undefined) return;
  throw new MillraceError('invalid_input', `The password ${fault}.`, {
    hint: 'A few words that nobody expects together are easy to keep in mind.',
    issues: [{ path: 'password', message: `It ${fault}.`, code: 'invalid_input' }],
  });
}

function faultOf(password: string, name: string): string | undefined {
  const { length } = [...password];
  if (length < shortestPassword) return `needs at least ${shortestPassword} characters`;
  if (length > longestPassword) return `may have at most ${longestPassword} characters`;
  if (new Set(password).size < 4) return 'repeats too few characters';
  const lower = password.toLowerCase();
  const isName = name.length > 2 && lower.replaceAll(name, '').length < shortestPassword / 2;
  return isName ? 'is little more than the name' : undefined;
}

/** The argon2id hash of a password, with its salt and cost. Takes some 50 ms off the event loop. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), { ...cost, algorithm: argon2id });
}

/** True if the password has this hash; without a hash it takes as long and is false. */
export async function verifyPassword(password: string, hashed: string | undefined): Promise<boolean> {
  const isRight = await verify(hashed ?? hashOfNothing, password.normalize('NFKC'));
  return isRight && hashed !== undefined;
}
