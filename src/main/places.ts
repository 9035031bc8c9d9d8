/** Places of runs under the concurrency keys of their chains. */
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { throwIfAborted } from '../core/abort.ts';
import { isDatabaseGone } from '../core/database-gone.ts';
import { pause } from '../core/pause.ts';
import { placeOf } from '../engine/run/place-of.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import type { ConcurrencyPlace } from '../model/job-ledger.ts';
import type { RunRequest } from '../model/run.ts';
import type { ConcurrencyPlaces, HeldPlace } from '../store/concurrency-places.ts';

/** How often a queued run looks whether a place is free, in milliseconds. */
const placeInterval = 500;

const free: HeldPlace = { release: async () => undefined };

/** Takes a place for somebody who waits for the answer; throws `busy` where there is none. */
export async function requirePlace(
  places: ConcurrencyPlaces | undefined,
  chain: CheckedChain,
  request: RunRequest,
): Promise<HeldPlace> {
  const wish = placeOf(chain, request);
  if (wish === undefined || places === undefined) return free;
  const place = await places.take(wish);
  if (place !== undefined) return place;
  throw new MillraceError('busy', `${wish.max === 1 ? 'A run' : `${wish.max} runs`} of ${chain.name} already go on.`, {
    hint: 'Try again in a moment; `concurrency` of the chain says how many may.',
  });
}

/** How a queued run waits. */
export interface PlaceWait {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told once, where it has to wait. */
  waits(message: string): void;
}

/** Waits for a place for a queued run; throws when the signal fires. */
export async function waitForPlace(
  places: ConcurrencyPlaces | undefined,
  { chain, request }: { readonly chain: CheckedChain; readonly request: RunRequest },
  { clock, signal, waits }: PlaceWait,
): Promise<HeldPlace> {
  const wish = placeOf(chain, request);
  if (wish === undefined || places === undefined) return free;
  for (let told = false; ; told = true) {
    const place = await placeOrNone(places, wish);
    if (place !== undefined) return place;
    if (!told) waits(`waits for its turn: ${wish.max} at once, as \`concurrency\` of ${chain.name} says`);
    await pause(clock, placeInterval, signal);
    throwIfAborted(signal);
  }
}

/** A database that is away has no places to give; who waits goes on waiting. */
async function placeOrNone(places: ConcurrencyPlaces, wish: ConcurrencyPlace): Promise<HeldPlace | undefined> {
  try {
    return await places.take(wish);
  } catch (error) {
    if (isDatabaseGone(error)) return undefined;
    throw error;
  }
}
