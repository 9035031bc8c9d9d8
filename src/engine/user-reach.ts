/** What of the user a chain can see: two people who are equal in it get equal records. */
import type { Typed } from '../expression/typed.ts';
import { contextUsed } from '../expression/typed-walk.ts';

/** The members of `@user` that something reads, or all that is known of who runs it. */
export type UserReach = ReadonlySet<string> | 'everything';

/** Nothing of the user. */
export const noReach: UserReach = new Set();

/** What some expressions read of `@user`. */
export function userReach(expressions: Iterable<Typed>): UserReach {
  const members = new Set<string>();
  for (const typed of expressions) {
    for (const [name, member] of contextUsed(typed)) {
      if (name !== 'user') continue;
      if (member === undefined) return 'everything';
      members.add(member);
    }
  }
  return members;
}

/** Both together. */
export function joinReach(one: UserReach, other: UserReach): UserReach {
  return one === 'everything' || other === 'everything' ? 'everything' : one.union(other);
}
