/** Which instants of a range a backfill runs. Pure. */
import { MillraceError } from '../core/errors.ts';
import type { BackfillInstant, BackfillOrder, BackfillPlan } from '../model/backfill.ts';
import type { OccurrenceState } from '../model/occurrence.ts';
import { instantsBetween } from './planned-instants.ts';
import type { Schedule } from './schedule.ts';

/** How many instants a backfill takes where nothing else is said. */
export const usualBackfillLimit = 1_000;

/** More instants than this are never planned at once. */
const greatestBackfillLimit = 10_000;

/** An instant in one of these states has its result, or will have it. */
const standing: ReadonlySet<OccurrenceState> = new Set(['planned', 'queued', 'running', 'waiting', 'succeeded']);

/** Refuses an order that cannot be meant: `invalid_value` with what would be right. */
export function checkBackfillOrder({ from, to, limit }: BackfillOrder, now: number): void {
  if (to < from) {
    throw new MillraceError('invalid_value', 'The range of the backfill ends before it begins.', {
      hint: 'Give the earlier instant as `from`, the later one as `to`.',
    });
  }
  if (from > now) {
    throw new MillraceError('invalid_value', 'The range of the backfill lies in the future.', {
      hint: 'A backfill runs instants that have passed; the schedule runs those that come.',
    });
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > greatestBackfillLimit) {
    throw new MillraceError('invalid_value', `A limit is a whole number from 1 to ${greatestBackfillLimit}.`);
  }
}

/** What an order comes to; `held` says how the ledger's instants stand. Nothing later than `now` belongs to it. */
export function planBackfill(
  schedule: Schedule,
  order: BackfillOrder,
  { held, now }: { readonly held: ReadonlyMap<number, OccurrenceState>; readonly now: number },
): BackfillPlan {
  const { from, again, limit } = order;
  const until = Math.min(order.to, now);
  // What exists costs nothing, but must not make the list endless either.
  const found = instantsBetween(schedule, { after: from - 1, until, limit: limit + held.size + 1 });
  const instants: BackfillInstant[] = [];
  let count = 0;
  for (const planned of found) {
    const state = held.get(planned);
    const runs = state === undefined || !standing.has(state) || (again && state === 'succeeded');
    if (runs && count === limit) return { instants, count, existing: instants.length - count, tooMany: true };
    if (runs) count += 1;
    instants.push({ planned, runs, ...(state === undefined ? {} : { state }) });
  }
  return { instants, count, existing: instants.length - count, tooMany: false };
}

/** Refuses a plan that is empty or too large. */
export function requireWorkable(plan: BackfillPlan, limit: number): void {
  if (plan.tooMany) {
    const hint =
      limit < greatestBackfillLimit
        ? `Take a shorter range, or raise the limit (up to ${greatestBackfillLimit}).`
        : 'Take a shorter range, and backfill the rest when this is done.';
    throw new MillraceError('invalid_value', `The backfill has more than ${limit} instants to run.`, { hint });
  }
  if (plan.count > 0) return;
  throw new MillraceError(
    'invalid_value',
    plan.existing === 0
      ? 'The schedule has no instants in this range that have passed.'
      : `All ${plan.existing} instants of this range have succeeded or are under way.`,
    { hint: plan.existing === 0 ? 'Take another range.' : 'To run those that succeeded once more, say `again`.' },
  );
}
