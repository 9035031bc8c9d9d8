/**
 * Glossary. *Delivery*: one call of an endpoint that got as far as its definition. *Receipt*: what a caller gets who does
 * not wait. *Released*: a delivery that ended so that a repeat runs again, under the same id.
 */
import type { ErrorCode } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Principal } from './principal.ts';

/** Where a delivery is: its run waits or goes on (`accepted`), it was answered for good, or it did not concern us. */
export const deliveryStates = ['accepted', 'ended', 'ignored'] as const;

/** One of them. */
export type DeliveryState = (typeof deliveryStates)[number];

/** What was sent. Headers that show who somebody is are masked, and so are the sensitive fields of a body. */
export interface DeliveredRequest {
  readonly method: string;
  /** Below `/hooks`, as it was sent: `/shop/acme`. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As text; undefined where it was not kept: the caller was not let in. */
  readonly body?: string;
  /** True if something in it is masked, so that it cannot be delivered again. */
  readonly masked: boolean;
}

/** What was answered. */
export interface DeliveryAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A delivery as it is kept. Times are milliseconds since 1970. */
export interface Delivery {
  readonly id: string;
  readonly endpoint: string;
  readonly state: DeliveryState;
  /** Undefined while it is not known, and where there is none: the delivery was ignored. */
  readonly outcome?: Outcome;
  readonly code?: ErrorCode;
  readonly receivedAt: number;
  /** From the first byte to the answer, in milliseconds. */
  readonly duration: number;
  readonly address?: string;
  /** Undefined where nobody was let in. */
  readonly principal?: Pick<Principal, 'kind' | 'id' | 'name' | 'key'>;
  /** The idempotency key. */
  readonly key?: string;
  /** Counts from 1: a released delivery that came again has more. */
  readonly attempt: number;
  readonly run?: string;
  /** The instance that an event went to. */
  readonly instance?: string;
  readonly request: DeliveredRequest;
  readonly answer: DeliveryAnswer;
}
