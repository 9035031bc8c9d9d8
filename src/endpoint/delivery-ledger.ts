/** Where deliveries are written down; `main.ts` gives it the store. */
import type { Delivery } from '../model/delivery.ts';
import type { Principal } from '../model/principal.ts';

/** What tells a delivery from others: the same key of another caller, or at another endpoint, is another delivery. */
export interface DeliveryKey {
  readonly endpoint: string;
  /** The id of the caller. */
  readonly principal: string;
  readonly key: string;
}

/** A wish to be the one who works on a delivery. */
export interface ClaimOrder extends DeliveryKey {
  /** The id that the delivery has if it is the first of its key. */
  readonly delivery: string;
  /** An id of this attempt; its end counts only while nobody else has claimed the key. */
  readonly claim: string;
  /** SHA-256 of the body, in hex. */
  readonly bodyHash: string;
  readonly method: string;
  readonly path: string;
  /** Until when the key is remembered, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Whether it may be worked on. */
export type Claim =
  /** The first of its key, or the next attempt of one that was released: under the id that the first one had. */
  | { readonly verdict: 'claimed'; readonly delivery: string; readonly attempt: number }
  /** Somebody works on it. */
  | { readonly verdict: 'running' }
  | { readonly verdict: 'other-body' }
  /** It has its answer for good. */
  | { readonly verdict: 'answered'; readonly delivery: string };

/** A delivery that has an answer, and what becomes of its key. */
export interface EndedDelivery {
  readonly delivery: Delivery;
  readonly claimed?: DeliveryKey & { readonly claim: string; readonly state: 'done' | 'released' };
}

/** A run that is to be queued for a delivery whose caller does not wait. */
export interface AcceptedRun {
  readonly chain: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly input?: readonly unknown[];
  readonly principal: Principal;
  readonly timeout?: number;
}

/** The ledger. What it says is committed when it is said. */
export interface DeliveryLedger {
  claim(order: ClaimOrder): Promise<Claim>;
  /** Writes an end down; false if somebody else has claimed the key meanwhile, and then nothing was written. */
  end(ended: EndedDelivery): Promise<boolean>;
  /** Queues a run and writes its delivery down, both or neither; throws `invalid_input`. Gives false as `end` does. */
  accept(ended: EndedDelivery, run: AcceptedRun): Promise<boolean>;
  find(delivery: string): Promise<Delivery | undefined>;
}
