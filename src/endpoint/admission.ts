/** How much is let in: rates by address and by caller, and how many at once. Each node counts for itself. */
import { MillraceError } from '../core/errors.ts';
import type { Principal } from '../model/principal.ts';
import type { CheckedEndpoint } from './checked-endpoint.ts';
import { RateLimiter } from './rate.ts';

/** Somebody who must wait: why, and how many milliseconds. */
export interface Refusal {
  readonly error: MillraceError;
  readonly retryAfter: number;
}

/** Calls that could not show who they are, for each address and endpoint. */
const failures = { count: 60, period: 60_000 };

/** What is let in. */
export class Admission {
  /** Limiters live with the definition that they belong to: a changed one begins anew. */
  readonly #limiters = new WeakMap<CheckedEndpoint, readonly { per: string; limiter: RateLimiter }[]>();
  readonly #failures = new RateLimiter(failures);
  readonly #inside = new Map<string, number>();

  /** Before anything of a call is read: too many from this address, or too many of it that were not believed. */
  byAddress(endpoint: CheckedEndpoint, address: string, now: number): Refusal | undefined {
    const { name } = endpoint.definition;
    const retryAfter = this.#failures.wait(`${name} ${address}`, now);
    return retryAfter === undefined
      ? this.#take(endpoint, { per: 'address', who: address }, now)
      : limited(retryAfter, 'Too many calls from here could not show who they are.');
  }

  /** Notes a call that could not show who it is. */
  notBelieved({ definition }: CheckedEndpoint, address: string, now: number): void {
    this.#failures.take(`${definition.name} ${address}`, now);
  }

  /** Once it is known who calls. */
  byCaller(endpoint: CheckedEndpoint, principal: Principal, now: number): Refusal | undefined {
    const who = principal.key ?? principal.id;
    return this.#take(endpoint, { per: 'key', who }, now) ?? this.#take(endpoint, { per: 'endpoint', who: '' }, now);
  }

  /** Takes a place among those that are worked on at once; gives it back by the function. */
  enter({ definition: { name, limits } }: CheckedEndpoint): (() => void) | Refusal {
    const inside = this.#inside.get(name) ?? 0;
    const { concurrent } = limits ?? {};
    if (concurrent !== undefined && inside >= concurrent) {
      const message = `${concurrent} calls are being worked on already.`;
      return { error: new MillraceError('busy', message, { hint: 'Try again in a moment.' }), retryAfter: 1000 };
    }
    this.#inside.set(name, inside + 1);
    return () => this.#inside.set(name, (this.#inside.get(name) ?? 1) - 1);
  }

  #take(endpoint: CheckedEndpoint, { per, who }: { per: string; who: string }, now: number): Refusal | undefined {
    for (const { limiter } of this.#limitersOf(endpoint).filter((one) => one.per === per)) {
      const retryAfter = limiter.take(who, now);
      if (retryAfter !== undefined) return limited(retryAfter, `Too many calls per ${per}.`);
    }
    return undefined;
  }

  #limitersOf(endpoint: CheckedEndpoint): readonly { per: string; limiter: RateLimiter }[] {
    const known = this.#limiters.get(endpoint);
    if (known !== undefined) return known;
    const made = (endpoint.definition.limits?.rate ?? []).map((rate) => ({
      per: rate.per,
      limiter: new RateLimiter(rate),
    }));
    this.#limiters.set(endpoint, made);
    return made;
  }
}

function limited(retryAfter: number, message: string): Refusal {
  return {
    error: new MillraceError('rate_limited', message, { hint: 'Wait as long as retry-after says.' }),
    retryAfter,
  };
}
