/**
 * Locking out who guesses passwords: pure. Tries are counted before the password is looked at, so that a thousand at
 * once are no better than a few; a good one is taken back.
 */

const MINUTE = 60_000;

/** How many tries are free, and what the next ones cost. */
export interface LockRule {
  /** The try with this number locks. */
  readonly tries: number;
  /** Milliseconds without a try after which counting begins anew. */
  readonly window: number;
  /** Milliseconds of the first lock; each further try doubles it, up to `longest`. */
  readonly first: number;
  readonly longest: number;
}

/** Tries for one name, and tries from one address (which many people may share). */
export const lockRules = {
  user: { tries: 5, window: 24 * 60 * MINUTE, first: MINUTE, longest: 60 * MINUTE },
  address: { tries: 30, window: 15 * MINUTE, first: 15 * MINUTE, longest: 15 * MINUTE },
} as const satisfies Record<string, LockRule>;

/** What was counted so far; instants in milliseconds. */
export interface CountedTries {
  readonly count: number;
  readonly lastAt: number;
  readonly lockedUntil?: number;
}

/** Whether a try is let through, and what is counted after it. */
export type TryVerdict =
  | { readonly allowed: false; readonly lockedUntil: number; readonly counted?: never }
  /** `locks`: if it fails, there is a lock from now on. */
  | { readonly allowed: true; readonly counted: CountedTries; readonly locks: boolean };

/** What becomes of a try at `now`. */
export function countTry(rule: LockRule, before: CountedTries | undefined, now: number): TryVerdict {
  if (before?.lockedUntil !== undefined && before.lockedUntil > now) {
    return { allowed: false, lockedUntil: before.lockedUntil };
  }
  const isOld = before === undefined || now - before.lastAt >= rule.window;
  const count = isOld ? 1 : before.count + 1;
  const beyond = count - rule.tries;
  if (beyond < 0) return { allowed: true, counted: { count, lastAt: now }, locks: false };
  const length = Math.min(rule.longest, rule.first * 2 ** Math.min(beyond, 30));
  return { allowed: true, counted: { count, lastAt: now, lockedUntil: now + length }, locks: true };
}
