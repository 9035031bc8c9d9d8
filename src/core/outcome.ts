/** How a run can end; a run ends in exactly one of these. `model/outcome-table.ts` says what each means everywhere. */
export const outcomes = [
  'ok',
  'accepted',
  'empty',
  'truncated',
  'invalid',
  'unauthenticated',
  'denied',
  'not-found',
  'conflict',
  'busy',
  'upstream',
  'timeout',
  'cancelled',
  'failed',
] as const;

/** One of the closed set of outcomes. */
export type Outcome = (typeof outcomes)[number];
