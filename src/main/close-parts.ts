/** Letting go of everything that a server opened. */
import { isDatabaseGone } from '../core/database-gone.ts';
import { MillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';

/** Closes all of them one after the other, also when some fail; the first fault is thrown at the end. */
export async function closeParts(parts: readonly (() => Promise<void>)[], logger: Logger): Promise<void> {
  const faults: unknown[] = [];
  for (const close of parts) {
    try {
      await close();
    } catch (err) {
      faults.push(err);
      if (faults.length > 1) logger.warn({ err }, 'another part of the server did not close in order');
    }
  }
  if (faults.length > 0) throw closingFault(faults[0]);
}

function closingFault(cause: unknown): unknown {
  if (!isDatabaseGone(cause)) return cause;
  return new MillraceError(
    'store_unavailable',
    'The server has stopped, but its PostgreSQL was away: what it was doing could not be written down.',
    { hint: 'Runs that were under way are ended by the next server that starts, or by another one that runs.', cause },
  );
}
