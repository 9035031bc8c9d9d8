/** Tries to sign in that failed. What they lead to is decided by who counts; here they are kept, one try after the other. */
import { newId } from '../core/ids.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { instantOf, toInstant } from './pool.ts';

const DAY = 24 * 60 * 60_000;

/** What was counted for one subject; instants in milliseconds since 1970. */
export interface CountedFailures {
  readonly count: number;
  readonly lastAt: number;
  readonly lockedUntil?: number;
}

/**
 * Lets `decide` count one more try of a subject: what it gives is kept, undefined leaves things as they were. Tries of one
 * subject wait for each other.
 */
export function countFailure<T extends { readonly counted?: CountedFailures }>(
  store: StoreContext,
  subject: string,
  decide: (before: CountedFailures | undefined, now: number) => T,
): Promise<T> {
  return inTransaction(store, async (inner) => {
    const now = inner.clock.now();
    await forgetOld(inner, now);
    const row = await lockRow(inner, subject, now);
    const before = row.count === 0 ? undefined : toCounted(row);
    const verdict = decide(before, now);
    if (verdict.counted !== undefined) await keep(inner, subject, verdict.counted);
    return verdict;
  });
}

/** A day without a try, and all is forgotten. */
async function forgetOld(store: StoreContext, now: number): Promise<void> {
  await store.db
    .deleteFrom('millrace.sign_in_failures')
    .where('last_at', '<', instantOf(now - DAY))
    .execute();
}

interface FailureRow {
  readonly count: number;
  readonly last_at: number;
  readonly locked_until: number | null;
}

const toCounted = ({ count, last_at, locked_until }: FailureRow): CountedFailures => ({
  count,
  lastAt: last_at,
  ...(locked_until === null ? {} : { lockedUntil: locked_until }),
});

/** The row of a subject, made if it is not there, and locked. */
function lockRow(store: StoreContext, subject: string, now: number): Promise<FailureRow> {
  return store.db
    .insertInto('millrace.sign_in_failures')
    .values({ id: newId(), workgroup_id: store.workgroup, subject, count: 0, last_at: toInstant(now) })
    .onConflict((conflict) => conflict.columns(['workgroup_id', 'subject']).doUpdateSet({ subject }))
    .returning(['count', 'last_at', 'locked_until'])
    .executeTakeFirstOrThrow();
}

async function keep(store: StoreContext, subject: string, counted: CountedFailures): Promise<void> {
  await store.db
    .updateTable('millrace.sign_in_failures')
    .set({
      count: counted.count,
      last_at: toInstant(counted.lastAt),
      locked_until: counted.lockedUntil === undefined ? null : toInstant(counted.lockedUntil),
    })
    .where('workgroup_id', '=', store.workgroup)
    .where('subject', '=', subject)
    .execute();
}

/** The last try was none that failed: it is taken back, with the lock that it would have led to. */
export async function takeFailureBack(store: StoreContext, subject: string): Promise<void> {
  await store.db
    .updateTable('millrace.sign_in_failures')
    .set((row) => ({ count: row('count', '-', 1), locked_until: null }))
    .where('workgroup_id', '=', store.workgroup)
    .where('subject', '=', subject)
    .where('count', '>', 0)
    .execute();
}

/** Forgets what was counted for a subject. */
export async function forgetFailures(store: StoreContext, subject: string): Promise<void> {
  await store.db
    .deleteFrom('millrace.sign_in_failures')
    .where('workgroup_id', '=', store.workgroup)
    .where('subject', '=', subject)
    .execute();
}
