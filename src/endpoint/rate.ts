/**
 * How often somebody may call: a bucket that holds as many calls as the rate allows in its period and fills evenly.
 * The decision is a function; the buckets are kept by each node for itself.
 */

/** So many calls in a period (milliseconds). */
export interface Rate {
  readonly count: number;
  readonly period: number;
}

/** What is left, at an instant. */
export interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** Whether a call is taken; if not, in how many milliseconds the next one will be. */
export interface RateVerdict {
  readonly bucket: Bucket;
  readonly retryAfter: number | undefined;
}

/** Takes one call out of a bucket; one that is not there yet is full. */
export function takeCall(bucket: Bucket | undefined, { count, period }: Rate, now: number): RateVerdict {
  const { left, at } = bucket ?? { left: count, at: now };
  const filled = Math.min(count, left + (Math.max(0, now - at) * count) / period);
  // Sums of fractions must not refuse the last call.
  const missing = 1 - filled - 1e-9;
  if (missing <= 0) return { bucket: { left: Math.max(0, filled - 1), at: now }, retryAfter: undefined };
  return { bucket: { left, at }, retryAfter: Math.ceil((missing * period) / count) };
}

/** More buckets than these are looked through for full ones, which say nothing. */
const mostBuckets = 10_000;

/** The buckets of one rate by who calls. */
export class RateLimiter {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, Bucket>();
  #next = mostBuckets;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes a call of `who`; gives how many milliseconds to wait if there is no room. */
  take(who: string, now: number): number | undefined {
    const { bucket, retryAfter } = takeCall(this.#buckets.get(who), this.#rate, now);
    this.#buckets.set(who, bucket);
    if (this.#buckets.size > this.#next) this.#forgetFull(now);
    return retryAfter;
  }

  /** In how many milliseconds `who` may call again; undefined if now. Takes nothing. */
  wait(who: string, now: number): number | undefined {
    const bucket = this.#buckets.get(who);
    return bucket === undefined ? undefined : takeCall(bucket, this.#rate, now).retryAfter;
  }

  #forgetFull(now: number): void {
    const { period } = this.#rate;
    for (const [who, { at }] of this.#buckets) if (now - at >= period) this.#buckets.delete(who);
    this.#next = Math.max(mostBuckets, this.#buckets.size * 2);
  }
}
